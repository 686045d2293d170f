using System.Net;
using CsCheck;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ispeed.TestPoint.Tests;

public sealed class UsedTicketTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("ispeed-used-").FullName;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void What_has_expired_is_forgotten_and_the_rest_is_not()
    {
        var (old, young) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using (var used = Open())
        {
            used.Add(old, Now - 1);
            used.Add(young, Now + 100);
            used.Forget();
            (used.Holds(old), used.Holds(young)).ShouldBe((false, true));
        }

        using var again = Open();
        (again.Holds(old), again.Holds(young)).ShouldBe((false, true));
    }

    [Fact]
    public void A_file_that_was_torn_or_is_nonsense_stops_nothing()
    {
        var run = Guid.CreateVersion7();
        using (var used = Open())
        {
            used.Add(run, Now + 100);
        }

        File.AppendAllText(Path.Combine(data, "tickets.used"), "torn");
        using (var used = Open())
        {
            used.Holds(run).ShouldBeTrue();
        }

        Check.Sample(
            Gen.Byte.Array[0, 100],
            bytes =>
            {
                File.WriteAllBytes(Path.Combine(data, "tickets.used"), bytes);
                using var used = Open();
                used.Holds(run).ShouldBeFalse();
            },
            iter: 50,
            threads: 1
        );
    }

    [Fact]
    public void The_file_does_not_grow_with_what_has_expired()
    {
        using var used = Open();
        for (var run = 0; run < 10_000; run++)
        {
            used.Add(Guid.NewGuid(), Now - 1);
        }

        used.Forget();
        new FileInfo(Path.Combine(data, "tickets.used")).Length.ShouldBe(0);
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private UsedTickets Open() =>
        new(
            new PointSettings
            {
                Id = "used",
                Name = "used",
                Data = data,
                Bind = IPAddress.Loopback,
            },
            TimeProvider.System,
            NullLogger<UsedTickets>.Instance
        );
}
