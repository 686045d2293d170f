import { make } from '../speed-test/dom.ts';
import { Bubble } from './bubble.ts';
import { MapFrame } from './mapFrame.ts';
import { nearest, type Way } from './nearest.ts';
import { replaceParts } from './parts.ts';

const step = 1.6;
const ways: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/** What scripts add to a map that is whole without them (README.md beside this file says what the server renders). */
class AreaMap extends HTMLElement {
  #leaving = new AbortController();
  #asking: AbortController | null = null;
  #frame: MapFrame | null = null;
  #areas: SVGAElement[] = [];
  #bubble: Bubble | null = null;
  #isTouch = false;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const button of this.querySelectorAll<HTMLElement>('[data-without-scripts]')) {
      button.hidden = true;
    }

    this.#bubble = new Bubble({ map: this.getAttribute('to-map') ?? '', figures: this.getAttribute('to-figures') ?? '' });
    this.#takeMap();
    const form = this.querySelector('form');
    form?.addEventListener('change', () => void this.#ask(this.#addressOf(form), true), { signal });
    this.addEventListener('click', (event) => this.#click(event), { signal });
    this.addEventListener('keydown', (event) => this.#key(event), { signal });
    this.addEventListener('focusin', (event) => this.#focus(event), { signal });
    this.addEventListener('pointerdown', (event) => (this.#isTouch = event.pointerType === 'touch'), { signal, capture: true });
    this.addEventListener('pointermove', (event) => this.#hover(event), { signal });
    this.addEventListener('pointerleave', () => this.#bubble?.hide(), { signal });
    window.addEventListener('popstate', () => void this.#ask(location.href, false), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#asking?.abort();
  }

  /** The drawing at hand, after the first or another answer. */
  #takeMap(): void {
    const frame = this.querySelector<HTMLElement>('[data-part=map]');
    const drawing = frame?.querySelector<SVGSVGElement>('svg.map');
    if (!frame || !drawing) {
      return;
    }

    this.#frame = new MapFrame(drawing);
    this.#areas = [...drawing.querySelectorAll<SVGAElement>('a')];
    for (const [at, area] of this.#areas.entries()) {
      area.setAttribute('tabindex', at === 0 ? '0' : '-1');
    }

    const button = (name: string, sign: string, act: () => void): HTMLButtonElement =>
      make('button', { type: 'button', 'aria-label': this.getAttribute(name), title: this.getAttribute(name), onclick: act }, sign);
    frame.append(
      make(
        'div',
        { class: 'map-tools' },
        button('zoom-in', '+', () => this.#frame?.zoom(step)),
        button('zoom-out', '−', () => this.#frame?.zoom(1 / step)),
        button('whole', '⤢', () => this.#frame?.showAll()),
      ),
    );
    this.#bubble?.join(frame);
  }

  #addressOf(form: HTMLFormElement): string {
    const address = new URL(form.action);
    const kept = new URLSearchParams(location.search).get('sort');
    address.search = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
    if (kept !== null) {
      address.searchParams.set('sort', kept);
    }

    return address.href;
  }

  /** Asks for the same page with other choices, and takes its parts. Liveness: a later question ends an earlier one; what cannot be taken is loaded as a page. */
  async #ask(address: string, isNew: boolean): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!answer.ok || asking.signal.aborted || !replaceParts(this, page)) {
        throw new Error('not this page');
      }

      if (isNew) {
        history.pushState(null, '', address);
      } else {
        this.#takeChoices(page);
      }

      this.#takeMap();
      this.dispatchEvent(new CustomEvent('ispeed:map', { bubbles: true }));
    } catch {
      // No network, an answer that is another page, or a later question: the browser says what there is to say, the later question goes on.
      if (!asking.signal.aborted) {
        location.assign(address);
      }
    } finally {
      if (this.#asking === asking) {
        this.removeAttribute('aria-busy');
      }
    }
  }

  /** After going back, the form shows what the map shows. */
  #takeChoices(page: Document): void {
    for (const select of this.querySelectorAll('select')) {
      select.value = page.querySelector<HTMLSelectElement>(`#${select.id}`)?.value ?? select.value;
    }
  }

  #click(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
      return; // another tab or window
    }

    const target = event.target as Element;
    const swap = target.closest<HTMLAnchorElement>('a[data-swap]');
    const area = target.closest<SVGAElement>('svg.map a');
    if (swap) {
      event.preventDefault();
      void this.#ask(swap.href, true);
    } else if (area && this.#frame?.hasMoved) {
      event.preventDefault(); // the end of a drag
    } else if (area && this.#isTouch) {
      event.preventDefault();
      this.#select(area);
      this.#bubble?.tell(area);
    }
  }

  #hover(event: PointerEvent): void {
    const area = (event.target as Element).closest('svg.map a');
    if (event.pointerType === 'touch' || !area || this.#frame?.isDragged) {
      this.#bubble?.hide();
    } else {
      this.#bubble?.show(area, this.#frame!.box, event.clientX, event.clientY);
    }
  }

  #focus(event: FocusEvent): void {
    const area = (event.target as Element).closest<SVGAElement>('svg.map a');
    if (!area) {
      this.#bubble?.hide();
    } else if (area.matches(':focus-visible')) {
      this.#frame?.bringInto(area);
      const { left, top, width } = area.getBoundingClientRect();
      this.#bubble?.show(area, this.#frame!.box, left + width / 2, top);
    }
  }

  #key(event: KeyboardEvent): void {
    const area = (event.target as Element).closest<SVGAElement>('svg.map a');
    if (!area || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    if (ways.includes(event.key)) {
      const middles = this.#areas.map((one) => this.#frame!.middleOf(one));
      const next = nearest(this.#frame!.middleOf(area), middles, event.key as Way);
      if (next !== undefined) {
        this.#select(this.#areas[next]!);
        this.#areas[next]!.focus();
      }
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      this.#frame?.zoom(event.key === '-' ? 1 / step : step, this.#frame.middleOf(area));
    } else if (event.key === 'Escape') {
      this.#frame?.showAll();
      this.#bubble?.hide();
    } else {
      return;
    }

    event.preventDefault();
  }

  /** The drawing's one tab stop. */
  #select(area: SVGAElement): void {
    for (const other of this.#areas) {
      other.setAttribute('tabindex', other === area ? '0' : '-1');
    }
  }
}

customElements.define('area-map', AreaMap);
