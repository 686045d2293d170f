using CsCheck;
using Ispeed.Statistics.Proof;
using Ispeed.Statistics.Sketches;

namespace Ispeed.Statistics.Tests.Sketches;

public sealed class QuantileSketchTests
{
    private const double Allowed = QuantileSketch.Accuracy + 1e-9; // the rounding of a logarithm at a bucket's edge

    // From a thousandth to a hundred thousand, evenly on the log scale, with ties and zeros.
    private static readonly Gen<double> Value = Gen.OneOf(Gen.Double[-7, 12].Select(Math.Exp), Gen.Int[0, 5].Select(i => 10.0 * i));

    [Fact]
    public void Every_quantile_is_within_one_per_cent_of_the_exact_one() =>
        Gen.Select(Value.Array[1, 200], Gen.Double[0, 1])
            .Sample(
                (values, share) =>
                {
                    var sketch = Of(values);
                    Array.Sort(values);
                    foreach (var at in new[] { 0, 0.1, 0.5, 0.9, 1, share })
                    {
                        var exact = OrderStatistics.Quantile(values, at);
                        sketch.Quantile(at).ShouldBe(exact, Allowed * exact + 1e-12);
                    }

                    for (var rank = 1; rank <= values.Length; rank++)
                    {
                        sketch.ValueAt(rank).ShouldBe(values[rank - 1], Allowed * values[rank - 1] + 1e-12);
                    }
                }
            );

    [Fact]
    public void The_sketch_of_a_whole_is_exactly_the_sum_of_its_parts_in_any_order() =>
        Gen.Select(Value.Array[0, 100], Value.Array[0, 100], Value.Array[0, 100])
            .Sample(
                (a, b, c) =>
                {
                    var bulk = Of([.. a, .. b, .. c]);
                    var merged = Of(c);
                    merged.Merge(Of(a));
                    var rest = Of(b);
                    rest.Merge(new());
                    merged.Merge(rest);
                    merged.ShouldBe(bulk);
                    merged.Count.ShouldBe(bulk.Count);
                    QuantileSketchCodec.Write(merged).ShouldBe(QuantileSketchCodec.Write(bulk));
                }
            );

    [Fact]
    public void A_sketch_may_be_added_to_itself()
    {
        var sketch = Of([1, 2, 0]);
        sketch.Merge(sketch);
        sketch.ShouldBe(Of([1, 1, 2, 2, 0, 0]));
    }

    [Fact]
    public void A_weight_is_so_many_values() =>
        Gen.Select(Value, Gen.Int[1, 6])
            .Array[1, 40]
            .Sample(weighted =>
            {
                var sketch = new QuantileSketch();
                foreach (var (value, weight) in weighted)
                {
                    sketch.Add(value, weight);
                }

                sketch.ShouldBe(Of([.. weighted.SelectMany(one => Enumerable.Repeat(one.Item1, one.Item2))]));
            });

    [Fact]
    public void The_interval_is_read_at_the_exact_ranks() =>
        Gen.Double[0.1, 1000]
            .Array[1, 300]
            .Sample(values =>
            {
                var (near, exact) = (Of(values).IntervalOf(0.5), OrderStatistics.IntervalOf([.. values.Order()], 0.5));
                (near is null).ShouldBe(exact is null);
                if (near is { } read && exact is { } wanted)
                {
                    read.Low.ShouldBe(wanted.Low, Allowed * wanted.Low);
                    read.High.ShouldBe(wanted.High, Allowed * wanted.High);
                }
            });

    [Fact]
    public void Counting_up_to_a_value_errs_only_by_what_is_within_two_per_cent_of_it() =>
        Gen.Select(Gen.Double[0.1, 1000].Array[1, 100], Gen.Double[0.1, 1000])
            .Sample(
                (values, at) =>
                {
                    var counted = Of(values).CountUpTo(at);
                    return values.Count(value => value <= at) <= counted && counted <= values.Count(value => value <= at * 1.0203);
                }
            );

    [Fact]
    public void Speeds_from_a_tenth_to_ten_thousand_need_576_buckets() =>
        (QuantileSketch.BucketOf(10_000) - QuantileSketch.BucketOf(0.1)).ShouldBe(576);

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue / 1.02)]
    public void The_ends_of_the_doubles_fit(double value)
    {
        var sketch = Of([value, 1]);
        QuantileSketchCodec.TryRead(QuantileSketchCodec.Write(sketch), out var read).ShouldBeTrue();
        read.ShouldBe(sketch);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_value_is_refused_and_changes_nothing(double value)
    {
        var sketch = Of([5]);
        Should.Throw<ArgumentOutOfRangeException>(() => sketch.Add(value));
        Should.Throw<ArgumentOutOfRangeException>(() => sketch.Add(1, 0));
        sketch.ShouldBe(Of([5]));
    }

    [Fact]
    public void An_empty_sketch_knows_nothing()
    {
        new QuantileSketch().Quantile(0.5).ShouldBe(double.NaN);
        new QuantileSketch().IntervalOf(0.5).ShouldBeNull();
    }

    [Fact]
    public void The_bytes_are_frozen()
    {
        var sketch = Of([0, 0, 0.5, 25.4, 25.5, 940]);
        sketch.Add(100, 300);
        Convert.ToHexString(QuantileSketchCodec.Write(sketch)).ShouldBe("0102044301C3010244AC026F01");
    }

    [Fact]
    public void What_is_written_is_read() =>
        Value
            .Array[0, 200]
            .Sample(values =>
            {
                var sketch = Of(values);
                return QuantileSketchCodec.TryRead(QuantileSketchCodec.Write(sketch), out var read)
                    && read.Equals(sketch)
                    && read.Count == sketch.Count;
            });

    [Fact]
    public void Any_bytes_are_answered_and_what_is_read_is_spelt_like_that() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Bool)
            .Sample(
                (bytes, starts) =>
                {
                    var tried = starts ? [1, .. bytes] : bytes;
                    return !QuantileSketchCodec.TryRead(tried, out var read)
                        || QuantileSketchCodec.Write(read).AsSpan().SequenceEqual(tried);
                },
                iter: 20_000
            );

    [Fact]
    public void A_byte_changed_or_cut_never_breaks_the_reader() =>
        Gen.Select(Value.Array[1, 30], Gen.Int[0, 1000], Gen.Byte)
            .Sample(
                (values, at, wrong) =>
                {
                    var bytes = QuantileSketchCodec.Write(Of(values));
                    QuantileSketchCodec.TryRead(bytes.AsSpan(0, at % bytes.Length), out _).ShouldBeFalse();
                    bytes[at % bytes.Length] = wrong;
                    return !QuantileSketchCodec.TryRead(bytes, out var read)
                        || QuantileSketchCodec.Write(read).AsSpan().SequenceEqual(bytes);
                }
            );

    [Fact]
    public void A_month_of_a_large_cell_takes_less_than_a_kilobyte()
    {
        var random = new Random(1);
        var sketch = Of([.. Enumerable.Range(0, 5000).Select(_ => 30 * Math.Exp(0.8 * random.Normal()))]);
        QuantileSketchCodec.Write(sketch).Length.ShouldBeLessThan(1024);
    }

    private static QuantileSketch Of(double[] values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
        {
            sketch.Add(value);
        }

        return sketch;
    }
}
