using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

/// <summary>Servers of other projects over TLS: whom the device trusts, and how it learns to.</summary>
public sealed class TrustTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ndt7s")]
    [InlineData("librespeeds")]
    public async Task A_server_with_a_certificate_of_its_own_is_measured_once_the_device_is_told_to_trust_it(string scheme)
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true, Tls = true }, Patience);
        using var cli = new CliProgram();
        var server = $"{scheme}://localhost:{new Uri(point.SecureUrl!).Port}";

        var refused = await cli.RunAsync("measure", "--server", server, "--light", "--lang", "en");
        refused.Code.ShouldNotBe(0);
        (refused.Output + refused.Error).ShouldContain("SSL_CERT_FILE");

        cli.Environment["SSL_CERT_FILE"] = Path.Combine(point.Data, "tls.pem");
        var measured = await cli.RunAsync("measure", "--server", server, "--light", "--json");
        measured.Code.ShouldBe(0, measured.Output + measured.Error);
    }
}
