namespace Ispeed.Hub.Cartography;

/// <summary>
/// The 34 provinces as tiles, each about where it lies: the map of a hub without boundaries. Columns run west to east, rows north to south.
/// </summary>
internal static class TileGrid
{
    public const int Columns = 6;

    public const int Rows = 16;

    /// <summary>By code of the province.</summary>
    public static IReadOnlyDictionary<string, (int Column, int Row)> Places { get; } =
        new Dictionary<string, (int Column, int Row)>(StringComparer.Ordinal)
        {
            ["12"] = (1, 0), // Lai Châu
            ["15"] = (2, 0), // Lào Cai
            ["08"] = (3, 0), // Tuyên Quang
            ["04"] = (4, 0), // Cao Bằng
            ["11"] = (0, 1), // Điện Biên
            ["14"] = (1, 1), // Sơn La
            ["25"] = (2, 1), // Phú Thọ
            ["19"] = (3, 1), // Thái Nguyên
            ["20"] = (4, 1), // Lạng Sơn
            ["01"] = (2, 2), // Hà Nội
            ["24"] = (3, 2), // Bắc Ninh
            ["22"] = (4, 2), // Quảng Ninh
            ["37"] = (2, 3), // Ninh Bình
            ["33"] = (3, 3), // Hưng Yên
            ["31"] = (4, 3), // Hải Phòng
            ["38"] = (2, 4), // Thanh Hóa
            ["40"] = (2, 5), // Nghệ An
            ["42"] = (2, 6), // Hà Tĩnh
            ["44"] = (3, 7), // Quảng Trị
            ["46"] = (3, 8), // Huế
            ["48"] = (4, 8), // Đà Nẵng
            ["51"] = (4, 9), // Quảng Ngãi
            ["52"] = (4, 10), // Gia Lai
            ["66"] = (4, 11), // Đắk Lắk
            ["68"] = (3, 12), // Lâm Đồng
            ["56"] = (4, 12), // Khánh Hòa
            ["80"] = (1, 13), // Tây Ninh
            ["79"] = (2, 13), // Thành phố Hồ Chí Minh
            ["75"] = (3, 13), // Đồng Nai
            ["91"] = (0, 14), // An Giang
            ["82"] = (1, 14), // Đồng Tháp
            ["86"] = (2, 14), // Vĩnh Long
            ["96"] = (0, 15), // Cà Mau
            ["92"] = (1, 15), // Cần Thơ
        };
}
