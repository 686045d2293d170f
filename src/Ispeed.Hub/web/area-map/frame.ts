import type { Spot } from './nearest.ts';

/** The part of a drawing that is seen, in its units. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Nearer, a border is a few straight lines and says nothing more. */
const nearest = 12;

/** The frame `factor` times nearer, around a spot that stays where it is; never nearer than twelve times, never wider than the whole. */
export function zoomed(frame: Frame, whole: Frame, factor: number, around: Spot): Frame {
  const width = Math.min(whole.width, Math.max(whole.width / nearest, frame.width / factor));
  const share = width / frame.width;
  return inside(
    { x: around.x - (around.x - frame.x) * share, y: around.y - (around.y - frame.y) * share, width, height: frame.height * share },
    whole,
  );
}

/** The frame moved by so many units; it stays inside the whole. */
export function moved(frame: Frame, whole: Frame, dx: number, dy: number): Frame {
  return inside({ ...frame, x: frame.x + dx, y: frame.y + dy }, whole);
}

/** The frame moved just so far that a spot is seen, with some room around it. */
export function showing(frame: Frame, whole: Frame, { x, y }: Spot): Frame {
  const [roomX, roomY] = [frame.width / 8, frame.height / 8];
  const by = (at: number, start: number, length: number, room: number): number =>
    at < start + room ? at - start - room : at > start + length - room ? at - start - length + room : 0;
  return moved(frame, whole, by(x, frame.x, frame.width, roomX), by(y, frame.y, frame.height, roomY));
}

export const isWhole = (frame: Frame, whole: Frame): boolean => frame.width > whole.width * 0.999;

function inside(frame: Frame, whole: Frame): Frame {
  const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
  return {
    ...frame,
    x: clamp(frame.x, whole.x, whole.x + whole.width - frame.width),
    y: clamp(frame.y, whole.y, whole.y + whole.height - frame.height),
  };
}
