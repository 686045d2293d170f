using Ispeed.Measure;
using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

public sealed class ReferralTests
{
    [Fact]
    public async Task A_code_as_it_is_typed_goes_with_the_ticket_and_the_result()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartAsync(
            new() { HubKey = TestHub.Welcome },
            TestContext.Current.CancellationToken
        );
        await using var hub = TestHub.Offering(_ => [new("fixture", "Fixture", null, point.Url, null, 0)]);
        var ended = await cli.RunAsync("measure", "--hub", hub.Url, "--json", "--light", "--code", "k7m 2qxa", "--as", "relative");
        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        hub.Asked.ShouldHaveSingleItem().Code.ShouldBe("K7M2QXA");
        var submitted = hub.Submitted.ShouldHaveSingleItem();
        submitted.Code.ShouldBe("K7M2QXA");
        submitted.Participant.ShouldBe(Participant.Relative);
    }
}
