using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Organisations;

/// <summary>The organisations of one day and who stands below whom. A country has some ten thousand; all of them are read at once.</summary>
internal sealed class OrganisationTree
{
    private readonly Dictionary<Guid, OrganisationNode> nodes;
    private readonly ILookup<Guid, OrganisationNode> below;

    public OrganisationTree(IEnumerable<OrganisationNode> all)
    {
        nodes = all.ToDictionary(node => node.Id);
        below = nodes.Values.Where(node => node.ParentId is not null).ToLookup(node => node.ParentId!.Value);
    }

    public int Count => nodes.Count;

    public IEnumerable<OrganisationNode> All => nodes.Values;

    /// <summary>The tree of a day.</summary>
    public static async Task<OrganisationTree> OnAsync(HubDb db, DateOnly day, CancellationToken cancellationToken)
    {
        var organisations = db.Organisations.AsNoTracking();
        var spans = db.OrganisationSpans.AsNoTracking();
        return new(
            await spans
                .Where(span => span.ValidFrom <= day && (span.ValidTo == null || span.ValidTo > day))
                .Join(
                    organisations,
                    span => span.OrganisationId,
                    one => one.Id,
                    (span, one) => new OrganisationNode(one.Id, one.Key, span.Name, span.ParentId, one.AreaCode)
                )
                .ToListAsync(cancellationToken)
        );
    }

    public OrganisationNode? Find(Guid id) => nodes.GetValueOrDefault(id);

    public OrganisationNode? Find(string key) =>
        nodes.Values.FirstOrDefault(node => string.Equals(node.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Directly below, by key.</summary>
    public IEnumerable<OrganisationNode> Below(Guid id) => below[id].OrderBy(node => node.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>An organisation and everything below it with its level: 0 for itself, 1 directly below; superiors before those below them.</summary>
    public IEnumerable<(OrganisationNode Node, int Level)> From(Guid id)
    {
        if (Find(id) is not { } top)
        {
            yield break;
        }

        // Depth first, and no day's tree has a cycle: the changes refuse one.
        var waiting = new Stack<(OrganisationNode Node, int Level)>([(top, 0)]);
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var node in Below(next.Node.Id).Reverse())
            {
                waiting.Push((node, next.Level + 1));
            }
        }
    }

    /// <summary>Whether an organisation is another one or stands somewhere below it.</summary>
    public bool IsWithin(Guid id, Guid top)
    {
        // Bounded by the number of organisations, so that even a cycle in a damaged database ends.
        for (var (at, steps) = ((Guid?)id, 0); at is { } here && steps <= nodes.Count; at = Find(here)?.ParentId, steps++)
        {
            if (here == top)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>An organisation as it is on the day of its tree.</summary>
internal sealed record OrganisationNode(Guid Id, string Key, string Name, Guid? ParentId, string? AreaCode);
