import { type Frame, isWhole, moved, showing, zoomed } from './frame.ts';
import type { Spot } from './nearest.ts';

/** Pixels below which a pointer that moves is still a press. */
const pressed = 6;

/** A drawing that is zoomed and moved by its view box. */
export class MapFrame {
  readonly #drawing: SVGSVGElement;
  readonly #whole: Frame;
  readonly #pointers = new Map<number, Spot>();
  #frame: Frame;
  #travelled = 0;

  constructor(drawing: SVGSVGElement) {
    this.#drawing = drawing;
    const { x, y, width, height } = drawing.viewBox.baseVal;
    this.#whole = { x, y, width, height };
    this.#frame = this.#whole;
    drawing.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    drawing.addEventListener('pointerdown', (event) => this.#down(event));
    drawing.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
      drawing.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }

    drawing.addEventListener('dragstart', (event) => event.preventDefault()); // links are dragged elsewhere otherwise
  }

  get box(): DOMRect {
    return (this.#drawing.parentElement ?? this.#drawing).getBoundingClientRect();
  }

  /** Whether the last press was a drag. */
  get hasMoved(): boolean {
    return this.#travelled > pressed;
  }

  get isDragged(): boolean {
    return this.#pointers.size > 0 && this.hasMoved;
  }

  zoom(factor: number, around: Spot = { x: this.#frame.x + this.#frame.width / 2, y: this.#frame.y + this.#frame.height / 2 }): void {
    this.#show(zoomed(this.#frame, this.#whole, factor, around));
  }

  showAll(): void {
    this.#show(this.#whole);
  }

  bringInto(area: SVGGraphicsElement): void {
    this.#show(showing(this.#frame, this.#whole, this.middleOf(area)));
  }

  middleOf(area: SVGGraphicsElement): Spot {
    const { x, y, width, height } = area.getBBox();
    return { x: x + width / 2, y: y + height / 2 };
  }

  #show(frame: Frame): void {
    this.#frame = frame;
    this.#drawing.setAttribute('viewBox', `${frame.x} ${frame.y} ${frame.width} ${frame.height}`);
    this.#drawing.classList.toggle('zoomed', !isWhole(frame, this.#whole));
  }

  #spotOf(at: Spot): Spot {
    const { left, top, width, height } = this.#drawing.getBoundingClientRect();
    return {
      x: this.#frame.x + ((at.x - left) / width) * this.#frame.width,
      y: this.#frame.y + ((at.y - top) / height) * this.#frame.height,
    };
  }

  // With Ctrl only, which is also what pinching a touch pad sends: a plain wheel scrolls the page.
  #wheel(event: WheelEvent): void {
    if (event.ctrlKey) {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 200), this.#spotOf({ x: event.clientX, y: event.clientY }));
    }
  }

  #down(event: PointerEvent): void {
    if (this.#pointers.size === 0) {
      this.#travelled = 0;
    }

    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) {
      return;
    }

    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    this.#travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (other !== undefined) {
      const spread = (spot: Spot): number => Math.hypot(spot.x - other.x, spot.y - other.y);
      this.zoom(spread(now) / Math.max(spread(before), 1), this.#spotOf({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }));
    } else if (!isWhole(this.#frame, this.#whole)) {
      const unit = this.#frame.width / this.#drawing.getBoundingClientRect().width;
      this.#show(moved(this.#frame, this.#whole, (before.x - now.x) * unit, (before.y - now.y) * unit));
    }
  }
}
