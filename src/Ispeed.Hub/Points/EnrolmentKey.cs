using System.Security.Cryptography;
using System.Text;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Points;

/// <summary>What a test point must know to register: the setting <c>Points:EnrolmentKey</c>, else the file <c>enrolment.key</c>, made at the first start.</summary>
internal sealed class EnrolmentKey(DataFolder data, IConfiguration configuration)
{
    private const string Scheme = "Enrolment ";

    private readonly byte[] key = Encoding.UTF8.GetBytes(
        configuration["Points:EnrolmentKey"] is { Length: > 0 } named
            ? named
            : data.ReadOrMakeSecret("enrolment.key", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)))
    );

    public bool Opens(string? authorization) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()), key);
}
