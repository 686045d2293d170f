import type { Measurement, Throughput } from '../engine/wire.ts';
import { make } from './dom.ts';
import type { Texts } from './texts.ts';

/** Those that a browser can find, each with a sentence of its own. */
const told = ['cpu', 'background', 'browser', 'rwnd-limited', 'sndbuf-limited'] as const;

/** After the run, where there is no result page to go to: the figures in place, what went wrong, and the way on. */
export function endView(texts: Texts, measurement: Measurement, notice: string | null, again: () => void): HTMLElement {
  const { download, upload, latency, error, limitedBy, loss } = measurement;
  const known = download !== null || upload !== null || latency !== null;
  const heading = make(
    'h2',
    { tabindex: -1, class: error ? 'speed-bad' : '' },
    error ? texts.get(`failure.${error.reason}`) : texts.get('done'),
  );
  const parts: (Node | string)[] = [heading];
  if (error && known) {
    parts.push(make('p', { class: 'speed-note' }, texts.get('before')));
  }

  if (known) {
    parts.push(
      make(
        'dl',
        { class: 'speed-cells speed-end-cells' },
        ...speed(texts, 'download', 'is-down', download),
        ...speed(texts, 'upload', 'is-up', upload),
        ...time(texts, 'latency', latency?.idleMs),
        ...time(texts, 'loadedLatency', Math.max(latency?.loadedDownMs ?? 0, latency?.loadedUpMs ?? 0) || null),
        ...time(texts, 'jitter', latency?.jitterMs),
        cell(texts.get('used'), texts.megabytes(measurement.bytesTotal), texts.get('megabytes'), null, ''),
      ),
    );
  }

  if (known && loss === null && !error) {
    parts.push(make('p', { class: 'speed-note' }, texts.get('lossNotMeasured')));
  }

  const limits = told.filter((limit) => limitedBy?.includes(limit)).map((limit) => texts.get(`limit.${limit}`));
  for (const sentence of [...limits, notice]) {
    if (sentence !== null) {
      parts.push(make('p', { class: 'speed-notice' }, sentence));
    }
  }

  parts.push(make('button', { type: 'button', class: 'speed-again', onclick: again }, texts.get('startAgain')));
  return make('div', { class: 'speed-end' }, ...parts);
}

function speed(texts: Texts, key: 'download' | 'upload', mark: string, figure: Throughput | null): HTMLElement[] {
  if (figure === null) {
    return [];
  }

  // From 0 to twice the figure is how the method says that it does not know.
  const below =
    figure.low > 0 ? texts.get('interval', { low: texts.speed(figure.low), high: texts.speed(figure.high) }) : texts.get('intervalUnknown');
  return [cell(texts.get(key), texts.speed(figure.mbps), texts.get('mbps'), below, mark)];
}

function time(texts: Texts, key: 'latency' | 'loadedLatency' | 'jitter', value: number | null | undefined): HTMLElement[] {
  return value === null || value === undefined ? [] : [cell(texts.get(key), texts.millis(value), texts.get('ms'), null, '')];
}

function cell(name: string, value: string, unit: string, below: string | null, mark: string): HTMLElement {
  return make(
    'div',
    mark ? { class: mark } : {},
    make('dt', {}, name),
    make('dd', {}, value, make('small', {}, ` ${unit}`)),
    ...(below ? [make('dd', { class: 'speed-interval' }, below)] : []),
  );
}
