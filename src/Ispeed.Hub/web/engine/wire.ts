// What travels between browser, test point and hub (spec/protocol.md); the same names as Ispeed.Measure and Ispeed.Measure.Wire.

export type Access = 'unknown' | 'fixed' | '2g' | '3g' | '4g' | '5g' | 'wifi';
export type AccessSource = 'none' | 'declared' | 'browser';
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
}

export interface Measurement {
  readonly id: string;
  readonly startedAt: string;
  readonly server: MeasuredServer | null;
  readonly method: '1';
  readonly download: Throughput | null;
  readonly upload: Throughput | null;
  readonly latency: Latency | null;
  /** Datagrams are not to be had in a browser: never measured here. */
  readonly loss: null;
  readonly bytesTotal: number;
  readonly link: string | null;
  readonly error: Failure | null;
}

export interface Curve {
  readonly streams: number;
  readonly rttMicros: number;
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly bytesAfterStop: number;
  readonly stepMillis: number;
  readonly series: readonly number[];
}

export interface MeasurementDetail {
  readonly down: Curve | null;
  readonly up: Curve | null;
  readonly idleMs: readonly number[];
  readonly loadedDownMs: readonly number[];
  readonly loadedUpMs: readonly number[];
  readonly latencyOver: 'websocket' | null;
  readonly probesSent: number;
  readonly probesAnswered: number;
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
}

/** The part of throughput1's message that decisions are made from. */
export interface ThroughputMessage {
  readonly Ispeed?: { readonly RunTime: number; readonly RunBytes: number; readonly LeftStartUp: boolean } | null;
}

/** One direction in the test point's sealed record. */
export interface RunSide {
  readonly bytes: number;
  readonly inFlight: number;
}

export interface RunRecord {
  readonly run: string;
  readonly point: string;
  readonly down: RunSide | null;
  readonly up: RunSide | null;
}

/** The limits of spec/protocol.md that a browser meets. */
export const limits = {
  clientStallMs: 2500,
  longestLoadMs: 20_000,
  largestUploadMessageBytes: 1 << 24,
} as const;
