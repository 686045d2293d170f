// What travels between browser, test point and hub (spec/protocol.md); the same names as Ispeed.Measure and Ispeed.Measure.Wire.

export type Access = 'unknown' | 'fixed' | '2g' | '3g' | '4g' | '5g' | 'wifi';
export type AccessSource = 'none' | 'declared' | 'browser';
export type Participant = 'staff' | 'relative' | 'citizen';
export type Direction = 'down' | 'up';
export type StopReason = 'stable' | 'interval' | 'time' | 'budget' | 'user' | 'error';
export type RunPhase = 'choose' | 'latency' | 'download' | 'upload' | 'report';
export type FailureReason = 'unreachable' | 'refused' | 'broken' | 'abandoned' | 'stalled' | 'protocol' | 'no-point' | 'hidden';

export interface Failure {
  readonly reason: FailureReason;
  readonly phase: RunPhase;
  readonly message: string;
}

export interface MeasuredServer {
  readonly id: string | null;
  readonly name: string;
  readonly url: string;
}

export interface Throughput {
  readonly mbps: number;
  readonly low: number;
  readonly high: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly stoppedBy: StopReason;
}

export interface Latency {
  readonly idleMs: number;
  readonly loadedDownMs: number | null;
  readonly loadedUpMs: number | null;
  readonly jitterMs: number | null;
  readonly minMs?: number | null;
  readonly pdv95Ms?: number | null;
  readonly grade?: string | null;
  readonly shortRpm?: number | null;
}

export interface Loss {
  readonly downPercent: number | null;
  readonly upPercent: number | null;
  readonly downLow: number | null;
  readonly downHigh: number | null;
  readonly upLow: number | null;
  readonly upHigh: number | null;
  readonly probes: number;
}

/** What bounded a figure besides the line itself. */
export type Limitation =
  | 'cpu'
  | 'background'
  | 'slow-wifi'
  | 'slow-port'
  | 'vpn'
  | 'app-limited'
  | 'rwnd-limited'
  | 'sndbuf-limited'
  | 'browser'
  | 'test-point';

export interface Measurement {
  readonly id: string;
  readonly startedAt: string;
  readonly server: MeasuredServer | null;
  readonly method: '1';
  readonly download: Throughput | null;
  readonly upload: Throughput | null;
  readonly latency: Latency | null;
  readonly loss: Loss | null;
  readonly bytesTotal: number;
  readonly link: string | null;
  readonly error: Failure | null;
  readonly family?: 4 | 6 | null;
  readonly limitedBy?: readonly Limitation[];
}

/** What the kernels and the processor say of a load; what was not seen is null. */
export interface LoadConditions {
  readonly congestionControl: string | null;
  readonly minRttMicros: number | null;
  readonly bytesRetransmitted: number | null;
  readonly applicationLimited: number | null;
  readonly receiverLimited: number | null;
  readonly senderLimited: number | null;
  readonly cpuShare: number | null;
  readonly longestGapMicros: number | null;
}

/** Datagrams of one part of a run. */
export interface ProbeCount {
  readonly phase: RunPhase;
  readonly sent: number;
  readonly received: number;
  readonly answered: number;
}

/** A span of the curve that counts. */
export interface CountedSpan {
  readonly fromMicros: number;
  readonly toMicros: number;
}

export interface Curve {
  readonly streams: number;
  readonly rttMicros: number;
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly bytesAfterStop: number;
  readonly stepMillis: number;
  readonly series: readonly number[];
  readonly conditions?: LoadConditions | null;
  /** What counts in the figure, in order, on multiples of the step; null: from t0 to the end. */
  readonly spans?: readonly CountedSpan[] | null;
  /** Points of the curve that were really seen within the spans. */
  readonly points?: number | null;
}

export interface MeasurementDetail {
  readonly down: Curve | null;
  readonly up: Curve | null;
  readonly idleMs: readonly number[];
  readonly loadedDownMs: readonly number[];
  readonly loadedUpMs: readonly number[];
  readonly latencyOver: 'websocket' | null;
  readonly probes: readonly ProbeCount[];
  readonly budgetBytes: number;
}

export interface Location {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyMeters: number;
}

export interface ClientSoftware {
  readonly name: 'ispeed-web';
  readonly version: string;
  readonly system: string;
}

export interface Submission {
  readonly device: string;
  readonly ticket: string | null;
  readonly access: Access;
  readonly accessSource: AccessSource;
  readonly area: string | null;
  readonly location: Location | null;
  readonly client: ClientSoftware;
  readonly measurement: Measurement;
  readonly detail: MeasurementDetail | null;
  readonly record: string | null;
  readonly group?: string | null;
  /** The referral code as its seven symbols. */
  readonly code?: string | null;
  readonly participant?: Participant | null;
}

export interface SubmissionAnswer {
  readonly id: string;
  readonly link: string;
  readonly proof: 'claimed' | 'observed' | 'attested' | 'disputed';
}

export interface OperatorHint {
  readonly code: string | null;
  readonly name: string;
  readonly asn: number;
}

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly operator: string | null;
  readonly url: string | null;
  readonly secureUrl: string | null;
  readonly load: number;
  readonly place?: 'on-net' | 'exchange' | 'other-net' | 'abroad' | null;
}

export interface TicketAnswer {
  readonly ticket: string;
  readonly expires: string;
  readonly budgetBytes: number;
  readonly operator: OperatorHint | null;
  readonly candidates: readonly Candidate[];
}

export interface PointHello {
  readonly point: string;
  readonly name: string;
  readonly version: string;
  readonly open: boolean;
  readonly busy: boolean;
}

export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string | null;
  readonly tryThese?: readonly string[] | null;
}

/** What a client asks of one download stream: to send so much less that its queue is used up in `EndsIn` microseconds, or `Send` payload bytes more and then to wait. */
export interface LoadWish {
  readonly EndsIn?: number;
  readonly Send?: number;
}

/** The part of throughput1's message that decisions are made from. */
export interface ThroughputMessage {
  readonly Ispeed?: { readonly RunTime: number; readonly RunBytes: number; readonly LeftStartUp: boolean } | null;
  readonly TCPInfo?: { readonly BytesAcked: number; readonly BytesRetrans: number } | null;
}

/** One direction in the test point's sealed record. */
export interface RunSide {
  readonly bytes: number;
  readonly inFlight: number;
  readonly congestionControl: string | null;
  readonly minRttMicros: number;
  readonly bytesRetransmitted: number;
  readonly busyMicros: number;
  readonly receiverLimitedMicros: number;
  readonly senderLimitedMicros: number;
}

export interface RunRecord {
  readonly run: string;
  readonly point: string;
  /** This device's address as the test point saw it. */
  readonly address: string;
  readonly down: RunSide | null;
  readonly up: RunSide | null;
}

/** The limits of spec/protocol.md that a browser meets. */
export const limits = {
  clientStallMs: 2500,
  pingsPerConnection: 1000,
  longestLoadMs: 20_000,
  largestUploadMessageBytes: 1 << 24,
} as const;
