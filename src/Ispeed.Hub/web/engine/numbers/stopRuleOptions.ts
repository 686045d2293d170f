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
  readonly sampleAfterMicros: number;
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
  confirmAfterMicros: 200_000,
  intervalTarget: 0.1,
  useSampling: true,
  sampleAfterMicros: 600_000,
  longestSamplingMicros: 7_000_000,
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
export const burstMicros = (options: StopRuleOptions): number => Math.max(100_000, options.rttMicros);
/** Time between the begins of two samples: three quarters of it the line is left alone. */
export const slotMicros = (options: StopRuleOptions): number => 4 * burstMicros(options);
