/** Stops the build of a list with a sentence. */
export const must = (holds, sentence) => {
  if (!holds) {
    console.error(`build-areas: ${sentence}`);
    process.exit(1);
  }
};

/** NFC, one space between words. */
export const tidy = (text) => (text ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim();

/** One key for both spellings of tone marks (hoà, hòa) and for both apostrophes, case apart. */
export const spelling = (text) =>
  tidy(text)
    .toLowerCase()
    .replaceAll('’', "'")
    .normalize('NFD')
    .replace(/([\u0300\u0301\u0303\u0309\u0323])((?:[aeiouy]|\p{M})*)/gu, '$2$1')
    .normalize('NFC');

/** The code of every name is clean, and no code is there twice. */
export function check(list, count, format, what) {
  must(list.length === count, `${count} ${what} were expected, ${list.length} are there.`);
  must(new Set(list.map((area) => area.code)).size === count, `a code of the ${what} is there twice.`);
  for (const area of list) {
    must(format.test(area.code), `"${area.code}" is no code of the ${what}.`);
    must(area.name.length > 0 && area.fullName === area.fullName.normalize('NFC'), `"${area.fullName}" (${area.code}) is no clean name.`);
    must(/^[\p{L}\d .'’()–-]+$/u.test(area.fullName), `"${area.fullName}" (${area.code}) has a character that no name has.`);
  }
}
