import { make } from '../speed-test/dom.ts';

/** Twice the pixels of a page: a picture that is sharp in a document. */
const scale = 2;
const taken = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
] as const;

/** Gives a chart a button that keeps it as a picture. What the server renders inside is whole without it. */
class ChartFigure extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>('[data-png]');
    const drawing = this.querySelector<SVGSVGElement>('svg.wide');
    if (button && drawing) {
      button.hidden = false;
      button.onclick = () => void keep(drawing, this.getAttribute('name') ?? 'ispeed');
    }
  }
}

/** A copy that carries its looks with it: an image sees no style sheet of the page. */
function withLooks(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [
    [drawing, ...drawing.querySelectorAll('*')],
    [copy, ...copy.querySelectorAll('*')],
  ];
  for (const [at, original] of originals.entries()) {
    const looks = getComputedStyle(original);
    for (const name of taken) {
      copies[at]!.setAttribute(name, looks.getPropertyValue(name));
    }

    copies[at]!.removeAttribute('class');
  }

  copy.setAttribute('font-family', 'system-ui, sans-serif');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return copy;
}

async function keep(drawing: SVGSVGElement, name: string): Promise<void> {
  const { width, height } = drawing.viewBox.baseVal;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(withLooks(drawing)))}`;
  await image.decode();
  const canvas = make('canvas', { width: width * scale, height: height * scale });
  const paper = canvas.getContext('2d')!;
  paper.fillStyle = getComputedStyle(document.body).backgroundColor;
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  make('a', { href: canvas.toDataURL('image/png'), download: `${name}.png` }).click();
}

customElements.define('chart-figure', ChartFigure);
