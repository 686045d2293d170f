using System.Globalization;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Ispeed.TestPoint.Foreign.Responsiveness;

/// <summary>The objects of draft-ietf-ippm-responsiveness, and where they are.</summary>
internal sealed class ResponsivenessAnswers(
    ForeignRuns runs,
    ResponsivenessPort port,
    PointLimits limits,
    PointCounters counters,
    TimeProvider time
)
{
    public const string Small = "/nq/small";
    public const string Large = "/nq/large";
    public const string Upload = "/nq/upload";

    private static readonly ReadOnlyMemory<byte> OneByte = "i"u8.ToArray();

    /// <summary>The configuration, asked on the data port; null for another path, or where there is no port to point to.</summary>
    public Answer? Find(RequestHead head)
    {
        if (!ResponsivenessConfiguration.IsAt(head.Path) || port.Port is not { } number)
        {
            return null;
        }

        var refusal = Check(head.Method, "GET") ?? (head.IsChunked || head.ContentLength > 0 ? Refusal.MethodNotAllowed : null);
        var configuration = ResponsivenessConfiguration.For(ResponsivenessConfiguration.HostOf(head.Host), number);
        refusal ??= configuration is null ? UnknownHost : null;
        if (refusal is not null)
        {
            counters.Refused(refusal);
            return new(HttpAnswer.Refuse(refusal));
        }

        return new(HttpAnswer.Ok(configuration!, ResponsivenessJson.Default.ResponsivenessConfiguration, head.KeepAlive), head.KeepAlive);
    }

    /// <summary>Answers a request of the responsiveness port; those of other ports go on to <paramref name="next"/>.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<ResponsivenessConnection>() is not { } connection)
        {
            return next(context);
        }

        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.CacheControl = "no-store";
        var path = context.Request.Path.Value ?? string.Empty;
        return path switch
        {
            Large => LoadAsync(context, connection, Direction.Down),
            Upload => LoadAsync(context, connection, Direction.Up),
            Small => SmallAsync(context),
            _ when ResponsivenessConfiguration.IsAt(path) => ConfigureAsync(context),
            _ => RefuseAsync(context, Refusal.UnknownPath),
        };
    }

    private static Refusal UnknownHost { get; } = Refusal.Malformed("Send the name of this host in the Host field.");

    private Refusal? Check(string method, string wanted) =>
        method != wanted ? Refusal.MethodNotAllowed
        : runs.AreTaken ? null
        : Refusal.TicketMissing;

    private Task SmallAsync(HttpContext context)
    {
        if (Check(context.Request.Method, "GET") is { } refusal)
        {
            return RefuseAsync(context, refusal);
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = OneByte.Length;
        return context.Response.BodyWriter.WriteAsync(OneByte, context.RequestAborted).AsTask();
    }

    private Task ConfigureAsync(HttpContext context)
    {
        var configuration = ResponsivenessConfiguration.For(
            ResponsivenessConfiguration.HostOf(context.Request.Host.Value),
            context.Connection.LocalPort
        );
        if ((Check(context.Request.Method, "GET") ?? (configuration is null ? UnknownHost : null)) is { } refusal)
        {
            return RefuseAsync(context, refusal);
        }

        context.Response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(configuration!, ResponsivenessJson.Default.ResponsivenessConfiguration);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private async Task LoadAsync(HttpContext context, ResponsivenessConnection connection, Direction direction)
    {
        RunStream? joined = null;
        var refusal = Check(context.Request.Method, direction == Direction.Down ? "GET" : "POST");
        refusal ??=
            context.Request.ContentLength > ForeignLimits.ResponsivenessBytes
                ? Refusal.TooLarge("The limits are in spec/protocol.md.")
                : runs.Join(
                    ForeignProtocol.Responsiveness,
                    connection.Address,
                    context.Request.Headers.UserAgent.ToString(),
                    direction,
                    (run, load, _) => Make(context, connection, run, load),
                    out joined
                );
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = ForeignLimits.ResponsivenessBytes;
        counters.StreamOpened(direction);
        using var transfer = (ResponsivenessTransfer)joined!;
        try
        {
            await transfer.ServeAsync();
        }
        finally
        {
            counters.StreamEnded(direction, transfer.Reason, transfer.Count().Bytes);
        }
    }

    private ResponsivenessTransfer Make(HttpContext context, ResponsivenessConnection connection, Run run, Load load) =>
        load.Direction == Direction.Down
            ? new ResponsivenessDownload(context, connection, run, load, limits, time)
            : new ResponsivenessUpload(context, connection, run, load, limits, time);

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        counters.Refused(refusal);
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "application/problem+json";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(refusal.ToProblem(), MeasureJson.Default.Problem);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
