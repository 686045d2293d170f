import type { Access, AccessSource, Location } from '../engine/wire.ts';
import { AreaField, type Place } from './areaField.ts';
import { type Evidence, memory, promised } from './browser.ts';
import { make } from './dom.ts';
import { Gauge } from './gauge.ts';
import type { Texts } from './texts.ts';

const choiceName = 'ispeed.choice';
const offered: readonly Access[] = ['wifi', '5g', '4g', '3g', 'fixed', 'unknown'];

/** What the person decided before the start. */
export interface Choice {
  readonly access: Access;
  readonly accessSource: AccessSource;
  readonly area: string | null;
  readonly location: Location | null;
  readonly budgetBytes: number;
}

interface Remembered {
  readonly access?: Access;
  readonly place?: Place | null;
}

/** Before the start: the button, what it costs, the network and the place. */
export class StartView {
  readonly element: HTMLElement;
  readonly #evidence: Evidence;
  readonly #texts: Texts;
  readonly #cost: HTMLElement;
  readonly #area: AreaField;
  /** What a campaign counts; null where every access does. */
  readonly #asks: readonly string[] | null;
  readonly #wrong: HTMLElement;
  #access: Access;
  #source: AccessSource;

  constructor(host: HTMLElement, texts: Texts, evidence: Evidence, begin: () => void) {
    this.#texts = texts;
    this.#evidence = evidence;
    const remembered = recall();
    // What the browser sees now beats what was declared last time: the phone may have left the Wi-Fi.
    const outdated =
      evidence.source === 'browser' || (evidence.cellular && (remembered.access === 'wifi' || remembered.access === 'fixed'));
    const declared = outdated ? undefined : remembered.access;
    this.#access = declared ?? evidence.access;
    this.#source = declared ? 'declared' : evidence.source;
    const code = host.getAttribute('area');
    const given = code ? { code, name: host.getAttribute('area-name') ?? code } : null;
    this.#area = new AreaField(host.getAttribute('hub') ?? '', texts, given ?? remembered.place ?? null);
    this.#cost = make('strong', {});
    this.#asks = host.getAttribute('asks')?.split(',') ?? null;
    this.#wrong = make('p', { class: 'speed-notice', role: 'status' });
    this.#showCost();

    const operator = host.getAttribute('operator');
    this.element = make(
      'div',
      { class: 'speed-start' },
      make(
        'div',
        { class: 'speed-dial' },
        new Gauge().element,
        make('button', { type: 'button', class: 'speed-go', onclick: begin }, texts.get('start')),
      ),
      make(
        'p',
        { class: 'speed-cost' },
        this.#cost,
        make('span', {}, texts.get(evidence.saveData ? 'saveData' : 'costNote')),
        ...(operator ? [make('span', { class: 'speed-operator' }, texts.get('operator', { operator }))] : []),
      ),
      this.#accessChoice(),
      this.#wrong,
      this.#area.element,
    );
  }

  get choice(): Choice {
    const place = this.#area.place;
    memory.write(
      choiceName,
      JSON.stringify({ ...(this.#source === 'declared' ? { access: this.#access } : {}), place } satisfies Remembered),
    );
    return {
      access: this.#access,
      accessSource: this.#source,
      area: place?.code ?? null,
      location: this.#area.location,
      budgetBytes: promised(this.#access, this.#evidence),
    };
  }

  #accessChoice(): HTMLElement {
    const chips = offered.map((access) =>
      make(
        'label',
        { class: 'speed-chip' },
        make('input', {
          type: 'radio',
          name: 'speed-access',
          value: access,
          checked: access === this.#access,
          onchange: () => {
            this.#access = access;
            this.#source = access === 'unknown' ? 'none' : 'declared';
            this.#showCost();
          },
        }),
        make('span', {}, this.#texts.get(`access.${access}` as 'access.wifi')),
      ),
    );
    return make(
      'fieldset',
      { class: 'speed-access' },
      make('legend', {}, this.#texts.get('accessLegend')),
      make('div', { class: 'speed-chips' }, ...chips),
    );
  }

  #showCost(): void {
    const megabytes = this.#texts.number(promised(this.#access, this.#evidence) / 1e6, 0);
    this.#cost.textContent = this.#texts.get('costAtMost', { megabytes });
    const counts = this.#asks === null || this.#asks.includes(this.#access);
    this.#wrong.hidden = counts;
    this.#wrong.textContent = counts ? '' : this.#texts.get(this.#asks?.includes('fixed') ? 'asksFixed' : 'asksMobile');
  }
}

function recall(): Remembered {
  try {
    return JSON.parse(memory.read(choiceName) ?? '{}') as Remembered;
  } catch {
    return {}; // written by a version that wrote something else
  }
}
