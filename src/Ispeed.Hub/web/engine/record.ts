import type { RunRecord, RunSide } from './wire.ts';

/** Reads the test point's sealed record without checking its signature: the hub does that; here it only tells the tail. Null when it cannot be read. */
export function readRecord(token: string | null, run: string): RunRecord | null {
  const body = token?.split('.')[1];
  if (body === undefined) {
    return null;
  }

  try {
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    const record = JSON.parse(new TextDecoder().decode(bytes)) as RunRecord;
    return record.run === run ? { ...record, address: String(record.address), down: sideOf(record.down), up: sideOf(record.up) } : null;
  } catch {
    return null; // not base64 or not JSON: as good as none
  }
}

/** A side with numbers where numbers belong: arithmetic is done with it. */
function sideOf(side: RunSide | null | undefined): RunSide | null {
  if (side === null || typeof side !== 'object') {
    return null;
  }

  const count = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);
  return {
    bytes: count(side.bytes),
    inFlight: count(side.inFlight),
    congestionControl: typeof side.congestionControl === 'string' ? side.congestionControl : null,
    minRttMicros: count(side.minRttMicros),
    bytesRetransmitted: count(side.bytesRetransmitted),
    busyMicros: count(side.busyMicros),
    receiverLimitedMicros: count(side.receiverLimitedMicros),
    senderLimitedMicros: count(side.senderLimitedMicros),
  };
}

/** The IP version of an address, null where it is none that is known: `203.0.113.5`, `2001:db8::5`; an IPv4 address inside IPv6 is IPv4. */
export function familyOf(address: string): 4 | 6 | null {
  const bare = address.replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '');
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(bare) ? 4 : bare.includes(':') ? 6 : null;
}
