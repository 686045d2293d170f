/** The constants of the warm-up and stop rule, method 1 (spec/method.md). Times in microseconds. */
export interface StopRuleOptions {
  /** Idle round-trip time of the line: steps, windows and blocks scale with it. */
  readonly rttMicros: number;
  /** The most payload bytes that this direction may cost. */
  readonly budgetBytes: number;
  /** Bytes that can still arrive after a stop besides one round trip of the current rate. */
  readonly tailBytes: number;
  readonly confirmFastPath: boolean;
  readonly useFastPath: boolean;
  readonly confirmAfterMicros: number;
  readonly intervalTarget: number;
  /** Whether a line that moves is sampled instead of flooded. */
  readonly useSampling: boolean;
  /** Whether the quiet line's echoes already vary: whatever a moment shows, the line is sampled. */
  readonly isRestless: boolean;
  /** Relative half-width of the 95 % interval at which the sampling of a line stops. */
  readonly sampledTarget: number;
  readonly sampleAfterMicros: number;
  readonly restlessSampleAfterMicros: number;
  readonly longestSamplingMicros: number;
  readonly longestMicros: number;
  /** The same where segments are lost: delivery in order is then too restless to become sure of. */
  readonly longestLossyMicros: number;
  readonly longestWarmUpMicros: number;
  /** No printed interval is narrower than this share of the figure: framing and clock are not known better. */
  readonly intervalFloor: number;
}

const method1 = {
  tailBytes: 65_536,
  confirmFastPath: true,
  useFastPath: true,
  confirmAfterMicros: 120_000,
  intervalTarget: 0.1,
  useSampling: true,
  isRestless: false,
  sampledTarget: 0.05,
  sampleAfterMicros: 600_000,
  restlessSampleAfterMicros: 400_000,
  longestSamplingMicros: 10_000_000,
  longestMicros: 3_000_000,
  longestLossyMicros: 2_000_000,
  longestWarmUpMicros: 2_500_000,
  intervalFloor: 0.01,
} as const;

export function stopRuleOptions(given: Pick<StopRuleOptions, 'rttMicros' | 'budgetBytes'> & Partial<StopRuleOptions>): StopRuleOptions {
  return { ...method1, ...given };
}

export const stepMicros = (options: StopRuleOptions): number => Math.max(20_000, Math.trunc(options.rttMicros / 4));
export const windowMicros = (options: StopRuleOptions): number => Math.max(100_000, options.rttMicros);
export const plateauMicros = (options: StopRuleOptions): number => Math.max(200_000, 4 * options.rttMicros);
export const blockMicros = (options: StopRuleOptions): number => Math.max(50_000, options.rttMicros);
/** Time between the begins of two samples of a download, an eighth of which fills the line. */
export const downSlotMicros = (options: StopRuleOptions): number => Math.max(400_000, 4 * options.rttMicros);
export const downBurstMicros = (options: StopRuleOptions): number => Math.trunc(downSlotMicros(options) / 8);
/** The same of an upload, a sixth: a loss-based sender forgets its window in a silence of one retransmission timeout (RFC 5681 section 4.1). */
export const upSlotMicros = (options: StopRuleOptions): number => 200_000 + options.rttMicros;
export const upBurstMicros = (options: StopRuleOptions): number => Math.trunc(upSlotMicros(options) / 6);
/** Whether no moment of a flood may end it. */
export const mistrustsMoments = (options: StopRuleOptions): boolean => options.isRestless && options.useSampling;
