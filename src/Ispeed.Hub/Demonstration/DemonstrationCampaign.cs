using System.Buffers.Binary;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Ispeed.Measure;

namespace Ispeed.Hub.Demonstration;

/// <summary>
/// A campaign of two months in the simulated province: who measures for whom is a function of the device, so that the runs themselves stay what they are
/// without it.
/// </summary>
internal sealed class DemonstrationCampaign
{
    public const string Key = "demo";

    private const string Seed = "campaign";
    private const double Joining = 0.31; // of all devices: then rates come out near the zeal

    private readonly ulong seed;
    private readonly DateOnly first;
    private readonly Dictionary<string, (Guid Id, ReferralCode Code)> units;
    private readonly List<(DemonstrationUnit Unit, double Weight)> draw;

    public DemonstrationCampaign(ulong seed, DateOnly first)
    {
        (this.seed, this.first) = (seed, first);
        var chance = Chance.For(seed, Seed);
        units = DemonstrationUnits.All.ToDictionary(
            unit => unit.Key,
            _ => (chance.Identifier(VietnamTime.StartOf(first)), ReferralCode.Of((int)(chance.Next() % ReferralCode.Count))),
            StringComparer.Ordinal
        );
        draw = [.. DemonstrationUnits.All.Where(unit => unit.Staff > 0).Select(unit => (unit, unit.Staff * unit.Zeal))];
    }

    private DateOnly Last => first.AddMonths(1);

    /// <summary>Gives the run its code when its device takes part; the same run.</summary>
    public MeasurementRow Join(MeasurementRow run)
    {
        var month = ChangedRuns.MonthOf(run.StartedAt);
        var chance = new Chance(seed ^ BinaryPrimitives.ReadUInt64BigEndian(run.Device.ToByteArray(bigEndian: true)));
        // Each month some begin who did not take part before, as campaigns grow.
        if (
            !chance.Happens(
                month < first ? 0
                : month == first ? Joining * 0.7
                : Joining
            )
        )
        {
            return run;
        }

        run.ReferralCode = units[chance.Pick(draw).Key].Code.Value;
        run.Participant =
            chance.Happens(0.72) ? Participant.Staff
            : chance.Happens(0.6) ? Participant.Relative
            : Participant.Citizen;
        return run;
    }

    /// <summary>Units, codes, two rounds with their reports, and who took part.</summary>
    public async Task AddAsync(HubDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var campaign = new Campaign
        {
            Id = Chance.For(seed, Key).Identifier(VietnamTime.StartOf(first)),
            Key = Key,
            Title = "Toàn tỉnh cùng đo chất lượng băng rộng di động",
            IssuerId = units[DemonstrationUnits.Issuer].Id,
            Asks = AskedAccess.Mobile,
            FirstMonth = first,
            LastMonth = Last,
            Deadlines = "10,6",
        };
        db.Add(campaign);
        db.AddRange(DemonstrationUnits.All.SelectMany(unit => RowsOf(unit, campaign)));
        await db.SaveChangesAsync(cancellationToken);
        foreach (var month in (DateOnly[])[first, Last])
        {
            await OpenRounds.OpenAsync(db, campaign, month, month, cancellationToken);
        }

        await ReportAsync(db, campaign, now, cancellationToken);
        await CountParticipations.RunAsync(db, now, cancellationToken);
    }

    private IEnumerable<object> RowsOf(DemonstrationUnit unit, Campaign campaign)
    {
        var (id, code) = units[unit.Key];
        yield return new Organisation
        {
            Id = id,
            Key = unit.Key,
            AreaCode = unit.AreaCode,
            ContactEmail = unit.Staff > 0 ? $"vanthu.{unit.Key.ToLowerInvariant()}@example.vn" : null,
        };
        yield return new OrganisationSpan
        {
            OrganisationId = id,
            ValidFrom = first,
            Name = unit.Name,
            ParentId = unit.Parent is { } parent ? units[parent].Id : null,
        };
        if (unit.Staff == 0)
        {
            yield break;
        }

        yield return new Headcount
        {
            OrganisationId = id,
            Month = first,
            Staff = unit.Staff,
        };
        yield return new ReferralCodeRow
        {
            Code = code.Value,
            CampaignId = campaign.Id,
            OrganisationId = id,
            ValidFrom = first,
        };
    }

    // The first month is accepted but for the laggards; of the second, some have sent theirs in.
    private async Task ReportAsync(HubDb db, Campaign campaign, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var unit in DemonstrationUnits.All.Where(unit => unit.Staff > 0))
        {
            if (unit.Zeal > 0.35)
            {
                await WriteAsync(db, campaign, unit, first, now, cancellationToken);
                await MoveAsync(db, campaign, unit, first, RoundState.Submitted, now, cancellationToken);
                await MoveAsync(db, campaign, unit, first, RoundState.Accepted, now, cancellationToken);
            }

            if (unit.Zeal > 0.7)
            {
                await WriteAsync(db, campaign, unit, Last, now, cancellationToken);
                await MoveAsync(db, campaign, unit, Last, RoundState.Submitted, now, cancellationToken);
            }
        }
    }

    private Task<int> WriteAsync(
        HubDb db,
        Campaign campaign,
        DemonstrationUnit unit,
        DateOnly month,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var used = (int)Math.Round(unit.Staff * Math.Min(1, unit.Zeal));
        db.Add(
            new UnitReportRow
            {
                CampaignId = campaign.Id,
                Month = month,
                OrganisationId = units[unit.Key].Id,
                Installed = Math.Min(unit.Staff, used + unit.Staff / 10),
                Used = used,
                RelativesGuided = used / 3,
                Difficulties = unit.Zeal < 0.5 ? "Một số người dùng điện thoại cũ, chưa cài đặt được." : null,
                Proposals = unit.Zeal < 0.4 ? "Hướng dẫn tập trung một buổi tại đơn vị." : null,
                ChangedAt = now,
            }
        );
        return db.SaveChangesAsync(cancellationToken);
    }

    private async Task MoveAsync(
        HubDb db,
        Campaign campaign,
        DemonstrationUnit unit,
        DateOnly month,
        RoundState state,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var round = await db.UnitRounds.FindAsync([campaign.Id, month, units[unit.Key].Id], cancellationToken);
        await MoveRound.RunAsync(db, round!, state, Author.Hub, reason: null, now, cancellationToken);
        db.ChangeTracker.Clear();
    }
}
