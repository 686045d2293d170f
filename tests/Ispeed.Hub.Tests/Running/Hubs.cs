using System.Collections.Concurrent;
using Ispeed.Hub.Tests.Running;

[assembly: AssemblyFixture(typeof(Hubs))]

namespace Ispeed.Hub.Tests.Running;

/// <summary>Running hubs: one per engine for all tests that do not mind each other, because ids are always new; a hub of its own for the others.</summary>
public sealed class Hubs : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Engine, Lazy<Task<RunningHub>>> shared = new();

    public PostgresCluster Cluster { get; } = new();

    internal Task<RunningHub> OnAsync(Engine engine) => shared.GetOrAdd(engine, _ => new(() => AloneAsync(engine))).Value;

    internal Task<RunningHub> AloneAsync(
        Engine engine,
        Dictionary<string, string?>? settings = null,
        string? folder = null,
        string? connection = null
    ) => RunningHub.StartAsync(engine, Cluster, settings, folder, connection);

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in shared.Values)
        {
            if (hub.Value.IsCompletedSuccessfully)
            {
                await (await hub.Value).DisposeAsync();
            }
        }

        await Cluster.DisposeAsync();
    }
}
