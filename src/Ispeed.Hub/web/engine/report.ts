import type { ThroughputMessage } from './wire.ts';

/** What a test point's report says of all streams of a direction, on the point's clock. */
export interface Report {
  readonly runTime: number;
  readonly runBytes: number;
  readonly leftStartUp: boolean;
}

/** Reads a text message of throughput1; null when it is of another kind, or its numbers cannot be counts. */
export function reportOf(text: string): Report | null {
  try {
    const facts = (JSON.parse(text) as ThroughputMessage | null)?.Ispeed;
    return facts && isCount(facts.RunTime) && isCount(facts.RunBytes)
      ? { runTime: facts.RunTime, runBytes: facts.RunBytes, leftStartUp: facts.LeftStartUp === true }
      : null;
  } catch {
    return null; // not JSON: the next report tells
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
