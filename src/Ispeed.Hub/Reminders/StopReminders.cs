using Ispeed.Hub.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Reminders;

/// <summary>An address says that it wants no more reminders, or wants them again. One request, from the page or from a mail program's own button (RFC 8058).</summary>
internal static class StopReminders
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/reminders/{token}/stop", (string token, HttpContext context) => SetAsync(token, stops: true, context))
            .ExcludeFromDescription();
        routes
            .MapPost("/reminders/{token}/resume", (string token, HttpContext context) => SetAsync(token, stops: false, context))
            .ExcludeFromDescription();
        // A mail program that knows no button opens the address instead.
        routes.MapGet("/reminders/{token}/stop", (string token) => TypedResults.Redirect($"../{token}")).ExcludeFromDescription();
    }

    public static Task<bool> HasStoppedAsync(HubDb db, ReminderLink link, CancellationToken cancellationToken) =>
        db.ReminderRefusals.AnyAsync(
            one => one.OrganisationId == link.OrganisationId && one.AddressHash == link.AddressHash,
            cancellationToken
        );

    private static async Task<IResult> SetAsync(string token, bool stops, HttpContext context)
    {
        var services = context.RequestServices;
        var cancellationToken = context.RequestAborted;
        if (ReminderLink.Read(services.GetRequiredService<IDataProtectionProvider>(), token) is not { } link)
        {
            return TypedResults.NotFound();
        }

        await using var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(cancellationToken);
        if (!stops)
        {
            await db
                .ReminderRefusals.Where(one => one.OrganisationId == link.OrganisationId && one.AddressHash == link.AddressHash)
                .ExecuteDeleteAsync(cancellationToken);
        }
        else if (!await HasStoppedAsync(db, link, cancellationToken))
        {
            db.Add(
                new ReminderRefusal
                {
                    OrganisationId = link.OrganisationId,
                    AddressHash = link.AddressHash,
                    At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                }
            );
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException twice) when (StoreFailure.IsConflict(twice))
            {
                // pressed twice: it is as it was wanted
            }
        }

        // RFC 8058, 3.1: a mail program is not to be redirected; a person goes back to the page.
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(cancellationToken) : null;
        return form?["List-Unsubscribe"].Count > 0 ? TypedResults.Ok() : new SeeOther($"../{token}");
    }

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
