using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Tests.House;
using Ispeed.Hub.Tests.Running;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Accounts;

/// <summary>docs/access.md is what the hub does: every endpoint is asked as everybody, and the answers make the same table.</summary>
public sealed partial class AccessTableTests(Hubs hubs)
{
    private static readonly string[] Roles = [.. AccountRoles.All.Select(role => role.ToWire())];

    [Fact]
    public async Task Nothing_is_reachable_that_the_table_does_not_say()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        using var nobody = new Visitor(hub);
        var callers = new List<Caller> { new("anyone", nobody, null) };
        var organisation = (await Campaigns.SomeCampaign.OpenAsync(hub)).Department;
        foreach (var role in AccountRoles.All)
        {
            var account = await SomeAccount.MakeAsync(hub, SomeScope(role, organisation));
            var key = await account.KeyAsync(hub, ApiKeys.All.Aggregate((all, one) => all | one));
            callers.Add(new(role.ToWire(), await account.SignInAsync(hub), key));
        }

        var asked = new List<(string Method, string Route, string Cells)>();
        foreach (var (method, route) in Routes(hub))
        {
            var cells = new List<string>();
            foreach (var caller in callers)
            {
                cells.Add(await caller.ReachesAsync(method, route) ? "yes" : "–");
            }

            asked.Add((method, route, string.Join(" | ", cells)));
        }

        callers.ForEach(caller => caller.Visitor.Dispose());
        string[] found =
        [
            .. asked
                .GroupBy(
                    one => (one.Route, one.Cells),
                    (key, same) => (key.Route, key.Cells, Methods: same.Select(one => one.Method).Order(StringComparer.Ordinal))
                )
                .Select(one => $"| {string.Join(", ", one.Methods)} | `{one.Route}` | {one.Cells} |"),
        ];
        var written = File.ReadLines(Path.Combine(SourceTree.Root, "docs", "access.md")).Where(line => Row().IsMatch(line)).ToArray();
        string.Join('\n', found.Except(written, StringComparer.Ordinal))
            .ShouldBeEmpty("The hub does this, and docs/access.md does not say so: write the row, or mend the route.");
        string.Join('\n', written.Except(found, StringComparer.Ordinal))
            .ShouldBeEmpty("docs/access.md says this, and the hub does not do it.");
    }

    [Fact]
    public void The_names_of_roles_at_pages_are_those_of_the_roles() => AccountRoles.AnyRole.Split(',').ShouldBe(Roles);

    [Fact]
    public async Task An_account_without_the_factor_that_its_role_needs_reaches_only_its_own_page()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var visitor = new Visitor(hub);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Nation(AccountRole.National), isComplete: false);
        (
            await visitor.FillInAsync("/account/sign-in", "sign-in", ("email", account.Email), ("password", SomeAccount.Password))
        ).ShouldLeadTo("/console");
        var refused = await visitor.GetAsync("/console");
        refused.IsRefused.ShouldBeTrue();
        refused.Text.ShouldContain("chưa có yếu tố xác thực thứ hai");
        (await visitor.GetAsync("/account")).Text.ShouldContain("Còn một bước");
        (await visitor.GetAsync("/account/keys")).IsRefused.ShouldBeTrue();
    }

    internal static AccountScope SomeScope(AccountRole role, Guid organisation) =>
        role.Scope() switch
        {
            ScopeKind.Nation => AccountScope.Nation(role),
            ScopeKind.Province => new(role, null, "56", null),
            ScopeKind.Commune => new(role, null, "22366", null),
            ScopeKind.Organisation => AccountScope.Of(role, organisation),
            ScopeKind.Operator => new(role, null, null, "viettel"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static IEnumerable<(string Method, string Route)> Routes(RunningHub hub) =>
        from endpoint in hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        group (method, route) by (method, route) into one
        select one.Key;

    private sealed record Caller(string Name, Visitor Visitor, string? Key)
    {
        /// <summary>Whether the answer comes from behind the door: whatever it is, but not "sign in" or "you may not".</summary>
        public async Task<bool> ReachesAsync(string method, string route)
        {
            var path = Parameter()
                .Replace(route, match => match.Value.Contains("guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x");
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is not ("GET" or "HEAD"))
            {
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            }

            if (Key is not null && path.StartsWith("/api/", StringComparison.Ordinal))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            }

            var seen = await Visitor.SendAsync(request);
            // A test point that does not sign is refused by the same number, with a code of its own.
            return !seen.IsRefused || seen.Body.Contains("signature-invalid", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"^\| [A-Z]+(, [A-Z]+)* \| `", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 5000)]
    private static partial Regex Parameter();
}
