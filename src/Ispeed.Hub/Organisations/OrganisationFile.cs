using System.Globalization;
using System.Net.Mail;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Organisations;

/// <summary>A line of the list of units, readable as a whole.</summary>
internal sealed record OrganisationLine(
    int Row,
    string Key,
    string Name,
    string? ParentKey,
    int? Staff,
    string? ContactEmail,
    string? AreaCode,
    string KeyColumn
);

/// <summary>The list of units as people fill it in: the columns of the template, in any order.</summary>
internal static class OrganisationFile
{
    private const int LongestKey = 40;
    private const int LongestName = 300;
    private const int MostStaff = 1_000_000;
    private const int HeadWithin = 20; // rows above the head that may hold a title

    private const string Key = "Mã đơn vị";
    private const string Name = "Tên đơn vị";
    private const string Parent = "Mã đơn vị cấp trên";
    private const string Staff = "Biên chế";
    private const string Email = "Thư điện tử đầu mối";
    private const string Area = "Mã địa bàn";

    private static readonly string[] Columns = [Key, Name, Parent, Staff, Email, Area];

    // The same columns for whoever fills the list in in English.
    private static readonly Dictionary<string, string> ByHead = new(StringComparer.Ordinal)
    {
        ["code"] = Key,
        ["name"] = Name,
        ["parent code"] = Parent,
        ["staff"] = Staff,
        ["contact e mail"] = Email,
        ["area code"] = Area,
    };

    static OrganisationFile()
    {
        foreach (var column in Columns)
        {
            ByHead[FoldedText.Of(column)] = column;
        }
    }

    /// <summary>What people download and fill in: the head, and two lines that show how.</summary>
    public static IReadOnlyList<IReadOnlyList<object?>> Template { get; } =
    [
        Columns,
        ["SVHTT", "Sở Văn hóa và Thể thao", null, 42, "vanthu.svhtt@example.vn", null],
        ["SVHTT.TV", "Thư viện tỉnh", "SVHTT", 18, null, null],
    ];

    /// <summary>Every line, or every fault: a list with one fault gives no line.</summary>
    /// <param name="sheet">What was read.</param>
    /// <param name="known">The organisations that are there, for superiors outside the file and for cycles with them.</param>
    /// <param name="areas">Where codes of areas are looked up.</param>
    /// <param name="on">The day on which they are valid.</param>
    /// <param name="reach">How far the one who brings it reaches; null for everything.</param>
    public static (IReadOnlyList<OrganisationLine> Lines, IReadOnlyList<CellFault> Faults) Check(
        Sheet sheet,
        OrganisationTree known,
        AreaDirectory areas,
        DateOnly on,
        ImportReach? reach
    )
    {
        var faults = new List<CellFault>();
        var head = sheet.Rows.Take(HeadWithin).FirstOrDefault(row => row.Cells.Any(cell => ColumnOf(cell) == Key));
        if (head is null)
        {
            return ([], [new(sheet.Name, sheet.Rows.Count > 0 ? sheet.Rows[0].Number : 1, "A", CellReason.Missing, $"{Key} / Code")]);
        }

        var places = PlacesOf(sheet, head, faults);
        faults.AddRange(
            sheet
                .Merged.Where(place => place.Row >= head.Number)
                .Select(place => new CellFault(sheet.Name, place.Row, place.Column, CellReason.Merged, ""))
        );
        var reader = new Reader(sheet, places, areas, on, faults);
        var lines = sheet.Rows.Where(row => row.Number > head.Number).Select(reader.Read).ToList();
        CheckTree(reader, lines, known);
        if (reach is not null)
        {
            CheckReach(reader, lines, known, reach);
        }

        return faults.Count > 0
            ? (
                [],
                [
                    .. faults
                        .OrderBy(fault => fault.Row)
                        .ThenBy(fault => fault.Column.Length)
                        .ThenBy(fault => fault.Column, StringComparer.Ordinal),
                ]
            )
            : (lines, []);
    }

    /// <summary>A whole number as people here write it: 1234, 1.234 or 1 234. A decimal comma or a foreign separator is not guessed at.</summary>
    internal static int? WholeNumber(Cell cell)
    {
        var text = cell.Text;
        if (cell.Kind is CellKind.Number)
        {
            return
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and <= MostStaff
                && double.IsInteger(number)
                ? (int)number
                : null;
        }

        var groups = text.Split('.', ' ', '\u00A0', '\u202F');
        var isGrouped = groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3);
        return
            (groups.Length == 1 || isGrouped)
            && groups.All(group => group.Length is > 0 and <= 9 && group.All(char.IsAsciiDigit))
            && long.TryParse(string.Concat(groups), NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && whole <= MostStaff
            ? (int)whole
            : null;
    }

    private static string? ColumnOf(Cell cell) => ByHead.GetValueOrDefault(FoldedText.Of(cell.Text));

