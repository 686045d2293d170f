using System.Diagnostics;
using System.Globalization;
using Ispeed.CampaignBench;
using Ispeed.Hub;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

// Campaign.Bench DIR [UNITS] [DEVICES]: fills the hub of a data folder; Campaign.Bench DIR papers: times the papers of one that is filled. Store__Provider and Store__Connection choose PostgreSQL, as for the hub itself.
var isFilled = args is [_, "papers", ..];
var (units, devices) = isFilled ? (0, 0) : (Number(1, 3_000), Number(2, 200_000));
await using var app = HubHost.Build(
    new Dictionary<string, string?>(StringComparer.Ordinal) { ["Data"] = args[0], ["Urls"] = "http://127.0.0.1:0" }
);
await app.Services.PrepareStoreAsync(CancellationToken.None);
if (isFilled)
{
    await TimePapers.RunAsync(app.Services);
    return;
}

await using var db = await app.Services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync();
db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
var clock = Stopwatch.StartNew();
await FillCampaign.RunAsync(db, units, devices);
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{units:N0} units, {devices:N0} devices in {clock.Elapsed.TotalSeconds:0.0} s; now: ispeed-hub export --campaign {FillCampaign.Key} --round {FillCampaign.Month:yyyy-MM} --data {args[0]} --out papers"
    )
);

int Number(int at, int usual) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : usual;
