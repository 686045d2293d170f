import { expect, test } from 'vitest';
import english from './texts.en.json';
import { type TextKey, Texts } from './texts.ts';
import vietnamese from './texts.vi.json';

const placeholders = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

test('both_languages_have_the_same_keys_in_the_same_order', () => {
  expect(Object.keys(english)).toEqual(Object.keys(vietnamese));
});

test.each(Object.keys(vietnamese) as TextKey[])('%s_has_the_same_placeholders_in_both_languages', (key) => {
  expect(placeholders(english[key])).toEqual(placeholders(vietnamese[key]));
});

test('vietnamese_is_written_in_composed_form', () => {
  for (const sentence of Object.values(vietnamese)) {
    expect(sentence).toBe(sentence.normalize('NFC'));
  }
});

test('numbers_are_written_by_the_language_of_the_page', () => {
  expect(new Texts({}, 'vi').speed(8.714)).toBe('8,71');
  expect(new Texts({}, 'en').speed(43.21)).toBe('43.2');
  expect(new Texts({}, 'en').speed(312.4)).toBe('312');
});

test('a_missing_text_shows_its_key', () => {
  expect(new Texts({}, 'vi').get('start')).toBe('start');
});
