using Ispeed.Statistics.Sketches;

namespace Ispeed.Statistics.Resampling;

/// <summary>
/// The same bootstrap for cells too large to hold: values fall into the buckets of <see cref="QuantileSketch"/>, each bucket counts its draws in every
/// replicate. Shards that hold different devices each fill their own, and adding them gives exactly what one pass over all would have given. The
/// replicates' medians are within 1 % of those of <see cref="MedianReplicates"/>. Size: 4 B bytes a bucket, below 1 MB for 400 replicates of speeds.
/// </summary>
public sealed class SketchedBootstrap
{
    private readonly ulong _seed;
    private readonly int _replicates;
    private readonly SortedDictionary<int, uint[]> _draws = [];

    /// <summary>An empty one.</summary>
    /// <param name="seed">The same in every shard.</param>
    /// <param name="replicates">B, the same in every shard.</param>
    public SketchedBootstrap(ulong seed, int replicates)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        (_seed, _replicates) = (seed, replicates);
    }

    /// <summary>Devices added.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the sample of a device that is in no other shard.</summary>
    /// <param name="device">The device's number.</param>
    /// <param name="value">Positive and finite.</param>
    public void Add(long device, double value)
    {
        var draws = DrawsOf(QuantileSketch.BucketOf(value));
        var state = PoissonWeights.StateOf(_seed, device);
        for (var first = 0; first < _replicates; first += PoissonWeights.Lane)
        {
            var four = PoissonWeights.FourOf(state, first / PoissonWeights.Lane);
            for (var replicate = first; replicate < Math.Min(first + PoissonWeights.Lane, _replicates); replicate++)
            {
                draws[replicate] += (uint)PoissonWeights.At(four, replicate - first);
            }
        }

        Count++;
    }

    /// <summary>Takes in what another shard has counted.</summary>
    /// <exception cref="ArgumentException">The other was made with another seed or number of replicates.</exception>
    public void Merge(SketchedBootstrap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._seed != _seed || other._replicates != _replicates)
        {
            throw new ArgumentException("Only shards of one seed and one number of replicates add up.", nameof(other));
        }

        foreach (var (bucket, theirs) in other._draws)
        {
            var ours = DrawsOf(bucket);
            for (var i = 0; i < ours.Length; i++)
            {
                ours[i] += theirs[i];
            }
        }

        Count += other.Count;
    }

    /// <summary>The median of every replicate; NaN in a replicate that drew nobody.</summary>
    public double[] Medians()
    {
        var totals = new ulong[_replicates];
        foreach (var draws in _draws.Values)
        {
            for (var i = 0; i < totals.Length; i++)
            {
                totals[i] += draws[i];
            }
        }

        // The two middle draws, as everywhere: their ranks are (total + 1)/2 and total/2 + 1, whole.
        var sums = new ulong[_replicates];
        var (lower, upper) = (new double[_replicates], new double[_replicates]);
        lower.AsSpan().Fill(double.NaN);
        upper.AsSpan().Fill(double.NaN);
        foreach (var (bucket, draws) in _draws)
        {
            var value = QuantileSketch.ValueOf(bucket);
            for (var i = 0; i < sums.Length; i++)
            {
                var before = sums[i];
                sums[i] += draws[i];
                lower[i] = Reaches(before, sums[i], (totals[i] + 1) / 2) ? value : lower[i];
                upper[i] = Reaches(before, sums[i], totals[i] / 2 + 1) ? value : upper[i];
            }
        }

        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] += (upper[i] - lower[i]) / 2;
        }

        return lower;
    }

    private static bool Reaches(ulong before, ulong after, ulong rank) => before < rank && rank <= after;

    private uint[] DrawsOf(int bucket)
    {
        if (!_draws.TryGetValue(bucket, out var draws))
        {
            _draws[bucket] = draws = new uint[_replicates];
        }

        return draws;
    }
}
