using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.CampaignBench;

/// <summary>
/// A campaign of a province with units of three levels, codes, headcounts, who took part in two months, and published figures of every commune and four operators.
/// </summary>
internal static class FillCampaign
{
    public const string Key = "bench";
    public static readonly DateOnly Month = new(2026, 10, 1);

    private const string Province = "56";
    private const int Departments = 30; // directly below the issuer
    private const int OfDepartment = 9; // below each of them; the rest stands below these
    private static readonly string[] Operators = [Figure.AllOperators, "viettel", "vnpt", "mobifone", "vietnamobile"];

    public static async Task RunAsync(HubDb db, int units, int devices)
    {
        var random = new Random(20261001);
        var at = VietnamTime.StartOf(Month.AddMonths(-1));
        var issuer = Guid.CreateVersion7(at);
        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(at),
            Key = Key,
            Title = "Đo băng rộng di động toàn tỉnh",
            IssuerId = issuer,
            Asks = AskedAccess.Mobile,
            FirstMonth = Month.AddMonths(-1),
            Deadlines = "10,6,3",
        };
        db.AddRange(campaign, Body(issuer, "SKHCN", Province), Span(issuer, "Sở Khoa học và Công nghệ", null));
        var ids = new List<Guid>();
        for (var i = 0; i < units; i++)
        {
            var id = Guid.CreateVersion7(at);
            var (parent, name) =
                i < Departments ? (issuer, $"Sở, ban, ngành cấp tỉnh số {i + 1}")
                : i < Departments * (1 + OfDepartment) ? (ids[i % Departments], $"Trung tâm sự nghiệp trực thuộc số {i + 1}")
                : (
                    ids[Departments + i % (Departments * OfDepartment)],
                    $"Phòng, tổ chuyên môn, nghiệp vụ và hành chính tổng hợp số {i + 1}"
                );
            ids.Add(id);
            db.AddRange(
                Body(id, $"DV.{i + 1:00000}", null),
                Span(id, name, parent),
                new Headcount
                {
                    OrganisationId = id,
                    Month = campaign.FirstMonth,
                    Staff = 2 * devices / units + random.Next(20),
                }
            );
        }

        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        foreach (var month in (DateOnly[])[campaign.FirstMonth, Month])
        {
            await OpenRounds.OpenAsync(db, campaign, month, month, CancellationToken.None);
            db.ChangeTracker.Clear();
        }

        var codes = await MakeCodes.ForUnitsAsync(
            db,
            campaign,
            campaign.FirstMonth,
            random,
            Author.CommandLine,
            VietnamTime.StartOf(campaign.FirstMonth),
            CancellationToken.None
        );
        db.ChangeTracker.Clear();
        await TookPartAsync(db, [.. codes.Select(code => code.Code)], devices, random);
        await FiguresAsync(db, random);
    }

    private static async Task TookPartAsync(HubDb db, string[] codes, int devices, Random random)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var bytes = new byte[16];
        new BulkInsert<Participation>(db).Write(
            db,
            Enumerable
                .Range(0, devices)
                .SelectMany(_ =>
                {
                    random.NextBytes(bytes);
                    var (device, code) = (new Guid(bytes), codes[random.Next(codes.Length)]);
                    var who = random.Next(10) < 7 ? Participant.Staff : Participant.Relative;
                    return ((DateOnly[])[Month.AddMonths(-1), Month]).Select(month => new Participation
                    {
                        Device = device,
                        Code = code,
                        Month = month,
                        Runs = 1 + random.Next(4),
                        Participant = who,
                    });
                })
        );
        await transaction.CommitAsync();
    }

    private static async Task FiguresAsync(HubDb db, Random random)
    {
        var areas = new AreaDirectory(AreaList.ReadShipped());
        var province = areas.Find(Province, Month)!;
        foreach (var month in (DateOnly[])[Month.AddMonths(-2), Month.AddMonths(-1), Month])
        {
            db.Add(
                new PublishedMonth
                {
                    Month = month,
                    Generation = 1,
                    Method = "bench",
                    AreasAsOf = areas.AsOf,
                    ComputedAt = VietnamTime.StartOf(month.AddMonths(1)),
                }
            );
            foreach (var one in Operators)
            {
                db.Add(RowOf(month, FigureLevel.Province, province, Figure.Nation, one, random));
                db.AddRange(
                    areas.Communes(Province, month).Select(commune => RowOf(month, FigureLevel.Commune, commune, Province, one, random))
                );
            }
        }

        await db.SaveChangesAsync();
    }

    private static FigureRow RowOf(DateOnly month, FigureLevel level, Area area, string parent, string one, Random random) =>
        new()
        {
            Month = month,
            Level = level,
            AreaCode = area.Code,
            AreaFrom = area.ValidFrom,
            ParentCode = parent,
            Operator = one,
            Generation = 1,
            Hash = "-",
            Content = new FigureContent(
                [
                    .. ((string[])[Figure.AllAccesses, Figure.Mobile, "4g", "5g", "fixed", "wifi"]).SelectMany(access =>
                        ((string[])[Figure.AllHours, Figure.PeakHours]).Select(hours => CellOf(access, hours, random))
                    ),
                ],
                null,
                null
            ).Write(),
        };

    private static Cell CellOf(string access, string hours, Random random)
    {
        var samples = 20 + random.Next(700);
        var mbps = 15 + 120 * random.NextDouble();
        QuantileEstimate estimate = new(mbps, new(mbps * 0.92, mbps * 1.09));
        var speed = new Speed(
            samples,
            Estimator.Direct,
            estimate,
            1,
            mbps,
            estimate,
            estimate,
            [.. new[] { 1, 5, 10, 30, 40, 100 }.Select(threshold => new SpeedShare(threshold, 0.6, 0.5, 0.7))],
            mbps,
            0.01,
            false
        );
        return new(
            access,
            hours,
            Withholding.Shown,
            samples * 3,
            samples * 2,
            samples,
            samples,
            Tiers.Of(samples),
            Tiers.MissingToOfficial(samples),
            speed,
            speed,
            estimate,
            estimate,
            estimate,
            estimate,
            estimate,
            estimate,
            estimate,
            null,
            null
        );
    }

    private static Organisation Body(Guid id, string key, string? area) =>
        new()
        {
            Id = id,
            Key = key,
            AreaCode = area,
            ContactEmail = $"vanthu.{key.ToLowerInvariant()}@example.vn",
        };

    private static OrganisationSpan Span(Guid id, string name, Guid? parent) =>
        new()
        {
            OrganisationId = id,
            ValidFrom = Month.AddMonths(-2),
            Name = name,
            ParentId = parent,
        };
}
