// What a line could have carried: the figure to hold a result against.
import { GOODPUT_SHARE } from "./lines.mjs";

/** The horizon of the truth of a line that varies: what ten seconds from the start of the load would have found. */
export const HORIZON_SECONDS = 10;

/** Payload Mbit/s. `tenSeconds`: over ten seconds from the load's start; `own`: over the load's own time. A fixed line has one truth; its random loss after the queue takes its share. Null where the record does not reach. */
export function truthOf(line, direction, side, load) {
  if (!line.varies) {
    const steady = line[direction] * GOODPUT_SHARE * (1 - line.loss / 100);
    return { tenSeconds: steady, own: steady };
  }
  if (!load) return { tenSeconds: null, own: null };
  // What reached the receiver at the load's start had left the queue half a round trip before.
  const from = load.startSeconds - line.rtt / 2000;
  const offered = (seconds) => {
    const mbps = side.offeredMbps(from, from + seconds);
    return mbps === null ? null : mbps * GOODPUT_SHARE;
  };
  return { tenSeconds: offered(HORIZON_SECONDS), own: offered(load.endSeconds - load.startSeconds) };
}

const ECHO_IP_BYTES = 64 + 28; // the probe datagram of spec/protocol.md, UDP and IP headers

/** Round trip of an echo on the idle line, milliseconds: the line's own and the time to send the packet each way. */
export const idleTruth = (line) => line.rtt + ((ECHO_IP_BYTES * 8) / 1000) * (1 / line.down + 1 / line.up);
