using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Ispeed.Hub.Store;

/// <summary>Instants as UTC ticks on both databases: they sort as time, and no digit is lost. EF's own conversion to a number sorts by local time.</summary>
internal sealed class UtcTicks()
    : ValueConverter<DateTimeOffset, long>(instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
