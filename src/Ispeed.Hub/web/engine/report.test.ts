import { expect, test } from 'vitest';
import { reportOf } from './report.ts';

test('a_report_is_read', () => {
  expect(reportOf('{"ElapsedTime":7,"Ispeed":{"RunTime":250000,"RunBytes":1000000,"LeftStartUp":true}}')).toEqual({
    runTime: 250_000,
    runBytes: 1_000_000,
    leftStartUp: true,
  });
});

test.each([
  '',
  'null',
  '7',
  '{}',
  '[]',
  '{"Ispeed":null}',
  '{"Ispeed":7}',
  '{"Ispeed":{}}',
  '{"Ispeed":{"RunTime":"1","RunBytes":1}}',
  '{"Ispeed":{"RunTime":1}}',
  '{"Ispeed":{"RunTime":-1,"RunBytes":1}}',
  '{"Ispeed":{"RunTime":1,"RunBytes":1e300}}',
  '{"Ispeed":{"RunTime":1,"RunBytes":0.5}}',
  '{"Ispeed":{"RunTime":1,"RunBytes":null}}',
])('nothing_is_read_from_%s', (text) => {
  expect(reportOf(text)).toBeNull();
});
