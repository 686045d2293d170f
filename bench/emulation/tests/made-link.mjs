// A link's record made of a known truth, for tests.
import { LinkSide } from "../link-log.mjs";

/** A side with rows every 20 ms; `mbpsAt(t)` is what flows at a time, `capacityMbps` what could. */
export function madeSide(seconds, capacityMbps, mbpsAt, backlogBytesAt = () => 0) {
  const side = new LinkSide();
  const step = 0.02;
  for (let row = 1; row <= Math.round(seconds / step); row++) {
    const end = row * step;
    let kbit = 0;
    for (let part = 0; part < 20; part++) kbit += mbpsAt(end - step + (part + 0.5) * (step / 20)) * 1000 * (step / 20);
    side.add(end, capacityMbps(end - step / 2) * 1000, kbit / step, backlogBytesAt(end));
  }
  return side;
}

/** Payload bytes a receiver counts in steps of 20 ms from `start`, when IP bytes are `ratio` times as many. */
export function madeSeries(start, seconds, mbpsAt, ratio) {
  return Array.from({ length: Math.round(seconds / 0.02) }, (_, k) => {
    let bytes = 0;
    for (let part = 0; part < 20; part++) bytes += ((mbpsAt(start + k * 0.02 + (part + 0.5) * 0.001) * 1e6) / 8) * 0.001;
    return Math.round(bytes / ratio);
  });
}
