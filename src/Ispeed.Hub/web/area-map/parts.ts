/**
 * Puts the parts of an answer in place of those at hand. What had the focus keeps it where the answer has it too.
 * @returns false where the answer lacks a part: then it is another page, and has to be loaded as one.
 */
export function replaceParts(host: Element, answer: ParentNode): boolean {
  const pairs = [...host.querySelectorAll('[data-part]')].map(
    (old) => [old, answer.querySelector(`[data-part="${old.getAttribute('data-part')}"]`)] as const,
  );
  if (pairs.length === 0 || pairs.some(([, fresh]) => fresh === null)) {
    return false;
  }

  const focused = document.activeElement?.id;
  for (const [old, fresh] of pairs) {
    // Its children only: a live region speaks when what stands in it changes, and not when it is another one.
    old.replaceChildren(...[...fresh!.childNodes].map((node) => document.importNode(node, true)));
  }

  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus();
  }

  return true;
}
