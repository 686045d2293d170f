using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Ispeed.Hub.Api;

/// <summary>How often one network may ask. Generous, because a mobile operator puts thousands of people behind one IPv4 address.</summary>
internal static class RateLimits
{
    public const string Tickets = "tickets";
    public const string Submissions = "submissions";
    public const string Batches = "batches";
    public const string Registrations = "registrations";
    public const string NoSignal = "no-signal";
    public const string SignIns = "sign-ins";

    public static IHostApplicationBuilder AddRateLimits(this IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Limits");
        builder.Services.AddRateLimiter(options =>
        {
            options.AddPolicy(Tickets, context => ByNetwork(context, settings.GetValue("TicketsPerMinute", 1200)));
            options.AddPolicy(Submissions, context => ByNetwork(context, settings.GetValue("SubmissionsPerMinute", 1200)));
            options.AddPolicy(Batches, context => ByNetwork(context, settings.GetValue("BatchesPerMinute", 60)));
            options.AddPolicy(Registrations, context => ByNetwork(context, settings.GetValue("RegistrationsPerMinute", 30)));
            options.AddPolicy(NoSignal, context => ByNetwork(context, settings.GetValue("NoSignalPerMinute", 300)));
            options.AddPolicy(SignIns, context => ByNetwork(context, settings.GetValue("SignInsPerMinute", 60)));
            options.OnRejected = async (rejected, _) =>
            {
                if (!rejected.HttpContext.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                {
                    rejected.HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests; // the page for it says what to do
                    return;
                }

                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(10);
                await new Refusal(
                    "too-many",
                    StatusCodes.Status429TooManyRequests,
                    "This network asks too often.",
                    "Wait as long as the header Retry-After says."
                )
                {
                    RetryAfter = wait,
                }.ExecuteAsync(rejected.HttpContext);
            };
        });
        return builder;
    }

    private static RateLimitPartition<string> ByNetwork(HttpContext context, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter(
            NetworkOf(context.Connection.RemoteIpAddress),
            _ =>
                new()
                {
                    TokenLimit = perMinute,
                    TokensPerPeriod = Math.Max(1, perMinute / 6),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(10),
                    QueueLimit = 0,
                    AutoReplenishment = true,
                }
        );

    /// <summary>One IPv4 address, or one /64 of IPv6: what a single household can change at will.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "none";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
