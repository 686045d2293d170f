using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Exports;

/// <summary>
/// <c>ispeed-hub export --campaign KEY --round 2026-11 --out DIR</c>: every paper of a month. The folder appears as a whole, or not at all; one that an earlier export
/// made is replaced as a whole.
/// </summary>
internal static class ExportRound
{
    /// <summary>The list of the files with their checksums, by which a folder is known as an export's.</summary>
    public const string ListName = "danh-muc.csv";

    private static readonly Option<string> Which = new("--campaign")
    {
        Description = "Key of the campaign, for example kh-2026",
        HelpName = "KEY",
        Required = true,
    };

    private static readonly Option<string> Round = new("--round")
    {
        Description = "The month",
        HelpName = "YYYY-MM",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "Folder for the papers; made, or replaced if an export made it",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<Uri?> Link = new("--link")
    {
        Description = "Address that people open, for example https://i-speed.vn: adds posters and slips with QR codes",
        HelpName = "URL",
        CustomParser = parsed =>
        {
            if (Uri.TryCreate(parsed.Tokens.Single().Value, UriKind.Absolute, out var link) && link.Scheme is "http" or "https")
            {
                return link;
            }

            parsed.AddError("--link takes an address, for example https://i-speed.vn.");
            return null;
        },
    };

    private static readonly Option<string?> Symbol = Wish(
        "--symbol",
        "What follows the number (default: key of the issuer), for example SVHTT-VP"
    );
    private static readonly Option<string?> Place = Wish("--place", "Where it is issued (default: the issuer's province)");
    private static readonly Option<string?> Authority = Wish(
        "--authority",
        "By whose authority it is signed, for example \"KT. GIÁM ĐỐC\""
    );
    private static readonly Option<string?> Position = Wish("--position", "What the signer is, for example \"PHÓ GIÁM ĐỐC\"");
    private static readonly Option<string?> Signer = Wish("--signer", "Name of the signer (default: room for it)");
    private static readonly Option<string?> File = Wish("--file", "Where the copy stays (default VT), for example \"VT, VP\"");

    public static Command Create()
    {
        var command = new Command(
            "export",
            "Write all papers of a month: letters, reports, appendices and tables as .docx, .pdf, .xlsx and .csv"
        )
        {
            Which,
            Round,
            Out,
            Link,
            Symbol,
            Place,
            Authority,
            Position,
            Signer,
            File,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    var figures = await ReadAsync(
                        app.Services,
                        parsed.GetRequiredValue(Which),
                        Administration.MonthOf(parsed.GetRequiredValue(Round)),
                        cancellationToken
                    );
                    var papers = RoundPapers.Of(figures, WishesOf(parsed), parsed.GetValue(Link));
                    var folder = parsed.GetRequiredValue(Out).FullName;
                    var written = await WriteAsync(papers, folder, Console.Error, cancellationToken);
                    Console.WriteLine(
                        string.Create(CultureInfo.InvariantCulture, $"{papers.Count} files, {written / 1e6:0.0} MB: {folder}")
                    );
                })
        );
        return command;
    }

    /// <exception cref="StartRefused">There is no such campaign or month.</exception>
    public static async Task<RoundFigures> ReadAsync(
        IServiceProvider services,
        string key,
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(cancellationToken);
        var campaign =
            await db
                .Campaigns.AsNoTracking()
                .SingleOrDefaultAsync(Guid.TryParse(key, out var id) ? one => one.Id == id : one => one.Key == key, cancellationToken)
            ?? throw new StartRefused(
                $"There is no campaign '{key}'. There are: {string.Join(", ", (await db.Campaigns.Select(one => one.Key).ToListAsync(cancellationToken)).Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}."
            );
        return await ReadRound.ReadAsync(
                db,
                services.GetRequiredService<Areas.AreaDirectory>(),
                services.GetRequiredService<OperatorDirectory>(),
                campaign,
                month,
                cancellationToken
            )
            ?? throw new StartRefused(
                $"The campaign '{campaign.Key}' has no units in {month:yyyy-MM}. Its first month is {campaign.FirstMonth:yyyy-MM}; open this month's rounds with: ispeed-hub campaigns rounds"
            );
    }

    /// <summary>Writes into a folder beside the one that is asked for, and puts it in its place once it is whole.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="StartRefused">The folder holds files of somebody else, or cannot be written.</exception>
    public static async Task<long> WriteAsync(
        IReadOnlyList<Paper> papers,
        string folder,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var (part, old) = (target + ".part", target + ".old");
        RefuseForeign(target);
        try
        {
            Delete(part);
            var written = await WritePartAsync(papers, part, progress, cancellationToken);
            Delete(old);
            if (Directory.Exists(target))
            {
                Directory.Move(target, old);
            }

            Directory.Move(part, target);
            Delete(old);
            return written;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{target}' cannot be written: {refused.Message}", refused);
        }
        finally
        {
            DeleteQuietly(part); // after an end in the middle: nothing half is left
        }
    }

    private static async Task<long> WritePartAsync(
        IReadOnlyList<Paper> papers,
        string part,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(part);
        var lines = new (long Bytes, string Hash)[papers.Count];
        var (done, told) = (0, 0);
        // Liveness: as many papers at once as there are processors, each bounded by what it shows; cancelling ends before the next one.
        await Parallel.ForAsync(
            0,
            papers.Count,
            cancellationToken,
            async (at, ending) =>
            {
                var content = papers[at].Write();
                var path = Path.Combine(part, papers[at].Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await System.IO.File.WriteAllBytesAsync(path, content, ending);
                lines[at] = (content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
                var percent = 100 * Interlocked.Increment(ref done) / papers.Count;
                if (percent / 10 > Volatile.Read(ref told) && Interlocked.Exchange(ref told, percent / 10) < percent / 10)
                {
                    progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {papers.Count} files"));
                }
            }
        );
        var list = SheetWriter.Csv([
            ["file", "bytes", "sha256"],
            .. papers.Select((paper, at) => (IReadOnlyList<object?>)[paper.Name, lines[at].Bytes, lines[at].Hash]),
        ]);
        await System.IO.File.WriteAllBytesAsync(Path.Combine(part, ListName), list, cancellationToken);
        return lines.Sum(line => line.Bytes);
    }

    // A folder with anything that no export wrote is somebody's work.
    private static void RefuseForeign(string target)
    {
        if (!Directory.Exists(target))
        {
            return;
        }

        var list = Path.Combine(target, ListName);
        var known = System.IO.File.Exists(list)
            ? System
                .IO.File.ReadAllText(list, Encoding.UTF8)
                .Split("\r\n")
                .Select(line => line.Split(',')[0].Trim('"'))
                .ToHashSet(StringComparer.Ordinal)
            : [];
        var foreign = Directory
            .EnumerateFiles(target, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(target, file).Replace(Path.DirectorySeparatorChar, '/'))
            .FirstOrDefault(file => file != ListName && !known.Contains(file));
        if (foreign is not null)
        {
            throw new StartRefused($"'{target}' holds '{foreign}', which no export wrote. Give a new folder with --out.");
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void DeleteQuietly(string folder)
    {
        try
        {
            Delete(folder);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // the first failure is the one that is told; the next export deletes it
        }
    }

    private static OfficeWishes WishesOf(ParseResult parsed) =>
        new(
            parsed.GetValue(Symbol),
            parsed.GetValue(Place),
            parsed.GetValue(Authority),
            parsed.GetValue(Position),
            parsed.GetValue(Signer),
            parsed.GetValue(File)
        );

    private static Option<string?> Wish(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };
}
