// What the queues of a line did to a packet while a load filled it.
import { quantile } from "./quantiles.mjs";
import { idleTruth } from "./truth.mjs";
import { LOG_STEP_MS } from "./link.mjs";

/** 90th percentile, over the counted time of a load, of the round trip that an echo sent at that moment had: the line's own plus what waited in both queues, milliseconds. Only for a plain queue: flow queueing gives an echo a queue of its own. */
export function loadedTruth(line, direction, log, load) {
  if (line.varies || line.aqm || !load) return null;
  const half = line.rtt / 2000;
  // The client dates an upload by reports that reach it half a round trip after the bytes reached the point.
  const late = direction === "up" ? half : 0;
  const trips = [];
  for (const { from, to } of load.spans) {
    for (let sent = from + late; sent <= to + late; sent += LOG_STEP_MS / 1000) {
      trips.push(idleTruth(line) + log.up.waitAt(sent) + log.down.waitAt(sent + half));
    }
  }
  return quantile(trips, 0.9);
}
