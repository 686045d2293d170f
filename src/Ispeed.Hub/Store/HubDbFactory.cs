using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Store;

/// <summary>Opens the model on whichever database was configured. Two production implementations: SQLite and PostgreSQL.</summary>
internal sealed class HubDbFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<HubDb>
    where TContext : HubDb
{
    public HubDb CreateDbContext() => inner.CreateDbContext();
}
