using System.Globalization;
using CsCheck;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Tests.Areas;

public sealed class AreaDirectoryTests
{
    private static readonly AreaDirectory Shipped = new(AreaList.ReadShipped());
    private static readonly DateOnly Eve = new(2025, 6, 30);
    private static readonly DateOnly FirstDay = new(2025, 7, 1);
    private static readonly DateOnly Today = new(2026, 11, 1);

    [Fact]
    public void The_shipped_list_has_every_province_and_commune_on_its_first_day_and_today()
    {
        Shipped.Changes.ShouldBe([new(2024, 6, 1), FirstDay, new(2026, 4, 30), new(2026, 9, 1), new(2026, 9, 20)]);
        foreach (var day in new[] { FirstDay, new(2026, 4, 30), Today })
        {
            var provinces = Shipped.Provinces(day);
            provinces.Count.ShouldBe(34);
            provinces.Sum(province => Shipped.Communes(province.Code, day).Count).ShouldBe(3321);
        }
    }

    [Fact]
    public void Khanh_Hoa_has_its_65_communes_of_three_kinds()
    {
        var communes = Shipped.Communes("56", Today);
        communes.Count.ShouldBe(65);
        communes.Count(area => area.FullName.StartsWith("Xã ", StringComparison.Ordinal)).ShouldBe(48);
        communes.Count(area => area.FullName.StartsWith("Phường ", StringComparison.Ordinal)).ShouldBe(16);
        communes.ShouldContain(area => area.FullName == "Đặc khu Trường Sa");
        communes.ShouldAllBe(area => area.ParentCode == "56" && area.Level == AreaLevel.Commune);
    }

    [Fact]
    public void A_province_that_became_a_city_keeps_its_code_and_is_found_in_both_versions()
    {
        Shipped.Find("75", new(2026, 4, 29))!.FullName.ShouldBe("Tỉnh Đồng Nai");
        Shipped.Find("75", new(2026, 4, 30))!.FullName.ShouldBe("Thành phố Đồng Nai");
        Shipped.Find("75", new(2026, 4, 30))!.ValidTo.ShouldBeNull();
    }

    [Fact]
    public void The_map_before_had_63_provinces_696_districts_and_10035_communes()
    {
        var provinces = Shipped.Provinces(Eve);
        provinces.Count.ShouldBe(63);
        var districts = provinces.SelectMany(province => Shipped.Districts(province.Code, Eve)).ToList();
        districts.Count.ShouldBe(696);
        districts.Sum(district => Shipped.Communes(district.Code, Eve).Count).ShouldBe(10_035);
        provinces.Sum(province => Shipped.Communes(province.Code, Eve).Count).ShouldBe(10_035);
        Shipped.Communes("56", Eve).Count.ShouldBe(132);
        Shipped.Communes("58", Eve).Count.ShouldBe(62);
        Shipped.Districts("56", FirstDay).ShouldBeEmpty();
        var commune = Shipped.Find("22366", Eve)!;
        (commune.FullName, commune.DistrictCode, commune.ProvinceCode).ShouldBe(("Phường Tân Tiến", "568", "56"));
    }

    [Fact]
    public void One_code_is_two_places_on_two_days()
    {
        Shipped.Versions("00004").Select(area => area.FullName).ShouldBe(["Phường Trúc Bạch", "Phường Ba Đình"]);
        Shipped.Find("22366", FirstDay)!.FullName.ShouldBe("Phường Nha Trang");
        Shipped.Find("22366", new(2024, 5, 31)).ShouldBeNull();
        Shipped.Find("99999", Today).ShouldBeNull();
    }

    [Fact]
    public void Successors_lead_both_ways()
    {
        var nhaTrang = Shipped.Find("22366", Today)!;
        var formers = Shipped.FormersOf(nhaTrang);
        formers.ShouldContain(way => way.From.FullName == "Phường Tân Tiến" && way.Extent == Extent.Full);
        formers.ShouldAllBe(way => Shipped.SuccessorsOf(way.From).Contains(way));
        Shipped.SuccessorsOf(nhaTrang).ShouldBeEmpty();
        Shipped.SuccessorsOf(Shipped.Find("58", Eve)!).ShouldHaveSingleItem().To.FullName.ShouldBe("Tỉnh Khánh Hòa");
        Shipped.FormersOf(Shipped.Find("56", FirstDay)!).Select(way => way.From.Code).Order(StringComparer.Ordinal).ShouldBe(["56", "58"]);
        Shipped.SuccessorsOf(Shipped.Find("568", Eve)!).ShouldContain(way => way.To == nhaTrang && way.Extent == Extent.Partial);
        Shipped.FormersOf(Shipped.Find("25270", Today)!).ShouldHaveSingleItem().From.FullName.ShouldBe("Xã Lộc Ninh");
    }

    [Fact]
    public void Every_area_of_the_eve_has_a_successor_and_every_area_since_has_a_former()
    {
        foreach (var province in Shipped.Provinces(Eve))
        {
            foreach (var area in (Area[])[province, .. Shipped.Districts(province.Code, Eve), .. Shipped.Communes(province.Code, Eve)])
            {
                Shipped.SuccessorsOf(area).ShouldNotBeEmpty(area.FullName);
            }
        }

        foreach (var area in Shipped.Provinces(Today).SelectMany(province => Shipped.Communes(province.Code, Today).Prepend(province)))
        {
            Shipped.FormersOf(area).ShouldNotBeEmpty(area.FullName);
        }
    }

