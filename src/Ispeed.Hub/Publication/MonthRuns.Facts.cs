using Ispeed.Measure;

namespace Ispeed.Hub.Publication;

/// <summary>One run of a month.</summary>
internal sealed partial class MonthRuns
{
    /// <summary>What a run is counted by.</summary>
    internal struct Facts
    {
        public const int Nowhere = -1;

        public int Device;
        public int NextOfDevice;
        public int Area;
        public int OwnFlags;
        public int Flags;
        public int StoredFlags;
        public long StartedAt;
        public long Lasted;
        public long Bytes;
        public Guid Id;
        public Guid DeviceId;
        public byte Operator;
        public byte Day;
        public bool IsPeak;
        public bool IsInCampaign;

        /// <summary>Measured against a point in the operator's own network.</summary>
        public bool IsOnNet;
        public bool IsWhole;
        public bool HasDownload;
        public Access Access;
        public FailureReason? Failure;
        public RunPhase? FailedIn;

        public readonly bool IsValid => IsWhole && HasDownload && Flags == 0;

        /// <summary>What the bootstrap draws the device by: the same in every month and process.</summary>
        public readonly long DeviceKey => KeyOf(DeviceId);

        public readonly bool IsMobile => Access is Access.Mobile2G or Access.Mobile3G or Access.Mobile4G or Access.Mobile5G;
    }
}
