namespace Ispeed.Statistics.Resampling;

/// <summary>The sample of one device in one cell, with the device, so that it is drawn as a whole.</summary>
/// <param name="Device">The device's number; the same wherever it appears.</param>
/// <param name="Value">In the unit of the quantity; finite.</param>
/// <param name="Weight">What it stands for; not negative.</param>
public readonly record struct DeviceValue(long Device, double Value, double Weight = 1);
