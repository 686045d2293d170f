using System.IO.Compression;
using System.Net;
using System.Text;
using CsCheck;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Tests.Operators;

public sealed class AsnTableTests
{
    [Fact]
    public void A_table_answers_at_the_first_and_last_address_of_a_span()
    {
        AsnTable.TryRead(Table([(0, 0), (0x01000000, 1), (0x01000100, 0)]), out var table).ShouldBeTrue();
        table.Find(IPAddress.Parse("0.255.255.255")).ShouldBeNull();
        table.Find(IPAddress.Parse("1.0.0.0")).ShouldBe(new FoundNetwork(64512, "Mạng thử", false));
        table.Find(IPAddress.Parse("1.0.0.255")).ShouldBe(new FoundNetwork(64512, "Mạng thử", false));
        table.Find(IPAddress.Parse("1.0.1.0")).ShouldBeNull();
        table.Date.ShouldBe(new(2026, 6, 17));
    }

    [Fact]
    public void A_table_out_of_order_is_refused() =>
        AsnTable.TryRead(Table([(0, 0), (0x02000000, 1), (0x01000000, 0)]), out _).ShouldBeFalse();

    [Fact]
    public void A_table_that_names_a_network_it_does_not_have_is_refused() =>
        AsnTable.TryRead(Table([(0, 0), (0x01000000, 7)]), out _).ShouldBeFalse();

    [Fact]
    public void A_table_cut_anywhere_is_refused()
    {
        var whole = Table([(0, 0), (0x01000000, 1)]);
        for (var length = 0; length < whole.Length; length++)
        {
            AsnTable.TryRead(whole.AsSpan(0, length), out _).ShouldBeFalse($"{length} bytes");
        }
    }

    [Fact]
    public void No_change_of_a_byte_makes_the_reader_throw()
    {
        var whole = Table([(0, 0), (0x01000000, 1), (0x01000100, 0)]);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte)
            .Sample(
                (at, value) =>
                {
                    var changed = whole.ToArray();
                    changed[at] = value;
                    if (AsnTable.TryRead(changed, out var table))
                    {
                        table.Find(IPAddress.Parse("1.0.0.1"));
                    }
                }
            );
    }

    [Fact]
    public void No_bytes_make_the_reader_throw() =>
        Gen.Byte.Array[0, 200].Sample(bytes => AsnTable.TryRead([.. "iSpASN2\0"u8, .. bytes], out _) || true);

    [Theory]
    [InlineData("[1]", "[]")] // two operators
    [InlineData("[2]", "[1]")] // an operator and a host of servers
    public void An_operator_list_that_claims_a_network_twice_is_refused_with_the_number(string second, string tunnel)
    {
        var list = $$"""
            {"asOf":"2026-01-01","operators":[
              {"code":"a","name":"A","sellsMobile":true,"sellsFixed":false,"networks":[1]},
              {"code":"b","name":"B","sellsMobile":true,"sellsFixed":false,"networks":{{second}}}],
              "tunnels":[{"name":"C","networks":{{tunnel}}}]}
            """;
        Should.Throw<StartRefused>(() => OperatorList.Parse(Encoding.UTF8.GetBytes(list))).Message.ShouldContain("network 1 twice");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"asOf":"2026-01-01","operators":[{"code":"a"}]}""")]
    public void An_operator_list_that_cannot_be_read_is_refused(string json) =>
        Should.Throw<StartRefused>(() => OperatorList.Parse(Encoding.UTF8.GetBytes(json))).Message.ShouldContain("operators.json");

    private static byte[] Table((uint Start, uint Network)[] v4)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0u);
            writer.Write(64512u);
            var name = Encoding.UTF8.GetBytes("Mạng thử");
            writer.Write((ushort)0);
            writer.Write((ushort)name.Length);
            writer.Write(name);
            Array.ForEach(v4, span => writer.Write(span.Start));
            Array.ForEach(v4, span => writer.Write(span.Network));
            writer.Write(0UL);
            writer.Write(0u);
        }

        var packed = new byte[4096];
        BrotliEncoder.TryCompress(body.ToArray(), packed, out var length).ShouldBeTrue();
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file))
        {
            writer.Write("iSpASN2\0"u8);
            Array.ForEach(
                [20260617u, 2u, (uint)v4.Length, 1u, (uint)Encoding.UTF8.GetByteCount("Mạng thử"), (uint)body.Length],
                writer.Write
            );
            writer.Write(packed, 0, length);
        }

        return file.ToArray();
    }
}
