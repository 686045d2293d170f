using System.Numerics;
using CsCheck;
using Ispeed.Statistics.Hiding;

namespace Ispeed.Statistics.Tests.Hiding;

public sealed class ComplementarySuppressionTests
{
    private const int Bar = 10;

    // A country of provinces of communes, each by operator and in all: cells are in up to three sums.
    private static readonly Gen<Nation> Nested = Gen.Select(
            Gen.Int[1, 2],
            Gen.Int[1, 4],
            Gen.Int[1, 3],
            Gen.OneOf(Gen.Int[0, 12], Gen.Int[0, 60]).Array[24]
        )
        .Select(all => new Nation(all.Item1, all.Item2, all.Item3, all.Item4));

    [Fact]
    public void A_single_small_operator_takes_the_next_larger_one_with_it() =>
        // 0 is the commune, 1 to 3 its operators.
        Decide([154, 120, 4, 30], [new(0, [1, 2, 3])])
            .ShouldBe([Withholding.Shown, Withholding.Shown, Withholding.TooFewDevices, Withholding.CoversAnother]);

    [Fact]
    public void Two_small_operators_that_together_are_still_too_few_take_a_third_with_them() =>
        Decide([127, 120, 4, 3], [new(0, [1, 2, 3])])
            .ShouldBe([Withholding.Shown, Withholding.CoversAnother, Withholding.TooFewDevices, Withholding.TooFewDevices]);

    [Fact]
    public void Two_small_operators_that_are_enough_together_cover_each_other() =>
        Decide([137, 120, 8, 9], [new(0, [1, 2, 3])]).Count(one => one is not Withholding.Shown).ShouldBe(2);

    [Fact]
    public void An_operator_of_nobody_covers_nobody() =>
        Decide([44, 40, 4, 0], [new(0, [1, 2, 3])])
            .ShouldBe([Withholding.Shown, Withholding.CoversAnother, Withholding.TooFewDevices, Withholding.Shown]);

    [Fact]
    public void In_a_table_of_communes_and_operators_a_hidden_cell_closes_a_rectangle()
    {
        // Rows 0–2 × columns 0–2, row totals, column totals, whole. Only the cell in the middle is small.
        var table = new Grid([
            [50, 60, 70],
            [40, 4, 90],
            [30, 20, 80],
        ]);
        var decided = Decide(table.Devices, table.Relations);
        decided[table.Cell(1, 1)].ShouldBe(Withholding.TooFewDevices);
        decided.Count(one => one is Withholding.CoversAnother).ShouldBe(3);
        decided[table.Cell(2, 1)].ShouldBe(Withholding.CoversAnother); // the smallest of its column, of its row, and where they meet
        decided[table.Cell(1, 0)].ShouldBe(Withholding.CoversAnother);
        decided[table.Cell(2, 0)].ShouldBe(Withholding.CoversAnother);
    }

    [Fact]
    public void A_month_hidden_is_not_to_be_had_from_the_year_to_date()
    {
        // 0–2: months; 3: to the second month; 4: to the third.
        var decided = Decide([80, 7, 90, 87, 177], [new(3, [0, 1]), new(4, [3, 2])]);
        decided[1].ShouldBe(Withholding.TooFewDevices);
        Hidden(decided).Count.ShouldBeGreaterThan(1);
        Solvable([80, 7, 90, 87, 177], [new(3, [0, 1]), new(4, [3, 2])], Hidden(decided)).ShouldNotContain(1);
    }

    [Fact]
    public void Of_nested_areas_by_operator_no_small_cell_can_be_solved_for() =>
        Nested.Sample(table =>
        {
            var decided = Decide(table.Devices, table.Relations);
            var hidden = Hidden(decided);
            var solved = Solvable(table.Devices, table.Relations, hidden);
            for (var cell = 0; cell < table.Devices.Count; cell++)
            {
                (decided[cell] is Withholding.TooFewDevices).ShouldBe(table.Devices[cell] is > 0 and < Bar);
                (decided[cell] is Withholding.TooFewDevices && solved.Contains(cell)).ShouldBeFalse();
            }

            table.Relations.ShouldAllBe(relation => Suffices(table.Devices, relation, hidden));
        });

    [Fact]
    public void No_cover_could_be_shown() =>
        Nested.Sample(table =>
        {
            var decided = Decide(table.Devices, table.Relations);
            foreach (var cover in Enumerable.Range(0, decided.Length).Where(cell => decided[cell] is Withholding.CoversAnother))
            {
                var less = Hidden(decided).Where(cell => cell != cover).ToHashSet();
                var gives =
                    Solvable(table.Devices, table.Relations, less).Any(cell => decided[cell] is Withholding.TooFewDevices)
                    || table.Relations.Any(relation => !Suffices(table.Devices, relation, less));
                gives.ShouldBeTrue();
            }
        });

    [Fact]
    public void The_solver_finds_what_fractions_find() =>
        Gen.Select(Nested, Gen.Int)
            .Sample(
                (table, seed) =>
                {
                    var random = new Random(seed);
                    var hidden = table.Devices.Select(_ => random.Next(3) > 0).ToArray();
                    var set = Enumerable.Range(0, hidden.Length).Where(cell => hidden[cell]).ToHashSet();
                    Recoverable.Of(hidden, table.Relations).ShouldBe(Solvable(table.Devices, table.Relations, set).Order());
                }
            );

    [Fact]
    public void The_same_table_gives_the_same_answer() =>
        Nested.Sample(table => Decide(table.Devices, table.Relations).SequenceEqual(Decide(table.Devices, table.Relations)));

