/**
 * How many payload bytes may be under way between this page and the test point. A browser hides its socket's buffer, and what lies in it when the load ends
 * is still sent and paid for; so the page keeps its own window, by the point's reports, as BBR does by acknowledgements (spec/method.md, "Upload window"):
 * a little over two bandwidth-delay products while the rate grows, one and three quarters when it does not: a full line with a short queue.
 */
export class SendWindow {
  static readonly #first = 32_768;
  static readonly #smallest = 16_384;
  static readonly #growing = 2.2;
  static readonly #steady = 1.75;
  static readonly #growth = 1.25;
  static readonly #roundMillis = 100;
  static readonly #reportMillis = 50;

  readonly #rttMillis: number;
  readonly #recent: { atMillis: number; bytes: number }[] = [];
  #rate = 0;
  #fullRate = 0;
  #flatRounds = 0;
  #roundEnds: number;

  constructor(rttMillis: number) {
    this.#rttMillis = rttMillis;
    this.#roundEnds = Math.max(SendWindow.#roundMillis, rttMillis);
  }

  /** Bytes that may be under way. */
  get bytes(): number {
    if (this.#rate === 0) {
      return SendWindow.#first;
    }

    const gain = this.#flatRounds < 3 ? SendWindow.#growing : SendWindow.#steady;
    const floor = this.#flatRounds < 3 ? SendWindow.#first : SendWindow.#smallest;
    return Math.max(floor, gain * this.#rate * (this.#rttMillis + SendWindow.#reportMillis));
  }

  /** Payload bytes per millisecond, the highest of the last half second. */
  get rate(): number {
    return this.#rate;
  }

  /** The point has received so many bytes by a time of its own clock. */
  reported(atMillis: number, bytes: number): void {
    const last = this.#recent.at(-1);
    if (last && (atMillis <= last.atMillis || bytes < last.bytes)) {
      return;
    }

    this.#recent.push({ atMillis, bytes });
    while (this.#recent.length > 2 && this.#recent[0]!.atMillis < atMillis - 500) {
      this.#recent.shift();
    }

    this.#rate = this.#highest();
    if (atMillis >= this.#roundEnds) {
      this.#roundEnds = atMillis + Math.max(SendWindow.#roundMillis, this.#rttMillis);
      this.#flatRounds = this.#rate < this.#fullRate * SendWindow.#growth ? this.#flatRounds + 1 : 0;
      this.#fullRate = this.#flatRounds === 0 ? this.#rate : this.#fullRate;
    }
  }

  #highest(): number {
    let highest = 0;
    let from = 0;
    for (let to = 1; to < this.#recent.length; to++) {
      while (this.#recent[to]!.atMillis - this.#recent[from + 1]!.atMillis >= SendWindow.#roundMillis) {
        from++;
      }

      const span = this.#recent[to]!.atMillis - this.#recent[from]!.atMillis;
      if (span >= SendWindow.#roundMillis / 2) {
        highest = Math.max(highest, (this.#recent[to]!.bytes - this.#recent[from]!.bytes) / span);
      }
    }

    return highest;
  }
}
