import type { FailureReason } from './wire.ts';

/** Sentences for whoever reads the raw result; pages translate from the reason. */
const sentences: Record<FailureReason, string> = {
  unreachable: 'No answer from the network. Check the connection and measure again.',
  refused: 'The test point refused the run. Try again in a few minutes.',
  broken: 'The connection broke during the run. Measure again.',
  abandoned: 'The run was stopped before it was complete.',
  stalled: 'No data moved for 2.5 seconds. Try again where the signal is better.',
  protocol: 'The other side answered in a way that the protocol does not allow.',
  'no-point': 'No test point is offered at the moment. Try again in a few minutes.',
  hidden: 'The page was hidden, so that nothing can be said about the line. Keep it on the screen.',
};

/** A run that cannot go on. A result, not a defect: run() turns it into the measurement's error. */
export class RunFailure extends Error {
  readonly reason: FailureReason;
  /** Test points that a busy one names instead of itself, by their ids. */
  readonly tryThese: readonly string[];

  constructor(reason: FailureReason, detail?: string, tryThese: readonly string[] = []) {
    super(detail ? `${sentences[reason]} (${detail})` : sentences[reason]);
    this.reason = reason;
    this.tryThese = tryThese;
  }
}
