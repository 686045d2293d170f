import type { Location } from '../engine/wire.ts';
import { make } from './dom.ts';
import type { Texts } from './texts.ts';

/** The hub's answer to `GET /api/v1/areas`. */
interface AreaAnswer {
  readonly code: string;
  readonly fullName: string;
  readonly level: 'province' | 'commune';
  readonly province: { readonly fullName: string } | null;
  readonly formerName: string | null;
}

export interface Place {
  readonly code: string;
  readonly name: string;
}

const typingMs = 180;
const most = 8;
const locateMs = 15_000;

const nameOf = (area: AreaAnswer): string => (area.province ? `${area.fullName}, ${area.province.fullName}` : area.fullName);

/** Where the person is: a commune searched by name (a combobox by the ARIA pattern), or the device's location by a press that says what it is for. */
export class AreaField {
  readonly element: HTMLElement;
  readonly #hub: string;
  readonly #texts: Texts;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLUListElement;
  readonly #note: HTMLElement;
  readonly #locate: HTMLButtonElement;
  #found: AreaAnswer[] = [];
  #active = -1;
  #place: Place | null;
  #location: Location | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  constructor(hub: string, texts: Texts, chosen: Place | null) {
    this.#hub = hub;
    this.#texts = texts;
    this.#place = chosen;
    this.#list = make('ul', {
      id: 'speed-area-list',
      role: 'listbox',
      class: 'speed-area-list',
      'aria-label': texts.get('areaSuggestions'),
      hidden: true,
    });
    this.#input = make('input', {
      id: 'speed-area',
      class: 'speed-area-input',
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: texts.get('areaPlaceholder'),
      value: chosen?.name ?? '',
      'aria-expanded': 'false',
      'aria-controls': 'speed-area-list',
      'aria-autocomplete': 'list',
      'aria-describedby': 'speed-area-note',
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event as KeyboardEvent),
      onblur: () => this.#close(),
    });
    this.#note = make('p', { id: 'speed-area-note', class: 'speed-note', role: 'status' }, texts.get('areaHint'));
    this.#locate = make('button', { type: 'button', class: 'speed-locate', onclick: () => this.#useLocation() }, texts.get('locate'));
    this.element = make(
      'div',
      { class: 'speed-area' },
      make('label', { for: 'speed-area' }, texts.get('areaLabel')),
      make('div', { class: 'speed-area-box' }, this.#input, this.#list),
      this.#note,
      this.#locate,
    );
  }

  /** The commune chosen, null when none is. */
  get place(): Place | null {
    return this.#place;
  }

  /** The device's location, null unless the person asked to send it. */
  get location(): Location | null {
    return this.#location;
  }

  #typed(): void {
    this.#place = null;
    this.#forgetLocation();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(this.#input.value.trim()), typingMs);
  }

  async #search(text: string): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    if (text.length < 2) {
      this.#say(this.#texts.get('areaHint'));
      this.#close();
      return;
    }

    try {
      const answer = await fetch(`${this.#hub}/api/v1/areas?q=${encodeURIComponent(text)}`, { signal: this.#asking.signal });
      const areas = answer.ok ? ((await answer.json()) as AreaAnswer[]) : [];
      this.#offer(areas.filter((area) => area.level === 'commune').slice(0, most));
    } catch (failure) {
      if (!(failure instanceof DOMException && failure.name === 'AbortError')) {
        this.#say(this.#texts.get('areaAway')); // no network: measuring must not depend on it
      }
    }
  }

  #offer(areas: AreaAnswer[]): void {
    this.#found = areas;
    this.#active = -1;
    this.#list.replaceChildren(
      ...areas.map((area, index) =>
        make(
          'li',
          // pointerdown, because blur closes the list before a click arrives
          { id: `speed-area-${index}`, role: 'option', 'aria-selected': 'false', onpointerdown: (event) => this.#pick(index, event) },
          make('span', {}, nameOf(area)),
          ...(area.formerName ? [make('small', {}, area.formerName)] : []),
        ),
      ),
    );
    this.#list.hidden = areas.length === 0;
    this.#input.setAttribute('aria-expanded', String(areas.length > 0));
    this.#say(areas.length === 0 ? this.#texts.get('areaNone') : this.#texts.get('areaFound', { count: areas.length }));
  }

  #pick(index: number, event: Event): void {
    event.preventDefault();
    const area = this.#found[index];
    if (area) {
      this.#place = { code: area.code, name: nameOf(area) };
      this.#input.value = this.#place.name;
      this.#say(this.#texts.get('areaHint'));
      this.#close();
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#close();
    } else if (event.key === 'Enter') {
      if (!this.#list.hidden) {
        this.#pick(Math.max(0, this.#active), event); // who typed enough need not point
      }
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && this.#found.length > 0) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.#active = (this.#active + step + this.#found.length) % this.#found.length;
      this.#list.hidden = false;
      this.#input.setAttribute('aria-expanded', 'true');
      this.#input.setAttribute('aria-activedescendant', `speed-area-${this.#active}`);
      for (const [index, option] of [...this.#list.children].entries()) {
        option.setAttribute('aria-selected', String(index === this.#active));
      }

      this.#list.children[this.#active]?.scrollIntoView({ block: 'nearest' });
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#list.hidden = true;
    this.#active = -1;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }

  #useLocation(): void {
    if (this.#location !== null) {
      this.#forgetLocation();
      this.#say(this.#texts.get('areaHint'));
      return;
    }

    this.#say(`${this.#texts.get('locating')} ${this.#texts.get('locateConsent')}`);
    if (!('geolocation' in navigator)) {
      this.#say(this.#texts.get('locateFailed'));
      return;
    }

    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#located({ latitude: coords.latitude, longitude: coords.longitude, accuracyMeters: coords.accuracy }),
      (failure) => this.#say(this.#texts.get(failure.code === failure.PERMISSION_DENIED ? 'locateDenied' : 'locateFailed')),
      { enableHighAccuracy: true, timeout: locateMs, maximumAge: 60_000 },
    );
  }

  async #located(location: Location): Promise<void> {
    this.#location = location;
    this.#place = null;
    this.#locate.setAttribute('aria-pressed', 'true');
    this.#say(this.#texts.get('located', { metres: this.#texts.number(location.accuracyMeters, 0) }));
    try {
      const answer = await fetch(`${this.#hub}/api/v1/areas/locate?lat=${location.latitude}&lon=${location.longitude}`);
      if (answer.ok && this.#location === location) {
        this.#input.value = nameOf((await answer.json()) as AreaAnswer);
      }
    } catch {
      // The name is a courtesy; the hub finds the commune when the result arrives.
    }
  }

  #forgetLocation(): void {
    this.#location = null;
    this.#locate.removeAttribute('aria-pressed');
  }

  #say(sentence: string): void {
    this.#note.textContent = sentence;
  }
}