    private static Dictionary<string, int> PlacesOf(Sheet sheet, SheetRow head, List<CellFault> faults)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < head.Cells.Count; at++)
        {
            if (head[at].Kind is CellKind.Empty)
            {
                continue;
            }

            var column = ColumnOf(head[at]);
            if (column is null || !places.TryAdd(column, at))
            {
                var reason = column is null ? CellReason.UnknownColumn : CellReason.Repeated;
                faults.Add(new(sheet.Name, head.Number, CellPlace.NameOf(at), reason, head[at].Text));
            }
        }

        if (!places.ContainsKey(Name))
        {
            faults.Add(new(sheet.Name, head.Number, CellPlace.NameOf(head.Cells.Count), CellReason.Missing, $"{Name} / Name"));
        }

        return places;
    }

    /// <summary>Keys once each, superiors that are there, and no unit above itself: within the file and together with what is known.</summary>
    private static void CheckTree(Reader reader, List<OrganisationLine> lines, OrganisationTree known)
    {
        var parents = known.All.ToDictionary(
            node => node.Key,
            node => node.ParentId is { } id ? known.Find(id)?.Key : null,
            StringComparer.OrdinalIgnoreCase
        );
        var inFile = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Where(line => line.Key.Length > 0))
        {
            if (!inFile.Add(line.Key))
            {
                reader.Fault(line.Row, Key, CellReason.Repeated, line.Key);
            }

            parents[line.Key] = line.ParentKey ?? parents.GetValueOrDefault(line.Key);
        }

        foreach (var line in lines.Where(line => line.ParentKey is not null))
        {
            if (!parents.ContainsKey(line.ParentKey!))
            {
                reader.Fault(line.Row, Parent, CellReason.UnknownParent, line.ParentKey!);
                continue;
            }

            // Bounded by the number of units: a way up that is longer than all of them goes in a circle.
            var at = line.ParentKey;
            for (var steps = 0; at is not null && steps <= parents.Count; steps++)
            {
                if (string.Equals(at, line.Key, StringComparison.OrdinalIgnoreCase))
                {
                    reader.Fault(line.Row, Parent, CellReason.Cycle, line.ParentKey!);
                    break;
                }

                at = parents.GetValueOrDefault(at);
            }
        }
    }

    /// <summary>What is known must be in reach, and so must the superior of whatever is put somewhere; superiors within the file are looked at in their own line.</summary>
    private static void CheckReach(Reader reader, List<OrganisationLine> lines, OrganisationTree known, ImportReach reach)
    {
        var nodes = known.All.ToDictionary(node => node.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Where(line => line.Key.Length > 0))
        {
            var isKnown = nodes.TryGetValue(line.Key, out var node);
            if (isKnown && !reach.MayChange(known, node!.Id))
            {
                reader.Fault(line.Row, Key, CellReason.OutOfReach, line.Key);
            }
            else if (line.ParentKey is { } parent)
            {
                if (nodes.TryGetValue(parent, out var superior) && !reach.MayChange(known, superior.Id))
                {
                    reader.Fault(line.Row, Parent, CellReason.OutOfReach, parent);
                }
            }
            else if (!isKnown && !reach.MayFound(line.AreaCode))
            {
                reader.Fault(line.Row, Parent, CellReason.OutOfReach, "");
            }
        }
    }

    private sealed class Reader(Sheet sheet, Dictionary<string, int> places, AreaDirectory areas, DateOnly on, List<CellFault> faults)
    {
        public OrganisationLine Read(SheetRow row) =>
            new(
                row.Number,
                ReadKey(row, Key) ?? "",
                ReadName(row),
                ReadKey(row, Parent),
                ReadStaff(row),
                ReadEmail(row),
                ReadArea(row),
                CellPlace.NameOf(places[Key])
            );

        public void Fault(int row, string column, CellReason reason, string written) =>
            faults.Add(new(sheet.Name, row, CellPlace.NameOf(places.GetValueOrDefault(column)), reason, written));

        private string? ReadKey(SheetRow row, string column)
        {
            var text = Text(row, column, isNeeded: column == Key);
            if (text is null)
            {
                return null;
            }

            if (text.Length > LongestKey || !text.All(one => char.IsLetterOrDigit(one) || one is '.' or '-' or '_' or '/'))
            {
                Fault(row.Number, column, CellReason.NoKey, text);
            }

            return text;
        }

        private string ReadName(SheetRow row)
        {
            var text = Text(row, Name, isNeeded: true)?.Normalize() ?? ""; // composed letters: documents and PDF need them
            if (text.Length > LongestName)
            {
                Fault(row.Number, Name, CellReason.TooLong, text);
            }

            return text;
        }

        private int? ReadStaff(SheetRow row)
        {
            if (Text(row, Staff, isNeeded: false) is not { } text)
            {
                return null;
            }

            var number = WholeNumber(row[places[Staff]]);
            if (number is null)
            {
                Fault(row.Number, Staff, CellReason.NoWholeNumber, text);
            }

            return number;
        }

        private string? ReadEmail(SheetRow row)
        {
            if (Text(row, Email, isNeeded: false) is not { } text)
            {
                return null;
            }

            if (text.Length > LongestName || !MailAddress.TryCreate(text, out var address) || address.Address != text)
            {
                Fault(row.Number, Email, CellReason.NoEmail, text);
            }

            return text;
        }

        private string? ReadArea(SheetRow row)
        {
            if (Text(row, Area, isNeeded: false) is not { } text)
            {
                return null;
            }

            // A spreadsheet drops the zeros that a code begins with.
            var code = row[places[Area]].Kind is CellKind.Number ? text.PadLeft(text.Length <= 2 ? 2 : 5, '0') : text;
            if (areas.Find(code, on) is null)
            {
                Fault(row.Number, Area, CellReason.UnknownArea, text);
            }

            return code;
        }

        private string? Text(SheetRow row, string column, bool isNeeded)
        {
            var cell = places.TryGetValue(column, out var at) ? row[at] : default;
            if (cell.Kind is CellKind.Formula)
            {
                Fault(row.Number, column, CellReason.Formula, cell.Text);
                return isNeeded ? "" : null;
            }

            if (isNeeded && cell.Text.Length == 0)
            {
                Fault(row.Number, column, CellReason.Missing, "");
            }
            else if (cell.Text.Length > SheetFile.LongestCell)
            {
                Fault(row.Number, column, CellReason.TooLong, cell.Text);
                return null;
            }

            return cell.Text.Length == 0 ? null : cell.Text;
        }
    }
}
