namespace Ispeed.TestPoint.Settings;

/// <summary>Why the program cannot start. The numbers are exit codes that scripts rely on: never renumber.</summary>
internal enum StartUpFault
{
    PortInUse = 10,
    NoPermission = 11,
    BadCertificate = 12,
    DataFolder = 13,
    HubRefused = 14,
    Settings = 15,
}

/// <summary>The program cannot start: a plain sentence, and what to do.</summary>
internal sealed class StartUpFailure(StartUpFault fault, string sentence, string advice) : Exception($"{sentence} {advice}")
{
    public StartUpFault Fault { get; } = fault;

    public string Sentence { get; } = sentence;

    public string Advice { get; } = advice;
}
