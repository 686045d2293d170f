using Ispeed.Hub.Organisations;

namespace Ispeed.Hub.Portal.Console;

/// <summary>A line of a list of organisations. (Public only because Razor makes it so.)</summary>
public sealed record OrganisationRow(Guid Id, string Key, string Name, int? Staff, int Below)
{
    internal static OrganisationRow Of(OrganisationNode node, OrganisationTree tree, IReadOnlyDictionary<Guid, int> staff) =>
        new(node.Id, node.Key, node.Name, staff.TryGetValue(node.Id, out var count) ? count : null, tree.Below(node.Id).Count());
}
