using System.Globalization;
using System.Text;
using Ispeed.Measure;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Admin;

/// <summary>What the operator's tools ask: is it alive, does it take runs, what has it done. On the admin port only.</summary>
internal sealed class AdminPages(
    RunRegistry runs,
    Admission admission,
    SelfCheckResult check,
    RecordSpool spool,
    HubLink link,
    PointSettings settings,
    PointCounters counters
)
{
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/health/live", context => context.Response.WriteAsync("alive\n", context.RequestAborted));
        routes.Map("/health/ready", WriteReadyAsync);
        routes.Map("/metrics", WriteMetricsAsync);
    }

    private Task WriteReadyAsync(HttpContext context)
    {
        var (status, words) = this switch
        {
            _ when spool.IsFull => (503, "the spool is full: the hub has not taken records for long"),
            _ when runs.IsBusy => (503, "full"),
            _ when settings.Hub is not null && !link.IsRegistered => (200, "ready, the hub is away"),
            _ when check.Limitation is { } reason => (200, $"ready, but it limits itself: {reason}"),
            _ => (200, "ready"),
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(words + "\n", context.RequestAborted);
    }

    private Task WriteMetricsAsync(HttpContext context)
    {
        context.Response.ContentType = MetricsType;
        return context.Response.WriteAsync(Metrics(), context.RequestAborted);
    }

    private string Metrics()
    {
        var page = new StringBuilder();
        Head(page, "ispeed_point_runs", "gauge", "Runs that go on.");
        Line(page, "ispeed_point_runs", string.Empty, runs.Count);
        Head(page, "ispeed_point_runs_started_total", "counter", "Runs begun.");
        Line(page, "ispeed_point_runs_started_total", string.Empty, counters.RunsStarted);
        Head(page, "ispeed_point_runs_sealed_total", "counter", "Runs sealed.");
        Line(page, "ispeed_point_runs_sealed_total", string.Empty, counters.RunsSealed);
        Head(page, "ispeed_point_connections", "gauge", "Connections of the data port.");
        Line(page, "ispeed_point_connections", string.Empty, counters.Connections);
        Head(page, "ispeed_point_streams", "gauge", "Load streams that go on.");
        foreach (var direction in Enum.GetValues<Direction>())
        {
            Line(page, "ispeed_point_streams", $"{{direction=\"{NameOf(direction)}\"}}", counters.Streams(direction));
        }

        Head(page, "ispeed_point_payload_bytes_total", "counter", "Payload of streams that have ended.");
        foreach (var direction in Enum.GetValues<Direction>())
        {
            Line(page, "ispeed_point_payload_bytes_total", $"{{direction=\"{NameOf(direction)}\"}}", counters.Bytes(direction));
        }

        Head(page, "ispeed_point_streams_ended_total", "counter", "Streams by how they ended.");
        foreach (var reason in Enum.GetValues<CutReason>())
        {
            Line(page, "ispeed_point_streams_ended_total", $"{{reason=\"{reason.ToWire()}\"}}", counters.Cuts(reason));
        }

        Head(page, "ispeed_point_refusals_total", "counter", "Requests refused, by code.");
        foreach (var (code, count) in counters.Refusals)
        {
            Line(page, "ispeed_point_refusals_total", $"{{code=\"{code}\"}}", count);
        }

        Head(page, "ispeed_point_probes_total", "counter", "Datagrams by whether they were answered.");
        Line(page, "ispeed_point_probes_total", "{answered=\"yes\"}", counters.ProbesAnswered);
        Line(page, "ispeed_point_probes_total", "{answered=\"no\"}", counters.ProbesDropped);
        Head(page, "ispeed_point_records_total", "counter", "Records that the hub has answered for.");
        Line(page, "ispeed_point_records_total", "{taken=\"yes\"}", counters.RecordsDelivered);
        Line(page, "ispeed_point_records_total", "{taken=\"no\"}", counters.RecordsRefused);
        Head(page, "ispeed_point_records_spooled", "gauge", "Records that wait for the hub.");
        Line(page, "ispeed_point_records_spooled", string.Empty, spool.Count);
        Head(page, "ispeed_point_registered", "gauge", "1 when the hub knows this test point.");
        Line(page, "ispeed_point_registered", string.Empty, link.IsRegistered ? 1 : 0);
        AddAdmission(page);
        return page.ToString();
    }

    private void AddAdmission(StringBuilder page)
    {
        Head(page, "ispeed_point_reserved_bits_per_second", "gauge", "Rate reserved for the runs that go on.");
        Line(page, "ispeed_point_reserved_bits_per_second", string.Empty, (long)runs.Reserved.BitsPerSecond);
        Head(
            page,
            "ispeed_point_capacity_bits_per_second",
            "gauge",
            "Capacity that reservations are held against; 0 while it is not known."
        );
        Line(page, "ispeed_point_capacity_bits_per_second", string.Empty, (long)(admission.Capacity?.BitsPerSecond ?? 0));
        Head(page, "ispeed_point_limits_itself", "gauge", "1 when the last self-check found the point too slow or its count off.");
        Line(page, "ispeed_point_limits_itself", string.Empty, check.Limitation is null ? 0 : 1);
        if (check.Last is { } last)
        {
            Head(page, "ispeed_point_self_check_seconds", "gauge", "When the last self-check ended, seconds since 1970.");
            Line(page, "ispeed_point_self_check_seconds", string.Empty, last.At);
            Head(page, "ispeed_point_self_check_bits_per_second", "gauge", "What the last self-check could move.");
            Line(page, "ispeed_point_self_check_bits_per_second", "{direction=\"down\"}", (long)(last.DownMbps * 1e6));
            Line(page, "ispeed_point_self_check_bits_per_second", "{direction=\"up\"}", (long)(last.UpMbps * 1e6));
            Head(page, "ispeed_point_self_check_error_ratio", "gauge", "How far the last self-check counted from a known rate.");
            page.Append(CultureInfo.InvariantCulture, $"ispeed_point_self_check_error_ratio {last.ErrorPercent / 100}\n");
        }
    }

    private static string NameOf(Direction direction) => direction == Direction.Down ? "down" : "up";

    private static void Head(StringBuilder page, string name, string type, string help) =>
        page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder page, string name, string labels, long value) =>
        page.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
}
