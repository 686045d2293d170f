using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Referrals;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;

namespace Ispeed.Hub.Portal.CodePages;

/// <summary>Where a poster leads: for whom a code counts, what the campaign asks, and the way to the measurement. (Public only because Razor makes it so.)</summary>
public sealed partial class CodePage
{
    private CodeInCampaign? found;
    private CodeProblem? problem;

    /// <summary>The code in the address, however it was typed there.</summary>
    [Parameter]
    public string? Typed { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    private string? Question { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private GuessGuard Guard { get; set; } = null!;

    [Inject]
    private CodeSteps Steps { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string? Asked => Typed ?? Question;

    private string? Problem => problem?.ToString().ToLowerInvariant();

    private bool IsValid => found!.IsValidOn(VietnamTime.DayOf(Time.GetUtcNow()));

    // What the script may have to say once it knows the device; the page itself is the same for everybody.
    private string Sentences =>
        JsonSerializer.Serialize(
            Enum.GetValues<StandingReason>()
                .Where(reason => reason is not StandingReason.NoRun)
                .ToDictionary(reason => reason.ToWire(), reason => reader["standing." + reason.ToWire()], StringComparer.Ordinal)
        );

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (string.IsNullOrWhiteSpace(Asked))
        {
            return;
        }

        var address = Context.Connection.RemoteIpAddress;
        if (!ReferralCode.TryRead(Asked, out var code))
        {
            Refuse(CodeProblem.Mistyped, StatusCodes.Status422UnprocessableEntity);
        }
        else if (Guard.Refuses(address))
        {
            Refuse(CodeProblem.Guessed, StatusCodes.Status429TooManyRequests);
        }
        else
        {
            var day = VietnamTime.DayOf(Time.GetUtcNow());
            found = await CodeInCampaign.FindAsync(Db, Areas, code, day, Context.RequestAborted);
            if (found is null)
            {
                Guard.Missed(address);
                Refuse(CodeProblem.Unknown, StatusCodes.Status422UnprocessableEntity);
                return;
            }

            Steps.Count(code.Value, CodeStep.Opened);
        }
    }

    private static string Grouped(string code) => ReferralCode.TryRead(code, out var read) ? read.Grouped : code;

    // The page says itself what is wrong; the general one for what is missing would not. Not 404: with that status the framework renders no page.
    private void Refuse(CodeProblem what, int status)
    {
        problem = what;
        Context.Response.StatusCode = status;
        if (Context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }
    }

    private enum CodeProblem
    {
        Mistyped,
        Unknown,
        Guessed,
    }
}
