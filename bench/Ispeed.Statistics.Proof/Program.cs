using System.Globalization;
using Ispeed.Statistics.Proof;

// statistics [--data FILE.csv[.gz]]… [--cells N] [--seed N] [--cost COMMUNES]: prints Markdown tables. Without --data only
// what is simulated; --cost adds how long the heavier functions take in a country of 34 provinces of so many communes.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (files, cells, seed, communes) = (new List<string>(), 1000, 20261125, 0);
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--data":
            files.Add(args[i + 1]);
            break;
        case "--cells" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0:
            cells = number;
            break;
        case "--seed" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number):
            seed = number;
            break;
        case "--cost" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0:
            communes = number;
            break;
        default:
            return Usage();
    }
}

if (args.Length % 2 != 0)
{
    return Usage();
}

if (files.Find(file => !File.Exists(file)) is { } missing)
{
    Console.Error.WriteLine($"There is no file {missing}.");
    return 2;
}

Tables.Simulated(cells, seed);
foreach (var file in files)
{
    try
    {
        Tables.Measured(Path.GetFileName(file), SpeedTests.Read(file), cells, seed);
    }
    catch (FormatException wrong) // the file is not of the shape that is asked for; the message names the line
    {
        Console.Error.WriteLine(wrong.Message);
        return 2;
    }
}

if (communes > 0)
{
    Cost.Print(communes, seed);
}

return 0;

static int Usage()
{
    Console.Error.WriteLine(
        "statistics [--data FILE.csv[.gz]]… [--cells N] [--seed N] [--cost COMMUNES]   columns: user,operator,region,city,mbps"
    );
    return 2;
}
