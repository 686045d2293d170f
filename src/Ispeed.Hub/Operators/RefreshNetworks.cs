using Ispeed.Hub.Store;

namespace Ispeed.Hub.Operators;

/// <summary>
/// <c>ispeed-hub operators refresh FILE…</c>: another table of networks, from an <c>asn.bin</c> or from lists of spans, all or nothing. It is
/// kept in the data folder and stands above the shipped one; a hub that runs takes it up within a minute.
/// </summary>
internal static class RefreshNetworks
{
    public const string FileName = "asn.bin";
    private const int MostSaid = 20;
    private const int LeastShare = 80; // per cent of the addresses that the present table knows

    /// <summary>What was refreshed, in a sentence.</summary>
    /// <exception cref="StartRefused">The table has faults or holes; the message names them.</exception>
    public static string Run(
        IReadOnlyList<(string Name, byte[] Content)> files,
        OperatorDirectory operators,
        DateOnly today,
        DataFolder folder
    )
    {
        var file = files is [(_, var only)] && only.AsSpan().StartsWith(AsnTable.Magic) ? only : OfSpans(files, operators.Networks, today);
        if (!AsnTable.TryRead(file, out var next))
        {
            throw new StartRefused($"{files[0].Name} is damaged or of another version. The table of networks stays as it is.");
        }

        var holes = Holes(operators.Networks, next, operators.On(today));
        if (holes.Count > 0)
        {
            throw new StartRefused($"The table has holes and was not taken over:\n{string.Join('\n', holes.Take(MostSaid))}");
        }

        var path = folder.File(FileName);
        var beside = folder.File($".{FileName}-{Guid.CreateVersion7():N}");
        try
        {
            File.WriteAllBytes(beside, file);
            File.Move(beside, path, overwrite: true); // whole or not at all, whoever reads it meanwhile
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{path}' cannot be written: {refused.Message}", refused);
        }

        return $"{next.Networks} networks as of {next.Date:yyyy-MM-dd}, before {operators.Networks.Networks} as of {operators.Networks.Date:yyyy-MM-dd}";
    }

    /// <summary>The table in the data folder, when one is there that is not older than the shipped one.</summary>
    public static AsnTable? ReadKept(DataFolder folder)
    {
        try
        {
            return AsnTable.TryRead(File.ReadAllBytes(folder.File(FileName)), out var table) ? table : null;
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException) // none was ever refreshed
        {
            return null;
        }
    }

    private static byte[] OfSpans(IReadOnlyList<(string Name, byte[] Content)> files, AsnTable present, DateOnly today)
    {
        var (spans, faults) = (new AsnSpans(), new List<string>());
        foreach (var (name, content) in files)
        {
            spans.Read(name, content, faults);
        }

        return faults.Count == 0
            ? AsnTableFile.Of(today, spans, present)
            : throw new StartRefused(
                $"The table was not taken over: {faults.Count} faults.\n{string.Join('\n', faults.Take(MostSaid))}{(faults.Count > MostSaid ? $"\n… and {faults.Count - MostSaid} more" : "")}"
            );
    }

    /// <summary>What the present table knows and the next one does not: networks of operators, and addresses by their number.</summary>
    private static List<string> Holes(AsnTable present, AsnTable next, OperatorTable operators)
    {
        var (before, after) = (present.Sizes(), next.Sizes());
        var holes = before
            .Where(network =>
                network.Key != 0 && operators.Knows(network.Key) && !operators.IsTunnel(network.Key) && !after.ContainsKey(network.Key)
            )
            .Select(network => $"AS{network.Key} of an operator announced addresses as of {present.Date:yyyy-MM-dd} and announces none now")
            .ToList();
        var (known, kept) = (Announced(present), Announced(next));
        foreach (var (family, was, now) in new[] { ("IPv4", known.V4, kept.V4), ("IPv6", known.V6, kept.V6) })
        {
            if (now * 100 < was * LeastShare)
            {
                holes.Insert(
                    0,
                    $"only {(was == 0 ? 0 : now * 100 / was)} per cent of the {family} addresses of {present.Date:yyyy-MM-dd} belong to a network"
                );
            }
        }

        return holes;
    }

    private static (UInt128 V4, UInt128 V6) Announced(AsnTable table)
    {
        var (v4, v6) = (UInt128.Zero, UInt128.Zero);
        for (var i = 0; i < table.V4.Starts.Length; i++)
        {
            var end = i + 1 < table.V4.Starts.Length ? table.V4.Starts.Span[i + 1] : 1UL << 32;
            v4 += table.NetworkAt(table.V4.Places.Span[i]).Asn == 0 ? 0 : end - table.V4.Starts.Span[i];
        }

        for (var i = 0; i < table.V6.Starts.Length; i++)
        {
            var end = i + 1 < table.V6.Starts.Length ? table.V6.Starts.Span[i + 1] : UInt128.One << 64;
            v6 += table.NetworkAt(table.V6.Places.Span[i]).Asn == 0 ? 0 : end - table.V6.Starts.Span[i];
        }

        return (v4, v6);
    }
}
