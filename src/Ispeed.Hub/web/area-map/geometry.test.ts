import { describe, expect, test } from 'vitest';
import { type Frame, isWhole, moved, showing, zoomed } from './frame.ts';
import { nearest } from './nearest.ts';

const whole: Frame = { x: 0, y: 0, width: 640, height: 972 };

describe('the nearest area in a direction', () => {
  const spots = [
    { x: 100, y: 100 },
    { x: 200, y: 110 },
    { x: 150, y: 400 },
    { x: 110, y: 20 },
  ];

  test('is_the_one_that_lies_ahead', () => {
    expect(nearest(spots[0]!, spots, 'ArrowRight')).toBe(1);
    expect(nearest(spots[0]!, spots, 'ArrowDown')).toBe(2);
    expect(nearest(spots[0]!, spots, 'ArrowUp')).toBe(3);
    expect(nearest(spots[1]!, spots, 'ArrowLeft')).toBe(0);
  });

  test('is_none_at_the_edge', () => {
    expect(nearest(spots[3]!, spots, 'ArrowUp')).toBeUndefined();
    expect(nearest(spots[0]!, [], 'ArrowUp')).toBeUndefined();
  });

  test('never_is_where_one_stands', () => {
    expect(nearest(spots[0]!, [spots[0]!], 'ArrowRight')).toBeUndefined();
  });

  test('lies_rather_ahead_and_far_than_near_and_aside', () => {
    expect(
      nearest(
        { x: 0, y: 0 },
        [
          { x: 10, y: 40 },
          { x: 60, y: 5 },
        ],
        'ArrowRight',
      ),
    ).toBe(1);
  });

  test('lies_aside_only_where_nothing_is_ahead', () => {
    expect(nearest({ x: 0, y: 0 }, [{ x: 10, y: 40 }], 'ArrowRight')).toBe(0);
  });
});

describe('the frame', () => {
  test('keeps_the_spot_that_is_zoomed_at_where_it_is', () => {
    const around = { x: 400, y: 300 };
    const near = zoomed(whole, whole, 2, around);
    expect(near).toEqual({ x: 200, y: 150, width: 320, height: 486 });
    expect((around.x - near.x) / near.width).toBeCloseTo(around.x / whole.width);
  });

  test('is_whole_again_after_zooming_out_as_far_as_in', () => {
    const back = zoomed(zoomed(whole, whole, 3, { x: 10, y: 900 }), whole, 1 / 3, { x: 300, y: 300 });
    expect(isWhole(back, whole)).toBe(true);
    expect(back.x).toBeCloseTo(0);
    expect(back.y).toBeCloseTo(0);
  });

  test('never_leaves_the_drawing', () => {
    const near = zoomed(whole, whole, 4, { x: 320, y: 480 });
    expect(moved(near, whole, -10_000, 10_000)).toMatchObject({ x: 0, y: whole.height - near.height });
    expect(zoomed(whole, whole, 0.1, { x: 0, y: 0 })).toEqual(whole);
  });

  test('comes_no_nearer_than_twelve_times', () => {
    expect(zoomed(whole, whole, 1000, { x: 0, y: 0 }).width).toBeCloseTo(whole.width / 12);
  });

  test('moves_to_a_spot_outside_and_not_for_one_inside', () => {
    const near = zoomed(whole, whole, 4, { x: 0, y: 0 });
    expect(showing(near, whole, { x: 80, y: 120 })).toEqual(near);
    const there = showing(near, whole, { x: 500, y: 120 });
    expect(500 - there.x).toBeLessThan(there.width);
    expect(there.y).toBe(near.y);
  });
});
