const beatMs = 10;
/** Lateness that timers have also in a browser that carries 200 Mbit/s on half a machine. */
const toleratedMs = 40;

/** How punctually this worker was woken in a span of time. */
export interface Punctuality {
  /** Longest time between two wake-ups. */
  readonly longestGapMs: number;
  /** Share of the time, 0 to 1, in which a wake-up was due and did not come. */
  readonly lateShare: number;
}

/**
 * A timer that comes late tells what a page cannot ask for: that the processor has too little time for it, be it for other programs, for the page's own
 * messages, or because the browser holds it back. Bytes wait meanwhile, and the curve is the processor's instead of the line's.
 */
export class PunctualityWatch {
  readonly #beats: number[] = [];
  readonly #now: () => number;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  start(): void {
    this.beat();
    this.#timer ??= setInterval(() => this.beat(), beatMs);
  }

  stop(): void {
    this.beat();
    clearInterval(this.#timer ?? undefined);
    this.#timer = null;
  }

  /** The worker is awake now. */
  beat(): void {
    this.#beats.push(this.#now());
  }

  /** Of a span of this worker's clock. */
  between(fromMs: number, toMs: number): Punctuality {
    let longestGapMs = 0;
    let lateMs = 0;
    for (let i = 1; i < this.#beats.length; i++) {
      const slept = this.#beats[i - 1]!;
      const woke = this.#beats[i]!;
      if (woke > fromMs && slept < toMs) {
        longestGapMs = Math.max(longestGapMs, woke - slept);
        lateMs += woke - slept > beatMs + toleratedMs ? Math.max(0, Math.min(woke, toMs) - Math.max(slept + beatMs, fromMs)) : 0;
      }
    }

    return { longestGapMs, lateShare: toMs > fromMs ? lateMs / (toMs - fromMs) : 0 };
  }
}
