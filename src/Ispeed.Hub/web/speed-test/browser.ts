import { budgetFor } from '../engine/plan.ts';
import type { Access, AccessSource } from '../engine/wire.ts';

/** The part of the Network Information API that says what the device is on; Chromium on phones has it, Safari and Firefox do not. */
interface Connection {
  readonly type?: string;
  readonly saveData?: boolean;
}

const cautious = 8e6;
const saving = 2e6;

/** What the browser tells about the line. */
export interface Evidence {
  readonly access: Access;
  readonly source: AccessSource;
  /** Mobile data cannot be ruled out: 4G's budget until the person says more. */
  readonly maybeMobile: boolean;
  /** The browser sees that it is mobile data, though not of which generation. */
  readonly cellular: boolean;
  readonly saveData: boolean;
}

export function evidence(): Evidence {
  const connection = (navigator as { connection?: Connection }).connection;
  const saveData = connection?.saveData === true;
  // `effectiveType` is a class of speed, not of network: it calls fibre "4g", so it is no evidence.
  switch (connection?.type) {
    case 'wifi':
      return { access: 'wifi', source: 'browser', maybeMobile: false, cellular: false, saveData };
    case 'ethernet':
      return { access: 'fixed', source: 'browser', maybeMobile: false, cellular: false, saveData };
    case 'cellular':
      return { access: 'unknown', source: 'none', maybeMobile: true, cellular: true, saveData };
    default:
      return { access: 'unknown', source: 'none', maybeMobile: matchMedia('(pointer: coarse)').matches, cellular: false, saveData };
  }
}

/** The most that a run may cost at the IP layer. */
export function promised(access: Access, { maybeMobile, saveData }: Evidence): number {
  const budget = access === 'unknown' && maybeMobile ? cautious : budgetFor(access);
  return saveData ? Math.min(saving, budget) : budget;
}

/** Browser and system by family only: "Chrome, Android". Never a fingerprint. */
export function system(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /coc_coc|CocCoc/i.test(agent)
      ? 'Cốc Cốc'
      : /SamsungBrowser/.test(agent)
        ? 'Samsung Internet'
        : /Firefox|FxiOS/.test(agent)
          ? 'Firefox'
          : /Chrome|CriOS/.test(agent)
            ? 'Chrome'
            : /Safari/.test(agent)
              ? 'Safari'
              : 'browser';
  const platform = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux|CrOS/.test(agent)
            ? 'Linux'
            : 'system';
  return `${browser}, ${platform}`;
}

/** Whether WebKit is inside: Safari, and every browser on iOS. */
export const isWebKit = (family: string): boolean => family.startsWith('Safari') || family.endsWith('iOS');

/** `localStorage`, or memory where the browser forbids it: private windows, full disks. */
export const memory = {
  fallback: new Map<string, string>(),
  read(name: string): string | null {
    try {
      return localStorage.getItem(name) ?? this.fallback.get(name) ?? null;
    } catch {
      return this.fallback.get(name) ?? null; // SecurityError: storage is switched off
    }
  },
  write(name: string, value: string): void {
    this.fallback.set(name, value);
    try {
      localStorage.setItem(name, value);
    } catch {
      // SecurityError or QuotaExceededError: it lives as long as the page
    }
  },
};

const deviceName = 'ispeed.device';

/** The device's random identifier, made once. */
export function device(make: () => string): string {
  const known = memory.read(deviceName);
  if (known !== null && /^[0-9a-f-]{36}$/.test(known)) {
    return known;
  }

  const made = make();
  memory.write(deviceName, made);
  return made;
}
