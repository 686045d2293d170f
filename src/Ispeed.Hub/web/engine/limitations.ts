import type { Load } from './load.ts';
import type { Punctuality } from './punctuality.ts';
import type { Limitation, LoadConditions, RunSide } from './wire.ts';

/** From here on the processor's lateness, not the line, may have made the curve. */
const lateShare = 0.2;
const longestGapMs = 250;
/** As the test point itself judges whether its sender was free (spec/method.md, "Warm-up"). */
const heldBackShare = 0.1;
const smallestWindowBytes = 262_144;
const browserMbps = 800;
const webKitMbps = 500;

/** A load, how punctually this worker was woken in it, and the test point's account of it. */
export interface LoadSeen {
  readonly load: Load;
  readonly punctuality: Punctuality;
  readonly side: RunSide | null;
  /** A queue stood before the line: it was full, whatever else held the sender back beside it. */
  readonly queued: boolean;
}

/** What else than the line bounded the figures, as far as a browser can see it. */
export function limitationsOf(loads: readonly LoadSeen[], { webKit, hidden }: { webKit: boolean; hidden: boolean }): Limitation[] {
  const found = new Set<Limitation>();
  for (const { load, punctuality, side, queued } of loads) {
    const rate = load.rule.figure().bitsPerSecond;
    if (punctuality.lateShare >= lateShare || punctuality.longestGapMs >= longestGapMs) {
      found.add('cpu');
    }

    if (rate / 1e6 > (webKit ? webKitMbps : browserMbps)) {
      found.add('browser');
    }

    // Less under way fills no window: a proxy on the way, which is part of the line, held the sender back.
    const fills = ((rate / 8e6) * load.rttMicros) / Math.max(1, load.streams) > smallestWindowBytes;
    if (!queued && fills && share(side, side?.receiverLimitedMicros) >= heldBackShare) {
      found.add('rwnd-limited');
    }

    if (!queued && fills && share(side, side?.senderLimitedMicros) >= heldBackShare) {
      found.add('sndbuf-limited');
    }
  }

  if (hidden) {
    found.add('background');
  }

  return [...found];
}

/** What is known of a load's circumstances; a browser sees no kernel and no processor of its own, the record is the point's. */
export function conditionsOf({ load, punctuality, side }: LoadSeen): LoadConditions {
  const sends = load.direction === 'down' && side !== null;
  return {
    congestionControl: side?.congestionControl ?? null,
    minRttMicros: side?.minRttMicros || null, // 0: the point did not see one
    bytesRetransmitted: sends ? side.bytesRetransmitted : null,
    applicationLimited: null,
    receiverLimited: sends && side.busyMicros > 0 ? rounded(share(side, side.receiverLimitedMicros)) : null,
    senderLimited: sends && side.busyMicros > 0 ? rounded(share(side, side.senderLimitedMicros)) : null,
    cpuShare: null,
    longestGapMicros: Math.round(punctuality.longestGapMs * 1000),
  };
}

const share = (side: RunSide | null, micros = 0): number =>
  side !== null && side.busyMicros > 0 ? Math.min(1, micros / side.busyMicros) : 0;
const rounded = (value: number): number => Number(value.toFixed(4));
