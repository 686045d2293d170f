using Ispeed.Figures.Bench;

// bench/api and bench/publication build and start this: api …, publication …; the last three are steps of publication, each a process of its own.
var options = new Options(args);
switch (args.FirstOrDefault())
{
    case "api":
        await ReadFigures.RunAsync(options);
        return 0;
    case "publication":
        return await PublicationTable.RunAsync(options);
    case "fill":
        await MonthSteps.FillAsync(options.Data, options.Number("--rows", 150_000));
        return 0;
    case "publish":
        await MonthSteps.PublishAsync(options.Data, options.Number("--day", 50_000));
        return 0;
    case "again":
        await MonthSteps.AgainAsync(options.Data);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Start it with bench/api or bench/publication.");
        return 2;
}
