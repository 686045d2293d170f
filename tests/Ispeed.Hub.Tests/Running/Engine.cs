namespace Ispeed.Hub.Tests.Running;

/// <summary>The databases that the hub runs on.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>Every store test runs on both; an engine that is not there shows as skipped.</summary>
public sealed class BothEngines : TheoryData<Engine>
{
    public BothEngines() => AddRange(Engine.Sqlite, Engine.Postgres);
}
