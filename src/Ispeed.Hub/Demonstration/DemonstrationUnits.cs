namespace Ispeed.Hub.Demonstration;

/// <summary>A simulated body: its key, its name, its staff, and how eager they are, from 0 to 1.</summary>
internal sealed record DemonstrationUnit(string Key, string Name, string? Parent, int Staff, double Zeal, string? AreaCode = null);

/// <summary>A department with twenty units directly below it, three of which have one below them. Kinds of bodies are as in a province; headcounts are made up.</summary>
internal static class DemonstrationUnits
{
    public const string Province = "UBND-KH";
    public const string Issuer = "SKHCN";

    public static IReadOnlyList<DemonstrationUnit> All { get; } =
    [
        new(Province, "Ủy ban nhân dân tỉnh Khánh Hòa", null, 0, 0, DemonstrationProvince.Code),
        new(Issuer, "Sở Khoa học và Công nghệ", Province, 0, 0),
        new("SKHCN.VP", "Văn phòng Sở", Issuer, 24, 0.97),
        new("SKHCN.CDS", "Phòng Chuyển đổi số", Issuer, 14, 0.99),
        new("SKHCN.BCVT", "Phòng Bưu chính, Viễn thông", Issuer, 12, 0.99),
        new("SKHCN.TTCNTT", "Trung tâm Công nghệ thông tin và Dịch vụ công trực tuyến", Issuer, 46, 0.93),
        new("SKHCN.TTCNTT.VH", "Phòng Vận hành, An toàn thông tin", "SKHCN.TTCNTT", 17, 0.95),
        new("SNV", "Sở Nội vụ", Issuer, 118, 0.71),
        new("STC", "Sở Tài chính", Issuer, 164, 0.64),
        new("SXD", "Sở Xây dựng", Issuer, 187, 0.58),
        new("SCT", "Sở Công Thương", Issuer, 96, 0.66),
        new("SYT", "Sở Y tế", Issuer, 141, 0.52),
        new("SYT.TTKSBT", "Trung tâm Kiểm soát bệnh tật tỉnh", "SYT", 133, 0.41),
        new("SGDDT", "Sở Giáo dục và Đào tạo", Issuer, 102, 0.80),
        new("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", Issuer, 109, 0.75),
        new("SVHTTDL.TV", "Thư viện tỉnh", "SVHTTDL", 38, 0.86),
        new("SNNMT", "Sở Nông nghiệp và Môi trường", Issuer, 243, 0.47),
        new("STP", "Sở Tư pháp", Issuer, 61, 0.69),
        new("SDTTG", "Sở Dân tộc và Tôn giáo", Issuer, 37, 0.83),
        new("TTT", "Thanh tra tỉnh", Issuer, 88, 0.36),
        new("VPUBND", "Văn phòng Ủy ban nhân dân tỉnh", Issuer, 93, 0.77),
        new("BQLKKT", "Ban Quản lý Khu kinh tế và các khu công nghiệp tỉnh", Issuer, 52, 0.44),
        new("UBND.NT", "Ủy ban nhân dân phường Nha Trang", Issuer, 78, 0.62, "22366"),
        new("UBND.PR", "Ủy ban nhân dân phường Phan Rang", Issuer, 66, 0.30, "22759"),
        new("UBND.CR", "Ủy ban nhân dân phường Cam Ranh", Issuer, 59, 0, "22420"),
    ];
}
