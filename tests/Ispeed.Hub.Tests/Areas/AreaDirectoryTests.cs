using CsCheck;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Tests.Areas;

public sealed class AreaDirectoryTests
{
    private static readonly AreaDirectory Shipped = new(AreaList.ReadShipped());
    private static readonly DateOnly Today = new(2026, 11, 1);

    [Fact]
    public void The_shipped_list_has_every_province_and_commune_on_its_first_day_and_today()
    {
        foreach (var day in new[] { new DateOnly(2025, 7, 1), Today })
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
    public void A_code_is_not_known_before_the_list_is_valid()
    {
        Shipped.Find("22366", new(2025, 6, 30)).ShouldBeNull();
        Shipped.Find("22366", new(2025, 7, 1))!.FullName.ShouldBe("Phường Nha Trang");
        Shipped.Find("99999", Today).ShouldBeNull();
    }

    [Fact]
    public void No_place_is_found_while_no_boundaries_are_loaded() => Shipped.FindByLocation(12.24, 109.19, Today).ShouldBeNull();

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
