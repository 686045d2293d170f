import { expect, test } from 'vitest';
import { uuid7 } from './identity.ts';

test('an_identifier_carries_its_time_its_version_and_its_variant', () => {
  const id = uuid7(0x0197_0000_1234, (bytes) => bytes.fill(0xff));
  expect(id).toBe('01970000-1234-7fff-bfff-ffffffffffff');
});

test('later_identifiers_sort_later', () => {
  const random = (bytes: Uint8Array): void => {
    bytes.fill(0x5a);
  };
  expect(uuid7(1_800_000_000_000, random) < uuid7(1_800_000_000_001, random)).toBe(true);
});
