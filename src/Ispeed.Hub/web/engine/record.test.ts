import { expect, test } from 'vitest';
import { familyOf, readRecord } from './record.ts';

const run = '01890a5d-ac96-774b-bcce-b302099a8057';
const token = (body: unknown): string => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const packed = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return `e30.${packed.replaceAll('+', '-').replaceAll('/', '_')}.c2ln`;
};
const down = {
  bytes: 1_000_000,
  inFlight: 5000,
  micros: 900_000,
  streams: 2,
  congestionControl: 'bbr',
  minRttMicros: 20_000,
  bytesRetransmitted: 1448,
  busyMicros: 1_000_000,
  receiverLimitedMicros: 200_000,
  senderLimitedMicros: 0,
};

test('a_record_is_read_with_what_the_points_kernel_saw', () => {
  const record = readRecord(token({ run, point: 'Điểm đo', address: '2001:db8::5', down, up: null }), run);
  expect(record?.point).toBe('Điểm đo');
  expect(record?.down).toMatchObject({ bytes: 1_000_000, congestionControl: 'bbr', busyMicros: 1_000_000, receiverLimitedMicros: 200_000 });
  expect(record?.up).toBeNull();
});

test('the_record_of_another_run_is_none', () => {
  expect(readRecord(token({ run: 'another', down }), run)).toBeNull();
});

test.each(['', '.', 'a.b.c', `e30.${'%'.repeat(8)}.x`, token('null'), token('7'), token('"text"'), token('{')])(
  '%s_is_no_record',
  (text) => {
    expect(readRecord(text, run)).toBeNull();
  },
);

test('counts_that_are_none_become_nothing_instead_of_arithmetic', () => {
  const lie = { bytes: '9', inFlight: -1, minRttMicros: null, busyMicros: 'x', congestionControl: 7 };
  expect(readRecord(token({ run, down: lie, up: [] }), run)).toMatchObject({
    down: { bytes: 0, inFlight: 0, minRttMicros: 0, busyMicros: 0, receiverLimitedMicros: 0, congestionControl: null },
    up: { bytes: 0 },
  });
});

test.each([
  ['203.0.113.5', 4],
  ['::ffff:203.0.113.5', 4],
  ['2001:db8::5', 6],
  ['[2001:db8::5]', 6],
  ['point.example', null],
  ['undefined', null],
] as const)('%s_is_of_family_%s', (address, family) => {
  expect(familyOf(address)).toBe(family);
});
