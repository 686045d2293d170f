using CsCheck;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Tests.Store;

public sealed class TimedIdTests
{
    private static readonly Gen<DateTimeOffset> Instants = Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void An_id_of_version_7_tells_its_millisecond_and_lies_in_the_range_of_exactly_that_one() =>
        Instants.Sample(at =>
        {
            var id = Guid.CreateVersion7(at);
            TimedId.TimeOf(id).ShouldBe(at);
            id.ShouldBeGreaterThanOrEqualTo(TimedId.FirstOf(at));
            id.ShouldBeLessThan(TimedId.FirstOf(at.AddMilliseconds(1)));
        });

    [Fact]
    public void No_other_id_tells_a_time_and_none_makes_it_throw() =>
        Gen
            .Byte.Array[16]
            .Sample(bytes =>
            {
                var id = new Guid(bytes, bigEndian: true);
                (TimedId.TimeOf(id) is null || (id.Version == 7 && bytes[8] is >= 0x80 and < 0xC0)).ShouldBeTrue();
            });

    [Fact]
    public void A_random_id_tells_no_time() => TimedId.TimeOf(Guid.NewGuid()).ShouldBeNull();
}
