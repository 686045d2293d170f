using CsCheck;
using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Tests.Resampling;

public sealed class MedianReplicatesTests
{
    private static readonly Gen<DeviceValue[]> Samples = Gen.Select(Gen.Long, Gen.Double[0.1, 10_000], Gen.Double[0.1, 4])
        .Array[1, 60]
        .Select(all => all.Select(one => new DeviceValue(one.Item1, one.Item2, one.Item3)).ToArray());

    [Fact]
    public void A_replicate_is_the_weighted_median_of_what_it_drew() =>
        Samples.Sample(samples =>
        {
            var replicates = MedianReplicates.Of(samples, seed: 3, 10);
            for (var replicate = 0; replicate < replicates.Length; replicate++)
            {
                var drawn = samples.Select(one => one with { Weight = one.Weight * PoissonWeights.Of(3, one.Device, replicate) }).ToArray();
                replicates[replicate].ShouldBe(WeightedSample.Of(drawn).Median);
            }
        });

    [Fact]
    public void The_order_of_the_samples_does_not_matter() =>
        Gen.Select(Samples, Gen.Int)
            .Sample(
                (samples, seed) =>
                {
                    var straight = MedianReplicates.Of(samples, 5, 13);
                    new Random(seed).Shuffle(samples);
                    return straight.AsSpan().SequenceEqual(MedianReplicates.Of(samples, 5, 13));
                }
            );

    [Fact]
    public void Shards_added_are_exactly_one_pass_over_all() =>
        Gen.Select(Samples, Gen.Int[1, 5])
            .Sample(
                (samples, shards) =>
                {
                    var devices = samples.DistinctBy(one => one.Device).ToArray();
                    var bulk = new SketchedBootstrap(11, 21);
                    var parts = Enumerable.Range(0, shards).Select(_ => new SketchedBootstrap(11, 21)).ToArray();
                    for (var i = 0; i < devices.Length; i++)
                    {
                        bulk.Add(devices[i].Device, devices[i].Value);
                        parts[i % shards].Add(devices[i].Device, devices[i].Value);
                    }

                    var merged = new SketchedBootstrap(11, 21);
                    foreach (var part in parts.Reverse())
                    {
                        merged.Merge(part);
                    }

                    merged.Count.ShouldBe(bulk.Count);
                    merged.Medians().ShouldBe(bulk.Medians());
                }
            );

    [Fact]
    public void The_sketched_replicates_are_within_one_per_cent_of_the_exact_ones() =>
        Samples.Sample(samples =>
        {
            var devices = samples.DistinctBy(one => one.Device).Select(one => one with { Weight = 1 }).ToArray();
            var sketched = new SketchedBootstrap(8, 17);
            foreach (var one in devices)
            {
                sketched.Add(one.Device, one.Value);
            }

            var (near, exact) = (sketched.Medians(), MedianReplicates.Of(devices, 8, 17));
            for (var i = 0; i < exact.Length; i++)
            {
                (double.IsNaN(exact[i]) ? double.IsNaN(near[i]) : Math.Abs(near[i] / exact[i] - 1) <= 0.01 + 1e-9).ShouldBeTrue();
            }
        });

    [Fact]
    public void Shards_of_different_seeds_do_not_add_up() =>
        Should.Throw<ArgumentException>(() => new SketchedBootstrap(1, 10).Merge(new SketchedBootstrap(2, 10)));

    [Fact]
    public void A_group_compared_with_itself_does_not_differ()
    {
        DeviceValue[] samples = [.. Enumerable.Range(0, 50).Select(i => new DeviceValue(i, 10 + i))];
        var contrast = MedianContrast.Of(samples, samples, 1, 200)!;
        contrast.Ratio.ShouldBe(1);
        contrast.RatioInterval.ShouldBe(new Interval(1, 1)); // the same devices are drawn on both sides
        contrast.DifferenceInterval.ShouldBe(new Interval(0, 0));
        contrast.P.ShouldBe(1);
    }

    [Fact]
    public void Groups_that_swap_sides_swap_the_sign() =>
        Gen.Select(Samples, Samples)
            .Sample(
                (one, other) =>
                {
                    var (straight, turned) = (MedianContrast.Of(one, other, 6, 60)!, MedianContrast.Of(other, one, 6, 60)!);
                    straight.P.ShouldBe(turned.P);
                    straight.Difference.ShouldBe(-turned.Difference);
                    if (straight.DifferenceInterval is { } interval)
                    {
                        turned.DifferenceInterval!.Value.Low.ShouldBe(-interval.High, 1e-6);
                    }
                }
            );

    [Fact]
    public void Few_devices_have_a_ratio_and_no_interval()
    {
        DeviceValue[] few = [new(1, 10), new(2, 20)];
        MedianContrast.Of(few, few, 1, 100)!.RatioInterval.ShouldBeNull();
        MedianContrast.Of([], few, 1, 100).ShouldBeNull();
    }
}
