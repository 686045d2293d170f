import type { ThroughputMessage } from './wire.ts';

/** Payload and heads that the point's kernel has sent on one stream. */
export interface Sender {
  readonly acked: number;
  readonly sentAgain: number;
}

/** What a test point's report says of all streams of a direction, on the point's clock. */
export interface Report {
  readonly runTime: number;
  readonly runBytes: number;
  readonly leftStartUp: boolean;
  /** What the point's kernel says of this stream; null between whole reports. */
  readonly sender: Sender | null;
}

/** Reads a text message of throughput1; null when it is of another kind, or its numbers cannot be counts. */
export function reportOf(text: string): Report | null {
  try {
    const message = JSON.parse(text) as ThroughputMessage | null;
    const facts = message?.Ispeed;
    return facts && isCount(facts.RunTime) && isCount(facts.RunBytes)
      ? { runTime: facts.RunTime, runBytes: facts.RunBytes, leftStartUp: facts.LeftStartUp === true, sender: senderOf(message) }
      : null;
  } catch {
    return null; // not JSON: the next report tells
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function senderOf(message: ThroughputMessage | null): Sender | null {
  const tcp = message?.TCPInfo;
  return tcp && isCount(tcp.BytesAcked) && isCount(tcp.BytesRetrans) ? { acked: tcp.BytesAcked, sentAgain: tcp.BytesRetrans } : null;
}

const lossShare = 0.001; // of the bytes: less than that leaves delivery in order undisturbed
const fewestLost = 3 * 1448; // one lost burst at the end of slow start is not a lossy line

/** Whether segments are lost on the way, by the last report of each stream (spec/method.md, "Stop"). */
export function losesSegments(senders: Iterable<Sender>): boolean {
  let acked = 0;
  let sentAgain = 0;
  for (const sender of senders) {
    acked += sender.acked;
    sentAgain += sender.sentAgain;
  }

  return sentAgain >= fewestLost && sentAgain > lossShare * (acked + sentAgain);
}
