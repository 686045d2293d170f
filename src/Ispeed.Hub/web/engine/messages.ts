import type {
  Access,
  AccessSource,
  ClientSoftware,
  Direction,
  Location,
  MeasuredServer,
  OperatorHint,
  Participant,
  RunPhase,
  Submission,
} from './wire.ts';

/** What the page asks its worker to measure. */
export interface RunOptions {
  readonly id: string;
  readonly device: string;
  readonly access: Access;
  readonly accessSource: AccessSource;
  readonly area: string | null;
  readonly location: Location | null;
  /** The referral code that the run counts for, and as whom the person measures. */
  readonly code: string | null;
  readonly participant: Participant | null;
  readonly client: ClientSoftware;
  /** Origin of the hub's API; empty for the page's own. */
  readonly hub: string;
  /** An open test point to measure against without the hub; null: the hub's candidates. */
  readonly point: string | null;
  /** The page came over TLS, so that only `wss` can be opened. */
  readonly secure: boolean;
  /** The most that the page has promised, IP layer; a smaller budget of the hub wins. */
  readonly budgetBytes: number;
  /** The browser is WebKit, whose WebSockets are the limit sooner than others'. */
  readonly webKit: boolean;
}

export type ToWorker =
  | { readonly kind: 'start'; readonly options: RunOptions }
  | { readonly kind: 'stop'; readonly why: 'abandoned' | 'hidden' };

export type FromWorker =
  | { readonly kind: 'phase'; readonly phase: RunPhase }
  | { readonly kind: 'server'; readonly server: MeasuredServer; readonly operator: OperatorHint | null; readonly budgetBytes: number }
  | { readonly kind: 'latency'; readonly idleMs: number }
  | { readonly kind: 'progress'; readonly direction: Direction; readonly mbps: number; readonly seconds: number; readonly bytes: number }
  | { readonly kind: 'figure'; readonly direction: Direction; readonly mbps: number }
  | { readonly kind: 'done'; readonly submission: Submission }
  | { readonly kind: 'crashed'; readonly message: string };
