using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>Opens a campaign for everything below an organisation, and its first month where that is this one. The same for the command line and the console.</summary>
internal static class OpenCampaign
{
    public const int LongestKey = 40;
    public const int LongestTitle = 300;
    public const int MostRuns = 100;
    public const int MostSamples = 100_000;

    internal sealed record Request(
        string Key,
        string Title,
        Guid IssuerId,
        AskedAccess Asks,
        int RunsAMonth,
        DateOnly FirstMonth,
        DateOnly? LastMonth,
        string Deadlines,
        int SamplesACommune = 300,
        int StaffPercent = 100
    );

    public static async Task<OpenOutcome> RunAsync(
        HubDb db,
        Request request,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (await WhyNotAsync(db, request, cancellationToken) is { } refused)
        {
            return refused;
        }

        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(now),
            Key = request.Key.Trim(),
            Title = request.Title.Trim(),
            IssuerId = request.IssuerId,
            Asks = request.Asks,
            RunsAMonth = request.RunsAMonth,
            SamplesACommune = request.SamplesACommune,
            StaffPercent = request.StaffPercent,
            FirstMonth = request.FirstMonth,
            LastMonth = request.LastMonth,
            Deadlines = request.Deadlines,
        };
        db.Add(campaign);
        var note = new AuditNote(
            by,
            AuditAct.CampaignOpened,
            campaign.Subject,
            ("key", campaign.Key),
            ("issuer", campaign.IssuerId),
            ("asks", campaign.Asks.ToWire()),
            ("runs", campaign.RunsAMonth),
            ("samples", campaign.SamplesACommune),
            ("percent", campaign.StaffPercent),
            ("from", $"{campaign.FirstMonth:yyyy-MM}"),
            ("to", campaign.LastMonth is { } last ? $"{last:yyyy-MM}" : null),
            ("deadlines", campaign.Deadlines)
        );
        try
        {
            await db.SaveWithAsync(note, now, cancellationToken);
        }
        catch (DbUpdateException taken) when (StoreFailure.IsConflict(taken))
        {
            db.ChangeTracker.Clear(); // somebody else took the key at the same moment
            return new OpenOutcome.KeyTaken();
        }

        return new OpenOutcome.Opened(campaign, await OpenRounds.RunAsync(db, now, cancellationToken));
    }

    private static async Task<OpenOutcome?> WhyNotAsync(HubDb db, Request request, CancellationToken cancellationToken)
    {
        var key = request.Key.Trim();
        return key.Length is 0 or > LongestKey || !key.All(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol is '.' or '-')
                ? new OpenOutcome.NoKey()
            : request.Title.Trim().Length is 0 or > LongestTitle ? new OpenOutcome.NoTitle()
            : request.RunsAMonth is < 1 or > MostRuns ? new OpenOutcome.NoRuns()
            : request.SamplesACommune is < 1 or > MostSamples ? new OpenOutcome.NoSamples()
            : request.StaffPercent is < 1 or > 100 ? new OpenOutcome.NoPercent()
            : Campaign.DaysOf(request.Deadlines) is null ? new OpenOutcome.NoDeadlines()
            : request.LastMonth < request.FirstMonth ? new OpenOutcome.NoMonths()
            : await db.Campaigns.AnyAsync(one => one.Key == key, cancellationToken) ? new OpenOutcome.KeyTaken()
            : null;
    }
}

/// <summary>What came of opening a campaign. The names are those of the sentences.</summary>
internal abstract record OpenOutcome
{
    private OpenOutcome() { }

    public sealed record Opened(Campaign Campaign, int Units) : OpenOutcome;

    public sealed record NoKey : OpenOutcome;

    public sealed record KeyTaken : OpenOutcome;

    public sealed record NoTitle : OpenOutcome;

    public sealed record NoRuns : OpenOutcome;

    public sealed record NoSamples : OpenOutcome;

    public sealed record NoPercent : OpenOutcome;

    public sealed record NoDeadlines : OpenOutcome;

    /// <summary>The last month lies before the first.</summary>
    public sealed record NoMonths : OpenOutcome;
}
