using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;

namespace Ispeed.Hub.Tests.Campaigns;

/// <summary>A department with a unit of 42, which has a sub-unit of 18, and a campaign of this month.</summary>
internal sealed record SomeCampaign(Campaign Campaign, Guid Department, Guid Unit, Guid SubUnit, ReferralCode Code, ReferralCode SubCode)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<SomeCampaign> OpenAsync(RunningHub hub, AskedAccess asks = AskedAccess.Mobile, int runs = 1)
    {
        var now = hub.Time.GetUtcNow();
        var today = VietnamTime.DayOf(now);
        var month = new DateOnly(today.Year, today.Month, 1);
        var ids = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7(now)).ToArray();
        await using var db = hub.OpenDb();
        for (var i = 0; i < 3; i++)
        {
            db.Add(new Organisation { Id = ids[i], Key = $"S.{ids[i]:N}" });
            db.Add(
                new OrganisationSpan
                {
                    OrganisationId = ids[i],
                    ValidFrom = month,
                    Name = i == 0 ? "Sở Thử nghiệm" : $"Phòng {i}",
                    ParentId = i == 0 ? null : ids[i - 1],
                }
            );
        }

        db.Add(
            new Headcount
            {
                OrganisationId = ids[1],
                Month = month.AddMonths(-2),
                Staff = 42,
            }
        );
        db.Add(
            new Headcount
            {
                OrganisationId = ids[2],
                Month = month,
                Staff = 18,
            }
        );
        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(now),
            Key = $"k-{ids[0]:N}",
            Title = "Đo băng rộng di động",
            IssuerId = ids[0],
            Asks = asks,
            RunsAMonth = runs,
            FirstMonth = month,
            Deadlines = "10,6",
        };
        db.Add(campaign);
        await db.SaveChangesAsync(Ending);
        await OpenRounds.OpenAsync(db, campaign, month, today, Ending);
        var made = await MakeCodes.ForUnitsAsync(db, campaign, month, new Random(7), Author.CommandLine, now, Ending);
        return new(campaign, ids[0], ids[1], ids[2], CodeOf(ids[1]), CodeOf(ids[2]));

        ReferralCode CodeOf(Guid owner) =>
            ReferralCode.TryRead(made.Single(row => row.OrganisationId == owner).Code, out var code) ? code : null!;
    }

    public DateOnly Month => Campaign.FirstMonth;

    public async Task<UnitLine> LineAsync(RunningHub hub, Guid unit)
    {
        await using var db = hub.OpenDb();
        await CountParticipations.RunAsync(db, hub.Time.GetUtcNow(), Ending);
        var lines = await UnitBoard.ReadAsync(db, Campaign, Month, VietnamTime.DayOf(hub.Time.GetUtcNow()), Ending);
        return lines.Single(line => line.Round.OrganisationId == unit);
    }
}