    [Fact]
    public void A_sum_that_names_no_cell_is_refused()
    {
        Should.Throw<ArgumentException>(() => Decide([1, 2], [new(0, [1, 5])]));
        Should.Throw<ArgumentException>(() => Decide([1, 2], [new(0, [1, 1])]));
    }

    private static Withholding[] Decide(List<int> devices, List<Relation> relations) =>
        ComplementarySuppression.Decide(devices, relations, _ => Bar);

    private static HashSet<int> Hidden(Withholding[] decided) =>
        [.. Enumerable.Range(0, decided.Length).Where(cell => decided[cell] is not Withholding.Shown)];

    private static bool Suffices(List<int> devices, Relation relation, HashSet<int> hidden) =>
        hidden.Contains(relation.Whole)
        || !relation.Parts.Any(part => devices[part] is > 0 and < Bar)
        || relation.Parts.Where(hidden.Contains).Sum(part => devices[part]) >= Bar;

    // The attacker: elimination in fractions over everything that is published.
    private static HashSet<int> Solvable(List<int> devices, List<Relation> relations, HashSet<int> hidden)
    {
        var columns = hidden.Order().ToArray();
        var rows = relations
            .Select(relation =>
                columns
                    .Select(cell => new Fraction(
                        relation.Parts.Contains(cell) ? 1
                            : relation.Whole == cell ? -1
                            : 0,
                        1
                    ))
                    .ToArray()
            )
            .ToArray();
        var rank = 0;
        for (var column = 0; column < columns.Length && rank < rows.Length; column++)
        {
            var pivot = Array.FindIndex(rows, rank, row => !row[column].IsZero);
            if (pivot < 0)
            {
                continue;
            }

            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            for (var other = 0; other < rows.Length; other++)
            {
                if (other != rank && !rows[other][column].IsZero)
                {
                    var factor = rows[other][column].Over(rows[rank][column]);
                    rows[other] = [.. rows[other].Zip(rows[rank], (one, two) => one.Less(factor.Times(two)))];
                }
            }

            rank++;
        }

        return
        [
            .. rows.Where(row => row.Count(value => !value.IsZero) == 1)
                .Select(row => columns[Array.FindIndex(row, value => !value.IsZero)]),
        ];
    }

    private readonly record struct Fraction(BigInteger Over1, BigInteger Under)
    {
        public bool IsZero => Over1.IsZero;

        public Fraction Times(Fraction other) => new(Over1 * other.Over1, Under * other.Under);

        public Fraction Over(Fraction other) => new(Over1 * other.Under, Under * other.Over1);

        public Fraction Less(Fraction other)
        {
            var (over, under) = (Over1 * other.Under - other.Over1 * Under, Under * other.Under);
            var divisor = BigInteger.GreatestCommonDivisor(over, under);
            return new(over / divisor, under / divisor);
        }
    }

    private sealed class Grid
    {
        private readonly int _columns;

        public Grid(int[][] counts)
        {
            _columns = counts[0].Length;
            List<int> devices = [.. counts.SelectMany(row => row)];
            List<int> rows = [];
            foreach (var row in counts)
            {
                rows.Add(devices.Count);
                devices.Add(row.Sum());
            }

            List<int> columns = [];
            for (var column = 0; column < _columns; column++)
            {
                columns.Add(devices.Count);
                devices.Add(counts.Sum(row => row[column]));
            }

            devices.Add(counts.Sum(row => row.Sum()));
            Devices = devices;
            Relations =
            [
                .. counts.Select(
                    (_, row) => new Relation(rows[row], [.. Enumerable.Range(0, _columns).Select(column => Cell(row, column))])
                ),
                .. columns.Select((total, column) => new Relation(total, [.. counts.Select((_, row) => Cell(row, column))])),
                new(devices.Count - 1, rows),
                new(devices.Count - 1, columns),
            ];
        }

        public List<int> Devices { get; }

        public List<Relation> Relations { get; }

        public int Cell(int row, int column) => row * _columns + column;
    }

    private sealed class Nation
    {
        private readonly List<int> _devices = [];
        private readonly List<Relation> _relations = [];

        public Nation(int provinces, int communes, int operators, int[] counts)
        {
            var place = 0;
            var inProvinces = Enumerable
                .Range(0, provinces)
                .Select(_ =>
                {
                    var inCommunes = Enumerable
                        .Range(0, communes)
                        .Select(_ => AddWhole([.. Enumerable.Range(0, operators).Select(_ => Add(counts[place++ % counts.Length]))]))
                        .ToArray();
                    return Sum(inCommunes);
                })
                .ToArray();
            Sum(inProvinces);
        }

        public List<int> Devices => _devices;

        public List<Relation> Relations => _relations;

        public override string ToString() =>
            $"{string.Join(' ', _devices)} | {string.Join(' ', _relations.Select(relation => $"{relation.Whole}={string.Join('+', relation.Parts)}"))}";

        // One place: its operators' cells and, last, the cell of all.
        private int[] AddWhole(int[] parts) => [.. parts, Whole(parts)];

        // Places summed cell by cell; the sum's own operators also sum to its own whole.
        private int[] Sum(int[][] places)
        {
            int[] sums = [.. Enumerable.Range(0, places[0].Length).Select(at => Whole([.. places.Select(place => place[at])]))];
            _relations.Add(new(sums[^1], sums[..^1]));
            return sums;
        }

        private int Whole(int[] parts)
        {
            var whole = Add(parts.Sum(part => _devices[part]));
            _relations.Add(new(whole, parts));
            return whole;
        }

        private int Add(int devices)
        {
            _devices.Add(devices);
            return _devices.Count - 1;
        }
    }
}
