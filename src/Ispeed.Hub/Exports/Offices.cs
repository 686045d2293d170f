using Ispeed.Hub.Areas;
using Ispeed.Hub.Documents;

namespace Ispeed.Hub.Exports;

/// <summary>What whoever exports says of the office; null is found from the name of the body.</summary>
internal sealed record OfficeWishes(string? Symbol, string? Place, string? Authority, string? Position, string? Signer, string? File)
{
    public static OfficeWishes None { get; } = new(null, null, null, null, null, null);
}

/// <summary>Heads and signatures of bodies.</summary>
internal static class Offices
{
    public static Office Of(string body, string key, string? parent, Area? place, OfficeWishes wishes)
    {
        var (_, authority, position) = SignerOf(body);
        return new(
            parent,
            body,
            wishes.Symbol ?? key.Replace('.', '-').ToUpperInvariant(),
            wishes.Place ?? place?.Name ?? "\u2026\u2026\u2026",
            wishes.Authority ?? (wishes.Position is null ? authority : null),
            wishes.Position ?? position,
            wishes.Signer,
            wishes.File ?? "VT"
        );
    }

    // A people's committee decides as a body, for which its chair signs; others are headed by one person (Decree 30/2020, article 13).
    private static readonly (string Name, string? Authority, string Position)[] Signers =
    [
        ("Ủy ban nhân dân ", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("UBND ", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("Sở ", null, "GIÁM ĐỐC"),
        ("Trung tâm ", null, "GIÁM ĐỐC"),
        ("Bảo tàng ", null, "GIÁM ĐỐC"),
        ("Thư viện ", null, "GIÁM ĐỐC"),
        ("Bệnh viện ", null, "GIÁM ĐỐC"),
        ("Phòng ", null, "TRƯỞNG PHÒNG"),
        ("Trường ", null, "HIỆU TRƯỞNG"),
        ("Văn phòng ", null, "CHÁNH VĂN PHÒNG"),
        ("", null, "THỦ TRƯỞNG ĐƠN VỊ"),
    ];

    private static (string Name, string? Authority, string Position) SignerOf(string body) =>
        Signers.First(one => body.StartsWith(one.Name, StringComparison.OrdinalIgnoreCase));
}
