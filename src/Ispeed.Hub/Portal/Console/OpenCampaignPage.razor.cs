using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;

namespace Ispeed.Hub.Portal.Console;

/// <summary>Opens a campaign. (Public only because Razor makes it so.)</summary>
public sealed partial class OpenCampaignPage
{
    private const int MostOffered = 1_000; // in the list that helps typing

    private OrganisationTree? tree;
    private string? problem;

    [SupplyParameterFromForm(Name = "title", FormName = "open")]
    private string? TitleText { get; set; }

    [SupplyParameterFromForm(Name = "key", FormName = "open")]
    private string? Key { get; set; }

    [SupplyParameterFromForm(Name = "issuer", FormName = "open")]
    private string? Issuer { get; set; }

    [SupplyParameterFromForm(Name = "asks", FormName = "open")]
    private string? Asks { get; set; }

    [SupplyParameterFromForm(Name = "runs", FormName = "open")]
    private string? Runs { get; set; }

    [SupplyParameterFromForm(Name = "samples", FormName = "open")]
    private string? Samples { get; set; }

    [SupplyParameterFromForm(Name = "percent", FormName = "open")]
    private string? Percent { get; set; }

    [SupplyParameterFromForm(Name = "from", FormName = "open")]
    private string? From { get; set; }

    [SupplyParameterFromForm(Name = "last", FormName = "open")]
    private string? Last { get; set; }

    [SupplyParameterFromForm(Name = "deadlines", FormName = "open")]
    private string? Deadlines { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string ThisMonth => VietnamTime.DayOf(Time.GetUtcNow()).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private IEnumerable<OrganisationNode> Offered =>
        tree!.All.Where(one => Actor.MayChange(tree!, one.Id)).OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase).Take(MostOffered);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        (Asks, Runs, Samples) = (Asks ?? AskedAccess.Mobile.ToWire(), Runs ?? "1", Samples ?? "300");
        (Percent, Deadlines) = (Percent ?? "100", Deadlines ?? "10,6,3");
        tree = await OrganisationTree.OnAsync(Db, VietnamTime.DayOf(Time.GetUtcNow()), Context.RequestAborted);
    }

    private async Task OpenAsync()
    {
        if (tree!.Find(Issuer?.Trim() ?? "") is not { } issuer || !Actor.MayChange(tree, issuer.Id))
        {
            problem = "issuer";
            return;
        }

        if (
            AskedAccesses.Parse(Asks) is not { } asks
            || MonthOf(From) is not { } first
            || (!string.IsNullOrWhiteSpace(Last) && MonthOf(Last) is null)
        )
        {
            problem = "months";
            return;
        }

        var request = new OpenCampaign.Request(
            Key ?? "",
            TitleText ?? "",
            issuer.Id,
            asks,
            NumberOf(Runs),
            first,
            MonthOf(Last),
            (Deadlines ?? "").Replace(" ", "", StringComparison.Ordinal),
            NumberOf(Samples),
            NumberOf(Percent)
        );
        problem = await OpenCampaign.RunAsync(Db, request, Actor.Author, Time.GetUtcNow(), Context.RequestAborted) switch
        {
            OpenOutcome.Opened done => To(done.Campaign),
            OpenOutcome.NoKey => "key",
            OpenOutcome.KeyTaken => "taken",
            OpenOutcome.NoTitle => "title",
            OpenOutcome.NoRuns => "runs",
            OpenOutcome.NoSamples => "samples",
            OpenOutcome.NoPercent => "percent",
            OpenOutcome.NoDeadlines => "deadlines",
            OpenOutcome.NoMonths => "months",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private string? To(Campaign campaign)
    {
        Navigation.NavigateTo(reader.Link("/console/campaigns/" + campaign.Id));
        return null;
    }

    // What is no number is answered like one that is out of range.
    private static int NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DateOnly? MonthOf(string? text) =>
        DateOnly.TryParseExact(text?.Trim() + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month
            : null;
}
