export interface Spot {
  readonly x: number;
  readonly y: number;
}

export type Way = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** Turns a way into the right: then "ahead" is x and "aside" is y. */
const turned: Record<Way, (dx: number, dy: number) => [ahead: number, aside: number]> = {
  ArrowRight: (dx, dy) => [dx, dy],
  ArrowLeft: (dx, dy) => [-dx, dy],
  ArrowDown: (dx, dy) => [dy, dx],
  ArrowUp: (dx, dy) => [-dy, dx],
};

/**
 * The spot that a person means by an arrow key: the nearest one that lies ahead, where being aside counts double, so that a row is walked along.
 * Where nothing lies within 45° of the way, anything ahead will do. Undefined at the edge.
 */
export function nearest(from: Spot, spots: readonly Spot[], way: Way): number | undefined {
  let best: { at: number; cost: number } | undefined;
  for (const [at, spot] of spots.entries()) {
    const [ahead, aside] = turned[way](spot.x - from.x, spot.y - from.y);
    if (ahead <= 0) {
      continue;
    }

    const isBeside = Math.abs(aside) > ahead;
    const cost = Math.hypot(ahead, 2 * aside) + (isBeside ? 1e6 : 0);
    if (best === undefined || cost < best.cost) {
      best = { at, cost };
    }
  }

  return best?.at;
}
