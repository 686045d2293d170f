using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Portal.Reading;

namespace Ispeed.Hub.Portal.Console;

/// <summary>What a campaign asks for, as people read it.</summary>
internal static class CampaignWords
{
    public static string MonthsOf(Reader reader, Campaign campaign)
    {
        var from = reader.Month(campaign.FirstMonth.Year, campaign.FirstMonth.Month);
        return campaign.LastMonth is { } last
            ? reader["console.campaign.fromto", from, reader.Month(last.Year, last.Month)]
            : reader["console.campaign.from", from];
    }

    /// <summary>"level 1: day 10, level 2: day 6".</summary>
    public static string DeadlinesOf(Reader reader, Campaign campaign) =>
        string.Join("; ", Campaign.DaysOf(campaign.Deadlines)!.Select((day, at) => reader["console.campaign.deadline", at + 1, day]));
}
