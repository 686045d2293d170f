import type source from './texts.vi.json';

export type TextKey = keyof typeof source;

/** The sentences that the server rendered, and numbers as the page's language writes them. */
export class Texts {
  readonly #sentences: Partial<Record<string, string>>;
  readonly #language: string;

  constructor(sentences: Partial<Record<string, string>>, language: string) {
    this.#sentences = sentences;
    this.#language = language;
  }

  /** The texts in the script block of an element; without one every key stands for itself, which is meant to look wrong. */
  static of(host: Element): Texts {
    const block = host.querySelector('script[data-texts]')?.textContent ?? '{}';
    return new Texts(JSON.parse(block) as Record<string, string>, host.closest('[lang]')?.getAttribute('lang') || 'vi');
  }

  get(key: TextKey, values: Record<string, string | number> = {}): string {
    const sentence = this.#sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  /** Three figures at most carry meaning: 0.43, 8.71, 43.2, 312. */
  speed(mbps: number): string {
    return this.number(mbps, mbps < 10 ? 2 : mbps < 100 ? 1 : 0);
  }

  millis(value: number): string {
    return this.number(value, value < 10 ? 1 : 0);
  }

  megabytes(bytes: number): string {
    return this.number(bytes / 1e6, bytes < 1e7 ? 1 : 0);
  }

  number(value: number, digits: number): string {
    return new Intl.NumberFormat(this.#language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }
}
