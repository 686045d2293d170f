using System.Collections.Concurrent;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Portal.MapPages;

/// <summary>
/// Figures of maps as they were read, by the generation that they are of: a province is up to 168 stored documents, and everybody asks for the same few
/// maps. A new generation is another key, so that what is shown is never older than what is published.
/// </summary>
internal sealed class MapShelf
{
    /// <summary>A map is some 20 KB here; beyond this many all are forgotten, and the few that people ask for are soon back.</summary>
    private const int Most = 500;

    private readonly ConcurrentDictionary<Key, MapFigures> shelf = new();

    public async Task<MapFigures> ReadAsync(HubDb db, string code, MapQuestion question, CancellationToken cancellationToken)
    {
        if (await PublishedFigures.HeadAsync(db, question.Period.First, release: null, cancellationToken) is not { } head)
        {
            return new(null, new Dictionary<string, Cell>(StringComparer.Ordinal));
        }

        var key = new Key(code, head.Month, head.Generation, question.Access, question.Operator);
        if (shelf.TryGetValue(key, out var found))
        {
            return found;
        }

        var read = await MapFigures.ReadAsync(db, code, question, cancellationToken);
        if (shelf.Count >= Most)
        {
            shelf.Clear();
        }

        // Published anew while it was read, it may be of the next generation: then it is not kept under this one's name.
        if ((await PublishedFigures.HeadAsync(db, question.Period.First, release: null, cancellationToken))?.Generation == head.Generation)
        {
            shelf[key] = read;
        }

        return read;
    }

    private readonly record struct Key(string Code, DateOnly Month, long Generation, string Access, string Operator);
}
