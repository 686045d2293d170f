using System.Net;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;

namespace Ispeed.Hub.Tests.Campaigns;

public sealed class CodePageTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_page_of_a_code_leads_to_the_measurement_only_with_a_yes(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var page = (await hub.GetAsync($"/c/{campaign.Code.Grouped.ToLowerInvariant()}")).Body;
        page.ShouldContain("Phòng 1");
        page.ShouldContain("Sở Thử nghiệm");
        page.ShouldContain("Tắt Wi-Fi");
        page.ShouldContain($"--code {campaign.Code.Grouped}");
        (await hub.GetAsync($"/en/c/{campaign.Code.Value}")).Body.ShouldContain("Turn Wi-Fi off");

        var element = $"code=\"{campaign.Code.Value}\" participant=\"staff\" asks=\"2g,3g,4g,5g\"";
        (await hub.GetAsync($"/?code={campaign.Code.Value}&as=staff&agreed=yes")).Body.ShouldContain(element);
        (await hub.GetAsync($"/?code={campaign.Code.Value}&as=staff")).Body.ShouldNotContain("participant=");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_that_is_wrong_or_unknown_is_said_with_a_way_on(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var mistyped = await hub.GetAsync("/c?code=K7M-2QXB");
        mistyped.ShouldBe(HttpStatusCode.UnprocessableEntity);
        mistyped.Body.ShouldContain("ký tự gõ sai");
        mistyped.Body.ShouldContain("value=\"K7M-2QXB\"");
        (await hub.GetAsync($"/c/{ReferralCode.Of(77).Value}")).Body.ShouldContain("Không có đợt vận động nào");
        (await hub.GetAsync("/c")).ShouldBe(HttpStatusCode.OK);
    }
}
