using System.CommandLine;
using System.Net.Sockets;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Exports;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Reminders;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Connections;

namespace Ispeed.Hub;

/// <summary><c>ispeed-hub</c>: serves until it is told to stop. The options stand above the settings of the same name.</summary>
internal static class ServeCommand
{
    /// <summary>Shared by every command: where database and keys are.</summary>
    public static Option<string?> Data { get; } =
        new("--data")
        {
            Description = "Folder of the database and the keys (default ./data). Setting: Data",
            HelpName = "DIR",
            Recursive = true,
        };

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Where to listen, for example http://localhost:8080 (the default). Setting: Urls",
        HelpName = "URL",
    };

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "The hub of i-Speed: gives out tickets, takes results in, publishes figures.\nSettings come from appsettings.json and the environment (Store__Provider, Store__Connection, Proxies__0 …); docs/operations.md lists them."
        )
        {
            Data,
            Urls,
        };
        root.SetAction((parsed, cancellationToken) => StartRefusals.SayAsync(() => ServeAsync(SettingsOf(parsed), cancellationToken)));
        root.Add(FillDemonstration.Create());
        root.Add(new Command("areas", "The areas that this hub knows, on every day") { ImportAreas.Create(), CheckAreas.Create() });
        root.Add(OperatorsCommand.Create());
        root.Add(ExportData.Create());
        foreach (var command in PublishCommand.Create())
        {
            root.Add(command);
        }

        root.Add(AccountCommands.Create());
        root.Add(AuditCommands.Create());
        root.Add(OrganisationCommands.Create());
        root.Add(CampaignCommands.Create());
        root.Add(CampaignCommands.CreateCodes());
        root.Add(ReminderCommands.Create());
        root.Add(ExportRound.Create());
        return root;
    }

    /// <summary>What was given on the command line, as settings.</summary>
    public static Dictionary<string, string?> SettingsOf(ParseResult parsed)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(Data) is { Length: > 0 } data)
        {
            settings["Data"] = data;
        }

        if (parsed.GetValue(Urls) is { Length: > 0 } urls)
        {
            settings["Urls"] = urls;
        }

        return settings;
    }

    private static async Task ServeAsync(Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        await using var app = HubHost.Build(settings);
        await app.PrepareAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new StartRefused(
                $"The address is in use by another program: {taken.Message} Give another one with --urls http://localhost:PORT.",
                taken
            );
        }
        catch (SocketException refused)
        {
            throw new StartRefused(
                $"The hub cannot listen on '{string.Join(", ", app.Urls)}': {refused.Message}. Give another address with --urls http://localhost:PORT.",
                refused
            );
        }
        catch (FormatException unreadable)
        {
            throw new StartRefused($"--urls cannot be read: {unreadable.Message}. It takes for example http://localhost:8080.", unreadable);
        }

        await app.WaitForShutdownAsync(cancellationToken);
    }
}
