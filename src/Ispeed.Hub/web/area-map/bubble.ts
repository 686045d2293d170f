import { make } from '../speed-test/dom.ts';

/** "Phường Nha Trang: 167 Mbit/s …": the name stands out. */
function sentence(says: string): Node[] {
  const at = says.indexOf(': ');
  return at < 0 ? [make('strong', {}, says)] : [make('strong', {}, says.slice(0, at)), document.createTextNode(` ${says.slice(at + 2)}`)];
}

/** What is said of an area: beside the pointer or the focus, or below the drawing with links. Screen readers have the link's own name. */
export class Bubble {
  readonly #bubble = make('p', { class: 'map-bubble', 'aria-hidden': 'true', hidden: true });
  readonly #card = make('div', { class: 'map-card', hidden: true });
  readonly #names: { map: string; figures: string };

  constructor(names: { map: string; figures: string }) {
    this.#names = names;
  }

  /** Puts itself into a frame, whose children may have been replaced. */
  join(frame: Element): void {
    frame.append(this.#bubble, this.#card);
    this.hide();
  }

  /** At a place in the frame, pixels. */
  show(area: Element, frame: DOMRect, x: number, y: number): void {
    this.#bubble.replaceChildren(...sentence(area.getAttribute('aria-label') ?? ''));
    this.#bubble.hidden = false;
    const { width, height } = this.#bubble.getBoundingClientRect();
    const left = Math.max(0, Math.min(x - frame.left - width / 2, frame.width - width));
    const above = y - frame.top - height - 14;
    this.#bubble.style.left = `${left}px`;
    this.#bubble.style.top = `${above >= 0 ? above : y - frame.top + 18}px`;
  }

  /** With links below the drawing, for fingers, which hide what they touch. */
  tell(area: Element): void {
    const figures = area.getAttribute('data-figures');
    const href = area.getAttribute('href') ?? '';
    this.#card.replaceChildren(
      make('p', { role: 'status' }, ...sentence(area.getAttribute('aria-label') ?? '')),
      make(
        'p',
        { class: 'buttons' },
        make('a', { class: 'button', href: figures ?? href }, this.#names.figures),
        ...(figures === null ? [] : [make('a', { class: 'button quiet', href }, this.#names.map)]),
      ),
    );
    this.#card.hidden = false;
  }

  hide(): void {
    this.#bubble.hidden = true;
  }
}
