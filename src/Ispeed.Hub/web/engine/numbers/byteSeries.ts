/** Payload bytes over time on the receiver's clock: a non-decreasing curve through (0, 0), read by linear interpolation. Times in microseconds, whole numbers. */
export class ByteSeries {
  readonly #micros: number[] = [0];
  readonly #bytes: number[] = [0];

  /** The curve of stored steps (`deltas`); the last one may be cut short. */
  static fromDeltas(stepMicros: number, deltas: readonly number[], endMicros: number): ByteSeries {
    const curve = new ByteSeries();
    let total = 0;
    for (const [i, gained] of deltas.entries()) {
      total += gained;
      const whole = (i + 1) * stepMicros;
      curve.tryAdd(i === deltas.length - 1 ? Math.max(i * stepMicros, Math.min(endMicros, whole)) : whole, total);
    }

    return curve;
  }

  get endMicros(): number {
    return this.#micros.at(-1)!;
  }

  get totalBytes(): number {
    return this.#bytes.at(-1)!;
  }

  /** Adds a point; false, and nothing added, when it goes back in time or in bytes. */
  tryAdd(atMicros: number, totalBytes: number): boolean {
    if (atMicros < this.endMicros || totalBytes < this.totalBytes) {
      return false;
    }

    if (atMicros === this.endMicros) {
      this.#bytes[this.#bytes.length - 1] = totalBytes;
    } else {
      this.#micros.push(atMicros);
      this.#bytes.push(totalBytes);
    }

    return true;
  }

  /** The bytes at a time: interpolated inside the curve, its ends outside. */
  at(atMicros: number): number {
    if (atMicros <= 0) {
      return 0;
    }

    if (atMicros >= this.endMicros) {
      return this.totalBytes;
    }

    const right = this.#rightOf(atMicros);
    const left = this.#micros[right - 1]!;
    const span = this.#micros[right]! - left;
    const gained = this.#bytes[right]! - this.#bytes[right - 1]!;
    return this.#bytes[right - 1]! + gained * ((atMicros - left) / span);
  }

  /** Payload bits per second on an interval; 0 when the interval has no length. */
  bitsPerSecond(fromMicros: number, toMicros: number): number {
    return toMicros > fromMicros ? ((this.at(toMicros) - this.at(fromMicros)) * 8e6) / (toMicros - fromMicros) : 0;
  }

  /** Bytes gained in each step from the start, the last step cut short: what is stored to recompute a result. */
  deltas(stepMicros: number): number[] {
    const deltas: number[] = [];
    let before = 0;
    for (let i = 0; i < Math.ceil(this.endMicros / stepMicros); i++) {
      const now = Math.trunc(this.at((i + 1) * stepMicros));
      deltas.push(now - before);
      before = now;
    }

    return deltas;
  }

  /** Points later than one time and not later than another: what is known there, everything between is interpolation. */
  pointsWithin(fromMicros: number, toMicros: number): number {
    return this.#micros.filter((micros) => micros > fromMicros && micros <= toMicros).length;
  }

  /** The first point that is later than a time inside the curve. */
  #rightOf(atMicros: number): number {
    let low = 1;
    let high = this.#micros.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#micros[middle]! > atMicros) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }

    return low;
  }
}
