using System.Collections.Concurrent;
using QRCoder;
using static QRCoder.QRCodeGenerator;

namespace Ispeed.Hub.Documents.Charts;

/// <summary>A QR symbol (ISO/IEC 18004), as small as its text allows and then with as much redundancy as fits into that size.</summary>
internal sealed class QrSymbol
{
    /// <summary>Modules of white around it, which ISO/IEC 18004 asks for.</summary>
    public const int Quiet = 4;

    // Texts of one length in one mode fit into the same size: found once for all codes of a hub.
    private static readonly ConcurrentDictionary<(int Length, bool IsDense), (int Version, ECCLevel Level)> Sizes = new();

    private readonly List<(int Column, int Row, int Length)> runs = [];

    private QrSymbol(QRCodeData data)
    {
        var rows = data.ModuleMatrix; // with the white around
        Modules = rows.Count;
        for (var row = 0; row < Modules; row++)
        {
            for (var from = 0; from < Modules; from++)
            {
                var to = from;
                while (to < Modules && rows[row][to])
                {
                    to++;
                }

                if (to > from)
                {
                    runs.Add((from, row, to - from));
                    from = to;
                }
            }
        }
    }

    /// <summary>Along one side, with the white around it.</summary>
    public int Modules { get; }

    public static QrSymbol Of(string text)
    {
        using var generator = new QRCodeGenerator();
        var isDense = text.All(one => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".Contains(one, StringComparison.Ordinal)); // mode of 45 signs
        var (version, level) = Sizes.GetOrAdd((text.Length, isDense), _ => SizeOf(generator, text));
        return new(generator.CreateQrCode(text, level, requestedVersion: version));
    }

    private static (int Version, ECCLevel Level) SizeOf(QRCodeGenerator generator, string text)
    {
        var version = generator.CreateQrCode(text, ECCLevel.M).Version;
        foreach (var more in (ECCLevel[])[ECCLevel.H, ECCLevel.Q])
        {
            try
            {
                generator.CreateQrCode(text, more, requestedVersion: version);
                return (version, more);
            }
            catch (QRCoder.Exceptions.DataTooLongException)
            {
                // the next lower level
            }
        }

        return (version, ECCLevel.M);
    }

    /// <summary>The symbol with the white around it; its corner and the side of a module in points.</summary>
    public Mark.Modules At(double left, double top, double module) => new(left, top, module, runs);
}
