using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Cases;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>What the console hands out as files.</summary>
internal static class ConsoleFiles
{
    public const string AuditPath = "/console/" + AuditFile.Name;
    public const string TemplatePath = "/console/organisations/template.xlsx";
    public const string CsvTemplatePath = "/console/organisations/template.csv";
    public const string CasesPath = "/console/cases.csv";
    private const string CsvType = "text/csv; charset=utf-8";
    private const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(AuditPath, AccountRoles.Auditing, AuditAsync);
        Get(
            TemplatePath,
            AccountRoles.Administering,
            () => TypedResults.File(SheetWriter.Xlsx("Đơn vị", OrganisationFile.Template), XlsxType, "don-vi.xlsx")
        );
        Get(
            CsvTemplatePath,
            AccountRoles.Administering,
            () => TypedResults.File(SheetWriter.Csv(OrganisationFile.Template), CsvType, "don-vi.csv")
        );
        Get("/console/campaigns/{id:guid}/codes.csv", AccountRoles.Seeing, CodesAsync);

        Get(CasesPath, AccountRoles.AnyRole, CasesAsync);

        void Get(string path, string roles, Delegate handler) =>
            routes.MapGet(path, handler).RequireAuthorization(new AuthorizeAttribute { Roles = roles }).ExcludeFromDescription();
    }

    /// <summary>The address of the codes of a campaign.</summary>
    public static string CodesPath(Guid campaign) => $"/console/campaigns/{campaign}/codes.csv";

    /// <summary>The codes of organisations and areas that the person may see.</summary>
    public static bool MaySee(Actor actor, OrganisationTree tree, ReferralCodeRow code) =>
        code.OrganisationId is { } organisation ? actor.MaySee(tree, organisation) : actor.MaySeeArea(tree, code.AreaCode!);

    private static async Task AuditAsync(HttpContext context, HubDb db, Actor actor, TimeProvider time)
    {
        await db.SaveWithAsync(new(actor.Author, AuditAct.Exported, "audit"), time.GetUtcNow(), context.RequestAborted);
        context.Response.ContentType = CsvType;
        context.Response.Headers.ContentDisposition = $"attachment; filename={AuditFile.Name}";
        await AuditFile.WriteAsync(
            db.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number),
            context.Response.Body,
            context.RequestAborted
        );
    }

    private static async Task<IResult> CodesAsync(
        Guid id,
        HubDb db,
        Actor actor,
        AreaDirectory areas,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var day = VietnamTime.DayOf(time.GetUtcNow());
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var codes = await CodeList.ReadAsync(db, id, tree, areas, day, cancellationToken);
        return TypedResults.File(SheetWriter.Csv(CodeList.Rows(codes.Where(code => MaySee(actor, tree, code.Row)))), CsvType, "codes.csv");
    }

    private static async Task<IResult> CasesAsync(
        HttpContext context,
        HubDb db,
        Actor actor,
        AreaDirectory areas,
        OperatorDirectory operators,
        TimeProvider time
    )
    {
        var now = time.GetUtcNow();
        var day = VietnamTime.DayOf(now);
        var tree = await OrganisationTree.OnAsync(db, day, context.RequestAborted);
        var asked = context.Request.Query;
        var query = CasesPage.QueryOf(asked["operator"], asked["province"], asked["state"]);
        var seen = await SeenCases.ReadAsync(db, actor, tree, query, context.RequestAborted);
        await db.SaveWithAsync(new(actor.Author, AuditAct.Exported, "cases", ("rows", seen.Count)), now, context.RequestAborted);
        return TypedResults.File(SheetWriter.Csv(SeenCases.Rows(seen, areas, operators, day)), CsvType, "cases.csv");
    }
}
