namespace Ispeed.Hub.Cartography;

/// <summary>
/// Hoàng Sa and Trường Sa, which every map of the country that is published in Viet Nam draws and names (Law on Surveying and Mapping 27/2018/QH14,
/// article 6). They are drawn from these points whatever boundaries a hub has: the islands are too small to be seen at the scale of the country.
/// </summary>
/// <param name="Key">Of the sentence that names it.</param>
/// <param name="CommuneCode">The special zone that it is since 1 July 2025.</param>
/// <param name="ProvinceCode">The province of that zone.</param>
/// <param name="Islands">The largest islands, longitude and latitude, rounded to a hundredth of a degree.</param>
internal sealed record Archipelago(
    string Key,
    string CommuneCode,
    string ProvinceCode,
    IReadOnlyList<(double Longitude, double Latitude)> Islands
)
{
    public static readonly Archipelago HoangSa = new(
        "hoang-sa",
        "20333",
        "48",
        [
            (112.34, 16.84), // Phú Lâm
            (112.35, 16.98), // Cây
            (112.73, 16.67), // Linh Côn
            (111.61, 16.53), // Hoàng Sa
            (111.59, 16.45), // Hữu Nhật
            (111.70, 16.45), // Quang Ảnh
            (111.76, 16.57), // Duy Mộng
            (111.20, 15.78), // Tri Tôn
            (111.78, 16.05), // Bạch Quy
        ]
    );

    public static readonly Archipelago TruongSa = new(
        "truong-sa",
        "22736",
        "56",
        [
            (111.92, 8.64), // Trường Sa
            (112.24, 8.86), // Đá Tây
            (112.91, 7.88), // An Bang
            (113.69, 8.97), // Phan Vinh
            (114.33, 9.89), // Sinh Tồn
            (114.36, 10.18), // Nam Yết
            (114.37, 10.38), // Ba Bình
            (114.48, 10.37), // Sơn Ca
            (114.33, 11.43), // Song Tử Tây
            (114.28, 11.05), // Thị Tứ
            (115.02, 11.08), // Bến Lạc
            (115.81, 10.73), // Vĩnh Viễn
            (112.92, 9.55), // Chữ Thập
        ]
    );

    public static IReadOnlyList<Archipelago> All { get; } = [HoangSa, TruongSa];
}
