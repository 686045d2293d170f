using QRCoder;
using static QRCoder.QRCodeGenerator;

namespace Ispeed.Hub.Documents.Charts;

/// <summary>A QR symbol (ISO/IEC 18004), as small as its text allows and then with as much redundancy as fits into that size.</summary>
internal sealed class QrSymbol
{
    /// <summary>Modules of white around it, which ISO/IEC 18004 asks for.</summary>
    public const int Quiet = 4;

    private const double Overlap = 0.02; // of a module: no renderer shows a seam between rows

    private readonly List<System.Collections.BitArray> rows; // with the white around

    private QrSymbol(QRCodeData data) => rows = data.ModuleMatrix;

    /// <summary>Along one side, with the white around it.</summary>
    public int Modules => rows.Count;

    public static QrSymbol Of(string text)
    {
        using var generator = new QRCodeGenerator();
        var smallest = generator.CreateQrCode(text, ECCLevel.M);
        foreach (var more in (ECCLevel[])[ECCLevel.H, ECCLevel.Q])
        {
            try
            {
                return new(generator.CreateQrCode(text, more, requestedVersion: smallest.Version));
            }
            catch (QRCoder.Exceptions.DataTooLongException)
            {
                // the next lower level
            }
        }

        return new(smallest);
    }

    /// <summary>Dark modules as bars, neighbours of a row together, with the white around it.</summary>
    /// <param name="left">Of the white around it, points.</param>
    /// <param name="top">Of the white around it, points.</param>
    /// <param name="module">Side of a module, points.</param>
    public IEnumerable<Mark> Marks(double left, double top, double module)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            for (var from = 0; from < rows.Count; from++)
            {
                if (!rows[row][from])
                {
                    continue;
                }

                var to = from;
                while (to < rows.Count && rows[row][to])
                {
                    to++;
                }

                yield return new Mark.Bar(left + from * module, top + row * module, (to - from) * module, module * (1 + Overlap), 0);
                from = to;
            }
        }
    }
}
