using System.Globalization;
using System.Text;
using Ispeed.Measure;

namespace Ispeed.LineRate;

/// <summary>All cases, each measured once a round and the contestants one right after the other, so that a slow minute is slow for all.</summary>
internal sealed class Table
{
    private static readonly int[] StreamCounts = [1, 8];

    private readonly Dictionary<Case, List<double>> measured = [];

    public static async Task<Table> MeasureAsync(Contest contest, int rounds, string? only)
    {
        var table = new Table();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var one in Cases(only))
            {
                if (!table.measured.TryGetValue(one, out var values))
                {
                    table.measured[one] = values = [];
                }

                values.Add(await contest.RunAsync(one));
            }
        }

        return table;
    }

    public string ToMarkdown()
    {
        var page = new StringBuilder();
        page.Append("| | streams | i-Speed | iperf3 | nginx | ratio |\n|---|---|---|---|---|---|\n");
        foreach (var group in measured.GroupBy(entry => (entry.Key.Tls, entry.Key.Direction, entry.Key.Streams)))
        {
            var (tls, direction, streams) = group.Key;
            var by = group.ToDictionary(entry => entry.Key.Who, entry => entry.Value);
            var rival = tls ? Contestant.Nginx : Contestant.Iperf;
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {(tls ? "TLS 1.3" : "plain")} {(direction == Direction.Down ? "send" : "sink")} | {streams} | {Cell(by, Contestant.Ispeed)} | {Cell(by, Contestant.Iperf)} | {Cell(by, Contestant.Nginx)} | {Median(by[Contestant.Ispeed].Zip(by[rival], (ours, theirs) => ours / theirs)):0.00}× {(tls ? "nginx" : "iperf3")} |\n"
            );
        }

        return page.ToString();
    }

    private static IEnumerable<Case> Cases(string? only) =>
        from tls in new[] { false, true }
        where only is null || only == (tls ? "tls" : "plain")
        from direction in new[] { Direction.Down, Direction.Up }
        from streams in StreamCounts
        from who in new[] { Contestant.Ispeed, tls ? Contestant.Nginx : Contestant.Iperf, Contestant.Nginx }.Distinct()
        select new Case(who, direction, tls, streams);

    private static string Cell(Dictionary<Contestant, List<double>> by, Contestant who) =>
        by.TryGetValue(who, out var values)
            ? string.Create(CultureInfo.InvariantCulture, $"{Median(values):0.0} ({values.Min():0.0}–{values.Max():0.0})")
            : "–";

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
