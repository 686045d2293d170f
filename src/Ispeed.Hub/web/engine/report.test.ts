import { expect, test } from 'vitest';
import { losesSegments, reportOf } from './report.ts';

test('a_report_is_read', () => {
  expect(reportOf('{"ElapsedTime":7,"Ispeed":{"RunTime":250000,"RunBytes":1000000,"LeftStartUp":true}}')).toEqual({
    runTime: 250_000,
    runBytes: 1_000_000,
    leftStartUp: true,
    sender: null,
  });
});

test('a_whole_report_tells_what_the_sender_has_sent_again', () => {
  const text = '{"TCPInfo":{"BytesAcked":5000000,"BytesRetrans":14480},"Ispeed":{"RunTime":1,"RunBytes":2}}';
  expect(reportOf(text)?.sender).toEqual({ acked: 5_000_000, sentAgain: 14_480 });
  expect(reportOf(text.replace('14480', '-1'))?.sender).toBeNull();
});

test('segments_are_lost_where_three_and_more_than_a_thousandth_were_sent_again', () => {
  expect(losesSegments([{ acked: 1_000_000, sentAgain: 4343 }])).toBe(false);
  expect(
    losesSegments([
      { acked: 1_000_000, sentAgain: 2172 },
      { acked: 0, sentAgain: 2172 },
    ]),
  ).toBe(true);
  expect(losesSegments([{ acked: 9_000_000, sentAgain: 4344 }])).toBe(false);
  expect(losesSegments([])).toBe(false);
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
