using System.Globalization;
using System.Net.Mail;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>
/// One organisation: what is known, who stands below, what was before, and the ways to change it. Every form carries the version that the person saw: of two
/// who change at once the second sees the first's change, with what was typed still there. (Public only because Razor makes it so.)
/// </summary>
public sealed partial class OrganisationPage
{
    private const int MostOffered = 1_000; // in the list that helps typing

    private OrganisationTree? tree;
    private Organisation? organisation;
    private OrganisationNode? node;
    private List<OrganisationSpan> spans = [];
    private List<OrganisationRow> children = [];
    private Guid? successorId;
    private int? staff;
    private string? said;
    private bool isRefused;

    /// <summary>The organisation.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromForm(Name = "seen")]
    private int Seen { get; set; }

    [SupplyParameterFromForm(Name = "on")]
    private string? On { get; set; }

    [SupplyParameterFromForm(Name = "staff", FormName = "headcount")]
    private string? Staff { get; set; }

    [SupplyParameterFromForm(Name = "contact", FormName = "contact")]
    private string? Contact { get; set; }

    [SupplyParameterFromForm(Name = "name", FormName = "rename")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(Name = "superior", FormName = "move")]
    private string? Superior { get; set; }

    [SupplyParameterFromForm(Name = "into", FormName = "merge")]
    private string? Into { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private DateTimeOffset Now => Time.GetUtcNow();

    private DateOnly Today => VietnamTime.DayOf(Now);

    private bool MayKeep => Actor.MayKeep(tree!, Id);

    private bool MayChange => Actor.MayChange(tree!, Id);

    private string? AreaName => organisation!.AreaCode is { } code ? Areas.Find(code, Today)?.FullName ?? code : null;

    private OrganisationNode? Successor => successorId is { } id ? tree!.Find(id) : null;

    private string DayText => On ?? Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Those above it that the person may see, the highest first.</summary>
    private IEnumerable<OrganisationNode> Above
    {
        get
        {
            var above = new List<OrganisationNode>();
            // Bounded by the number of organisations.
            for (var at = node?.ParentId; at is { } id && tree!.Find(id) is { } found && above.Count <= tree.Count; at = found.ParentId)
            {
                above.Add(found);
            }

            above.Reverse();
            return above.Where(one => Actor.MaySee(tree!, one.Id));
        }
    }

    private IEnumerable<OrganisationNode> Others =>
        tree!
            .All.Where(one => one.Id != Id && Actor.MayChange(tree!, one.Id))
            .OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase)
            .Take(MostOffered);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var all = await OrganisationTree.OnAsync(Db, Today, Context.RequestAborted);
        var found = await Db.Organisations.AsNoTracking().SingleOrDefaultAsync(one => one.Id == Id, Context.RequestAborted);
        if (found is null || !await SeesAsync(all))
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound; // a neighbour's is answered like one that is not there
            return;
        }

        await ReadAsync(all);
    }

    /// <summary>One that ended is seen by whoever saw it on its last day.</summary>
    private async Task<bool> SeesAsync(OrganisationTree today)
    {
        if (today.Find(Id) is not null)
        {
            return Actor.MaySee(today, Id);
        }

        var last = await Db
            .OrganisationSpans.Where(span => span.OrganisationId == Id)
            .MaxAsync(span => span.ValidTo, Context.RequestAborted);
        return last is { } end && Actor.MaySee(await OrganisationTree.OnAsync(Db, end.AddDays(-1), Context.RequestAborted), Id);
    }

    private async Task ReadAsync(OrganisationTree all)
    {
        organisation = await Db.Organisations.AsNoTracking().SingleAsync(one => one.Id == Id, Context.RequestAborted);
        spans = await Db
            .OrganisationSpans.AsNoTracking()
            .Where(span => span.OrganisationId == Id)
            .OrderBy(span => span.ValidFrom)
            .ToListAsync(Context.RequestAborted);
        successorId = await Db
            .OrganisationSuccessions.Where(one => one.FromId == Id)
            .Select(one => (Guid?)one.ToId)
            .FirstOrDefaultAsync(Context.RequestAborted);
        var month = new DateOnly(Today.Year, Today.Month, 1);
        var counts = await StandingHeadcount.AllAsync(Db, month, Context.RequestAborted);
        staff = counts.TryGetValue(Id, out var count) ? count : null;
        node = all.Find(Id);
        children = [.. all.Below(Id).Select(below => OrganisationRow.Of(below, all, counts))];
        tree = all;
    }

    private Task SetHeadcountAsync() =>
        OrganisationFile.WholeNumber(new(Staff?.Trim() ?? "", CellKind.Text)) is not { } number ? RefuseAsync("staff")
        : !MayKeep ? RefuseAsync("reach")
        : DoAsync(edit => ChangeOrganisation.SetHeadcountAsync(Db, edit, number, Context.RequestAborted));

    private Task SetContactAsync()
    {
        var email = string.IsNullOrWhiteSpace(Contact) ? null : Contact.Trim();
        return email is not null && (!MailAddress.TryCreate(email, out var read) || read.Address != email || email.Length > 254)
                ? RefuseAsync("contact")
            : !MayKeep ? RefuseAsync("reach")
            : DoAsync(edit => ChangeOrganisation.SetContactAsync(Db, edit, email, Context.RequestAborted));
    }

    private Task RenameAsync() =>
        Name?.Trim().Normalize() is not { Length: > 0 and <= 300 } name ? RefuseAsync("name")
        : !MayChange ? RefuseAsync("reach")
        : DoAsync(edit => ChangeOrganisation.RenameAsync(Db, edit, name, Context.RequestAborted));

    private Task MoveAsync() =>
        ReachableBy(Superior) is not { } superior || !MayChange
            ? RefuseAsync("reach")
            : DoAsync(edit => ChangeOrganisation.MoveAsync(Db, edit, superior.Id, Context.RequestAborted));

    private Task MergeAsync() =>
        ReachableBy(Into) is not { } into || !MayChange
            ? RefuseAsync("reach")
            : DoAsync(edit => ChangeOrganisation.MergeAsync(Db, edit, into.Id, Context.RequestAborted));

    private OrganisationNode? ReachableBy(string? key) =>
        key is not null && tree!.Find(key.Trim()) is { } found && Actor.MayChange(tree, found.Id) ? found : null;

    private async Task DoAsync(Func<OrganisationEdit, Task<ChangeOutcome>> change)
    {
        if (!DateOnly.TryParseExact(DayText, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on))
        {
            await RefuseAsync("day");
            return;
        }

        var outcome = await change(new(Id, Seen, on, Actor.Author, Now));
        isRefused = outcome is not ChangeOutcome.Changed;
        said = outcome switch
        {
            ChangeOutcome.Changed => reader["console.saved"],
            ChangeOutcome.Unknown => reader["console.refused.unknown"],
            ChangeOutcome.UnknownSuperior => reader["console.refused.superior"],
            ChangeOutcome.Cycle => reader["console.refused.cycle"],
            ChangeOutcome.ChangedMeanwhile => reader["console.refused.meanwhile"],
            ChangeOutcome.BeforeLastChange early => reader["console.refused.early", reader.Day(early.LastChange)],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (!isRefused)
        {
            (Staff, Contact, Name, Superior, Into, On) = (null, null, null, null, null, null);
        }

        await ReadAsync(await OrganisationTree.OnAsync(Db, Today, Context.RequestAborted));
    }

    private Task RefuseAsync(string why)
    {
        (said, isRefused) = (reader["console.refused." + why], true);
        return Task.CompletedTask;
    }
}