    [Theory]
    [InlineData("22366", "2025-06-30", "2026-11-01", "22366", "Full")] // Tân Tiến is part of Nha Trang
    [InlineData("20200", "2025-06-30", "2026-11-01", "20200", "Partial")] // Hòa Minh was split; the main part
    [InlineData("25270", "2025-07-01", "2026-11-01", "25270", "Full")] // a xã that became a phường
    [InlineData("25270", "2026-11-01", "2025-07-01", "25270", "Full")]
    [InlineData("22366", "2026-11-01", "2025-06-30", null, "None")] // made of several: nothing tells which
    [InlineData("23938", "2026-11-01", "2025-06-30", "23938", "Full")] // made of one
    [InlineData("58", "2025-06-30", "2026-11-01", "56", "Full")]
    [InlineData("568", "2025-06-30", "2026-11-01", "22366", "Partial")]
    [InlineData("318", "2025-06-30", "2026-11-01", "11948", "Full")] // an island that was a district
    [InlineData("22366", "2026-11-01", "2026-11-01", "22366", "Full")]
    [InlineData("22366", "2024-01-01", "2026-11-01", null, "None")] // before the list begins
    [InlineData("22366", "2026-11-01", "2024-01-01", null, "None")]
    [InlineData("99999", "2026-11-01", "2025-06-30", null, "None")]
    public void An_area_is_restated_on_the_map_of_another_day(string code, string day, string asOf, string? expected, string certainty)
    {
        var restated = Shipped.Restate(code, Day(day), Day(asOf));
        restated.Certainty.ToString().ShouldBe(certainty);
        if (code != "568") // which of its communes is the main one is nobody's promise
        {
            restated.Code.ShouldBe(expected);
        }
    }

    [Fact]
    public void No_place_is_found_while_no_boundaries_are_loaded() => Shipped.FindByLocation(12.24, 109.19, Today).ShouldBeNull();

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("Nha Trang", "22366")]
    [InlineData("nha trang", "22366")]
    [InlineData("phuong nha trang", "22366")]
    [InlineData("Phường Nha Trang", "22366")]
    [InlineData("22366", "22366")]
    [InlineData("khanh hoa", "56")]
    [InlineData("Khánh Hoà", "56")]
    [InlineData("Khánh Hòa", "56")]
    [InlineData("truong sa", "22736")]
    [InlineData("dai lanh khanh hoa", "22504")]
    [InlineData("ha noi", "01")]
    [InlineData("Bà Rịa", "26560")]
    public void An_area_is_found_as_people_type_it(string typed, string code) => Shipped.Search(typed, 5)[0].Area.Code.ShouldBe(code);

    [Fact]
    public void A_former_name_finds_the_commune_that_covers_it_now_and_says_so()
    {
        var found = Shipped.Search("vinh luong nha trang", 5);
        found.ShouldContain(match =>
            match.Area.FullName == "Phường Bắc Nha Trang" && match.FormerName == "Xã Vĩnh Lương, Thành phố Nha Trang, Tỉnh Khánh Hòa"
        );
    }

    [Theory]
    [InlineData("thi xa chu bac giang")] // a district that is no more finds the communes on its ground
    [InlineData("tinh ninh thuan")] // a province that is no more
    [InlineData("Phường 7, Quận Gò Vấp")] // a name older than the list
    public void An_old_district_province_or_older_name_finds_what_is_there_now(string typed)
    {
        var best = Shipped.Search(typed, 5)[0];
        best.Area.ValidTo.ShouldBeNull();
        best.FormerName.ShouldNotBeNull();
    }

    [Fact]
    public void Todays_name_comes_before_a_former_one() => Shipped.Search("ba dinh", 3)[0].FormerName.ShouldBeNull();

    [Fact]
    public void Every_commune_is_found_by_its_full_name_and_province_without_diacritics()
    {
        foreach (var province in Shipped.Provinces(Today))
        {
            foreach (var commune in Shipped.Communes(province.Code, Today).Take(5))
            {
                Shipped.Search(FoldedText.Of($"{commune.FullName} {province.Name}"), 10).ShouldContain(match => match.Area == commune);
            }
        }
    }

    [Fact]
    public void No_question_makes_the_search_fail() => Gen.String.Sample(text => Shipped.Search(text, 5).Count <= 5, iter: 300);

    [Fact]
    public void Folding_twice_is_folding_once() => Gen.String.Sample(text => FoldedText.Of(FoldedText.Of(text)) == FoldedText.Of(text));

    [Theory]
    [InlineData("Hoà", "Hòa")]
    [InlineData("MỸ", "mĩ")]
    [InlineData("Thuỷ  Triều", "thủy-triều")]
    [InlineData("Đắk Lắk", "dak lak")]
    public void Spellings_of_one_name_fold_to_one_text(string one, string other) => FoldedText.Of(one).ShouldBe(FoldedText.Of(other));
}
