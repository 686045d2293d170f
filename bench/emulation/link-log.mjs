// The link's own account of a run: what it could carry, what it delivered, what waited in it.
import { readFileSync } from "node:fs";

/** Reads the emulator's CSV. Times are seconds since the link began; each row stands for the interval that ends at its time. */
export function readLinkLog(file) {
  const sides = { down: new LinkSide(), up: new LinkSide() };
  for (const row of readFileSync(file, "utf8").split("\n").slice(1)) {
    const [time, direction, capacity, , out, backlog] = row.split(",");
    if (backlog !== undefined) sides[direction].add(Number(time), Number(capacity), Number(out), Number(backlog));
  }
  return sides;
}

/** One direction of a link. */
export class LinkSide {
  times = [0];
  capacityKbits = [0]; // cumulative, offered
  deliveredKbits = [0]; // cumulative, IP bits handed to the receiver
  waitingMs = [0]; // time that a packet arriving at this moment would wait

  add(time, capacityKbitPerSecond, outKbitPerSecond, backlogBytes) {
    const last = this.times.length - 1;
    const span = time - this.times[last];
    this.times.push(time);
    this.capacityKbits.push(this.capacityKbits[last] + capacityKbitPerSecond * span);
    this.deliveredKbits.push(this.deliveredKbits[last] + outKbitPerSecond * span);
    this.waitingMs.push(capacityKbitPerSecond > 0 ? (backlogBytes * 8) / capacityKbitPerSecond : 0);
  }

  get endSeconds() {
    return this.times.at(-1);
  }

  /** The longest time that the record skipped. */
  get longestStepSeconds() {
    return this.times.slice(1).reduce((longest, time, row) => Math.max(longest, time - this.times[row]), 0);
  }

  /** Mean rate offered between two times, Mbit/s of IP bytes; null where the record does not reach that far. */
  offeredMbps(from, to) {
    if (from < 0 || to > this.endSeconds + 0.05) return null;
    return (this.#at(this.capacityKbits, to) - this.#at(this.capacityKbits, from)) / (to - from) / 1000;
  }

  /** IP bytes delivered between two times. */
  deliveredBytes(from, to) {
    return ((this.#at(this.deliveredKbits, to) - this.#at(this.deliveredKbits, from)) * 1000) / 8;
  }

  /** How long a packet that arrives at this time waits, milliseconds. */
  waitAt(time) {
    return time <= 0 || time >= this.endSeconds ? 0 : this.waitingMs[this.#rowBefore(time) + 1];
  }

  #at(cumulative, time) {
    if (time <= 0) return 0;
    if (time >= this.endSeconds) return cumulative.at(-1);
    const row = this.#rowBefore(time);
    return cumulative[row] + ((cumulative[row + 1] - cumulative[row]) * (time - this.times[row])) / (this.times[row + 1] - this.times[row]);
  }

  #rowBefore(time) {
    let [low, high] = [0, this.times.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= time) low = middle;
      else high = middle;
    }
    return low;
  }
}
