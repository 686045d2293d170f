using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Cases;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>A case: its figures, its steps, and the operator's answer. (Public only because Razor makes it so.)</summary>
public sealed partial class CasePage
{
    private WeakCommune? one;
    private List<CaseEvent> steps = [];
    private AnswerOutcome? outcome;

    /// <summary>The case.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromForm(Name = "seen", FormName = "answer")]
    private int Seen { get; set; }

    [SupplyParameterFromForm(Name = "measure", FormName = "answer")]
    private string? Measure { get; set; }

    [SupplyParameterFromForm(Name = "due", FormName = "answer")]
    private string? Due { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private DateOnly Today => VietnamTime.DayOf(Time.GetUtcNow());

    private bool MayAnswer => Actor.MayAnswerFor(one!.Operator) && one.State is not CaseState.Closed;

    private string OperatorName => Operators.Find(one!.Operator)?.Name ?? one.Operator;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var tree = await OrganisationTree.OnAsync(Db, Today, Context.RequestAborted);
        var found = await Db.WeakCommunes.AsNoTracking().SingleOrDefaultAsync(standing => standing.Id == Id, Context.RequestAborted);
        if (found is null || !Actor.MaySeeCase(tree, found.Operator, found.CommuneCode))
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound; // a neighbour's is answered like one that is not there
            return;
        }

        await ReadAsync();
    }

    private static string? DayText(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task ReadAsync()
    {
        steps = await Db
            .CaseEvents.AsNoTracking()
            .Where(step => step.CaseId == Id)
            .OrderBy(step => step.At)
            .ToListAsync(Context.RequestAborted);
        one = await Db.WeakCommunes.AsNoTracking().SingleAsync(standing => standing.Id == Id, Context.RequestAborted);
    }

    private string NameOf(string code) => Areas.Find(code, Today)?.FullName ?? code;

    private string WhyOf(CaseEvent step) =>
        step.Month is { } month
            ? reader[
                "console.case.bymonth",
                reader.Month(month.Year, month.Month),
                reader.Speed(step.Mbps!.Value),
                reader.Count(step.Samples!.Value)
            ]
            : reader["console.case.byanswer", step.Measure!, reader.Day(step.DueOn!.Value)];

    private async Task AnswerAsync()
    {
        if (!Actor.MayAnswerFor(one!.Operator))
        {
            return; // the form was not there
        }

        var due = DateOnly.TryParseExact(Due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : DateOnly.MinValue;
        outcome = await AnswerCase.RunAsync(
            Db,
            Id,
            Seen,
            Measure ?? "",
            due,
            Today,
            Actor.Author,
            Time.GetUtcNow(),
            Context.RequestAborted
        );
        await ReadAsync();
    }
}
