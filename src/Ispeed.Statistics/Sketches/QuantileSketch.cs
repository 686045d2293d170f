namespace Ispeed.Statistics.Sketches;

/// <summary>
/// A distribution in a few hundred counters: every quantile within 1 % of its value, and the sketch of a whole is exactly the sum of the sketches of
/// its parts, in any order (DDSketch: C. Masson, J. E. Rim and H. K. Lee, PVLDB 12, 2019). Speeds from 0.1 to 10,000 Mbit/s need 576 buckets. Weights
/// are whole numbers, because sums of fractions would depend on their order.
/// </summary>
public sealed class QuantileSketch : IEquatable<QuantileSketch>
{
    /// <summary>The relative error of a value read back.</summary>
    public const double Accuracy = 0.01;

    /// <summary>The smallest and largest bucket that a positive double can fall into.</summary>
    internal const int FirstBucket = -37_300;

    /// <summary>As <see cref="FirstBucket"/>.</summary>
    internal const int LastBucket = 35_500;

    private const double Gamma = (1 + Accuracy) / (1 - Accuracy);
    private static readonly double LogGamma = Math.Log(Gamma);

    // Bucket _first + i holds the weight _weights[i]; the array covers no more than has been seen, rounded up.
    private int _first;
    private long[] _weights = [];

    /// <summary>Weight of all values.</summary>
    public long Count { get; private set; }

    /// <summary>Weight of the values that are 0: no loss, no jitter.</summary>
    public long Zeros { get; private set; }

    /// <summary>The bucket of a positive value: bucket i holds (γ^(i−1), γ^i], γ = 1.01/0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public static int BucketOf(double value) =>
        value is > 0 and < double.PositiveInfinity
            ? (int)Math.Ceiling(Math.Log(value) / LogGamma)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A bucket holds positive, finite values.");

    /// <summary>What is read back for a bucket: 2 γ^i/(γ + 1), at most 1 % from both ends.</summary>
    public static double ValueOf(int bucket) => Math.Exp(bucket * LogGamma) * (2 / (Gamma + 1));

    /// <summary>Takes a value.</summary>
    /// <param name="value">Not negative, finite.</param>
    /// <param name="weight">Positive.</param>
    public void Add(double value, long weight = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        var total = checked(Count + weight);
        if (value == 0)
        {
            Zeros += weight;
        }
        else
        {
            At(BucketOf(value)) += weight;
        }

        Count = total;
    }

    /// <summary>Takes in all that another holds.</summary>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var total = checked(Count + other.Count);
        foreach (var (bucket, weight) in other.Buckets().ToArray())
        {
            At(bucket) += weight;
        }

        (Zeros, Count) = (Zeros + other.Zeros, total);
    }

    /// <summary>The quantile as <see cref="OrderStatistics.Quantile"/> defines it, within 1 %; NaN without values.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        var place = (Count - 1) * share;
        var below = (long)Math.Floor(place);
        var (low, high) = (ValueAt(below + 1), ValueAt(Math.Min(below + 2, Count)));
        return low + (high - low) * (place - below);
    }

    /// <summary>The value of a rank, within 1 %.</summary>
    /// <param name="rank">From 1 to <see cref="Count"/>.</param>
    public double ValueAt(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, Count);
        var sum = Zeros;
        if (rank <= sum)
        {
            return 0;
        }

        var i = -1;
        while (sum < rank)
        {
            sum += _weights[++i];
        }

        return ValueOf(_first + i);
    }

    /// <summary>Weight at or below a value; values within 1 % of it may count on either side.</summary>
    /// <param name="value">Not negative.</param>
    public long CountUpTo(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var last = value == 0 ? int.MinValue : BucketOf(value);
        return Zeros + Buckets().TakeWhile(pair => pair.Bucket <= last).Sum(pair => pair.Weight);
    }

    /// <summary>
    /// The 95 % interval of a quantile from its order statistics, each read within 1 %; null where <see cref="OrderStatistics.Ranks"/> has none. For
    /// sketches whose values all weigh 1: one value a device.
    /// </summary>
    /// <param name="share">The quantile, between 0 and 1, both excluded.</param>
    public Interval? IntervalOf(double share) =>
        OrderStatistics.Ranks(checked((int)Count), share) is var (lower, upper) ? new(ValueAt(lower), ValueAt(upper)) : null;

    /// <summary>The buckets that hold something, ascending.</summary>
    public IEnumerable<(int Bucket, long Weight)> Buckets()
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] > 0)
            {
                yield return (_first + i, _weights[i]);
            }
        }
    }

    /// <summary>Whether both hold the same.</summary>
    public bool Equals(QuantileSketch? other) => other is not null && Zeros == other.Zeros && Buckets().SequenceEqual(other.Buckets());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as QuantileSketch);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Zeros);

    /// <summary>For the codec: adds a weight whose sum has been checked.</summary>
    internal void AddTo(int bucket, long weight)
    {
        At(bucket) += weight;
        Count += weight;
    }

    /// <summary>For the codec: adds zeros whose sum has been checked.</summary>
    internal void AddZeros(long weight) => (Zeros, Count) = (Zeros + weight, Count + weight);

    private ref long At(int bucket)
    {
        if (_weights.Length == 0)
        {
            (_first, _weights) = (bucket - 16, new long[32]);
        }
        else if (bucket < _first || bucket >= _first + _weights.Length)
        {
            // At least half as many again, on the side where they are needed, so that ever new extremes do not copy every time.
            var spare = _weights.Length / 2;
            var first = bucket < _first ? Math.Min(bucket, _first - spare) : _first;
            var end = Math.Max(bucket + 1, bucket < _first ? _first + _weights.Length : _first + _weights.Length + spare);
            var grown = new long[end - first];
            _weights.CopyTo(grown, _first - first);
            (_first, _weights) = (first, grown);
        }

        return ref _weights[bucket - _first];
    }
}
