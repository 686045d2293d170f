using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Accounts;

/// <summary>Somebody who signs in. Measuring needs no account.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    public AccountRole Role { get; set; }

    public Guid? OrganisationId { get; set; }

    public string? AreaCode { get; set; }

    public string? OperatorCode { get; set; }

    public DateTimeOffset MadeAt { get; set; }

    /// <summary>Since when it may do nothing; null for one that may.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public AccountScope Scope => new(Role, OrganisationId, AreaCode, OperatorCode);

    /// <summary>Whether it has the factors that its role needs; until then it may only add them.</summary>
    public bool IsComplete => TwoFactorEnabled || !Role.NeedsSecondFactor();
}

/// <summary>A way in for one person, once: to a new account, or back into one whose password is lost.</summary>
internal sealed class Invitation
{
    public Guid Id { get; set; }

    /// <summary>SHA-256 of the token in the link, hexadecimal; the token itself is nowhere.</summary>
    public required string TokenHash { get; set; }

    /// <summary>Null from the moment it is used or withdrawn.</summary>
    public string? Email { get; set; }

    public AccountRole Role { get; set; }

    public Guid? OrganisationId { get; set; }

    public string? AreaCode { get; set; }

    public string? OperatorCode { get; set; }

    /// <summary>The account whose password is set anew; null for a new account.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The account that invites; null for the command line.</summary>
    public Guid? InvitedBy { get; set; }

    public DateTimeOffset MadeAt { get; set; }

    /// <summary>The end of it.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>When it was used or withdrawn; of two who use it at once one is told so.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public AccountScope Scope => new(Role, OrganisationId, AreaCode, OperatorCode);
}

/// <summary>A key with which a program asks in the name of an account.</summary>
internal sealed class ApiKey
{
    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    /// <summary>SHA-256 of the key, hexadecimal. It has 256 random bits, so that a slow hash would protect nothing.</summary>
    public required string Hash { get; set; }

    public required string Name { get; set; }

    public KeyScopes Scopes { get; set; }

    public DateTimeOffset MadeAt { get; set; }

    public DateTimeOffset Until { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class AccountTables
    : IEntityTypeConfiguration<Account>,
        IEntityTypeConfiguration<IdentityUserToken<Guid>>,
        IEntityTypeConfiguration<IdentityUserPasskey<Guid>>,
        IEntityTypeConfiguration<Invitation>,
        IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts").HasKey(account => account.Id);
        builder.HasIndex(account => account.NormalizedEmail).IsUnique();
        builder.Property(account => account.ConcurrencyStamp).IsConcurrencyToken();
        builder.Ignore(account => account.Scope).Ignore(account => account.IsComplete);
        builder.Ignore(account => account.PhoneNumber).Ignore(account => account.PhoneNumberConfirmed);
        builder.Ignore(account => account.EmailConfirmed);
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder)
    {
        builder
            .ToTable("account_tokens")
            .HasKey(token => new
            {
                token.UserId,
                token.LoginProvider,
                token.Name,
            });
        builder.HasOne<Account>().WithMany().HasForeignKey(token => token.UserId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder)
    {
        builder.ToTable("account_passkeys").HasKey(passkey => passkey.CredentialId);
        builder.HasOne<Account>().WithMany().HasForeignKey(passkey => passkey.UserId);
        builder.OwnsOne(passkey => passkey.Data).ToJson();
    }

    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations").HasKey(one => one.Id);
        builder.HasIndex(one => one.TokenHash).IsUnique();
        builder.Property(one => one.ClosedAt).IsConcurrencyToken();
        builder.Ignore(one => one.Scope);
    }

    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys").HasKey(key => key.Id);
        builder.HasIndex(key => key.Hash).IsUnique();
        builder.HasIndex(key => key.AccountId);
    }
}

internal static class AccountSets
{
    extension(HubDb db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();

        public DbSet<IdentityUserToken<Guid>> AccountTokens => db.Set<IdentityUserToken<Guid>>();

        public DbSet<IdentityUserPasskey<Guid>> AccountPasskeys => db.Set<IdentityUserPasskey<Guid>>();

        public DbSet<Invitation> Invitations => db.Set<Invitation>();

        public DbSet<ApiKey> ApiKeys => db.Set<ApiKey>();
    }
}
