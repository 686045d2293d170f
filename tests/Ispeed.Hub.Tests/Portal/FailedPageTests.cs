using System.Net;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>A hub that cannot read its database.</summary>
public sealed class FailedPageTests(RunningPortal hub) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task A_page_that_fails_says_whose_fault_it_is_and_keeps_the_policy()
    {
        await hub.LosePointsAsync();
        foreach (var (path, expected) in new[] { ("/points", "Hệ thống gặp lỗi"), ("/en/points", "Something went wrong here") })
        {
            using var answer = await hub.Client.GetAsync(path, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            (await RunningPortal.TextOfAsync(answer)).ShouldContain(expected);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        }
    }
}
