using CsCheck;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Wire;

public sealed class ProbeTests
{
    [Fact]
    public void A_probe_that_is_written_is_read_back() =>
        Gen.Select(Gen.Bool, Gen.Guid, Gen.ULong, Gen.UInt, Gen.ULong, Gen.Select(Gen.UInt, Gen.ULong, Gen.UInt))
            .Sample(
                (reply, run, key, sequence, time, point) =>
                {
                    var probe = new Probe(reply, run, key, sequence, time, point.Item1, point.Item2, point.Item3);
                    var bytes = new byte[Probe.Size];
                    probe.Write(bytes);
                    Probe.TryRead(bytes, out var read).ShouldBeTrue();
                    read.ShouldBe(probe);
                }
            );

    [Fact]
    public void The_layout_is_the_one_of_the_specification()
    {
        var bytes = new byte[Probe.Size];
        new Probe(
            true,
            new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            0x0102030405060708,
            0x0A0B0C0D,
            0x1112131415161718,
            0x21222324,
            0x3132333435363738,
            0x41424344
        ).Write(bytes);
        Convert
            .ToHexString(bytes)
            .ShouldBe(
                "69537031"
                    + "02000000"
                    + "00112233445566778899AABBCCDDEEFF"
                    + "0102030405060708"
                    + "0A0B0C0D"
                    + "1112131415161718"
                    + "21222324"
                    + "3132333435363738"
                    + "4142434400000000"
            );
    }

    [Fact]
    public void No_bytes_make_the_reader_throw() =>
        Gen
            .Byte.Array[0, 80]
            .Sample(bytes =>
            {
                Probe.TryRead(bytes, out _);
            });

    [Fact]
    public void A_probe_of_another_size_is_nothing() =>
        Gen.Int[0, 200]
            .Where(size => size != Probe.Size)
            .Sample(size =>
            {
                var bytes = new byte[size];
                "iSp1"u8[..Math.Min(4, size)].CopyTo(bytes);
                Probe.TryRead(bytes, out _).ShouldBeFalse();
            });
}
