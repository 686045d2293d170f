// What the pages gain from scripts: copying a link, and a theme that differs from the device's. Nothing here is needed to read a page.
const themeKey = 'ispeed.theme';

const kept = (() => {
  try {
    return localStorage.getItem(themeKey);
  } catch {
    return null; // storage is switched off: the device's theme it is
  }
})();
if (kept === 'light' || kept === 'dark') {
  document.documentElement.dataset.theme = kept;
}

const isDark = () =>
  document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;

document.addEventListener('DOMContentLoaded', () => {
  const toggle = document.querySelector('[data-theme-toggle]');
  if (toggle) {
    toggle.hidden = false;
    toggle.setAttribute('aria-pressed', String(isDark()));
    toggle.addEventListener('click', () => {
      const theme = isDark() ? 'light' : 'dark';
      document.documentElement.dataset.theme = theme;
      toggle.setAttribute('aria-pressed', String(theme === 'dark'));
      try {
        localStorage.setItem(themeKey, theme);
      } catch {
        // Storage is switched off: the choice lasts as long as the page.
      }
    });
  }

  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) {
      continue;
    }

    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const label = button.querySelector('[data-label]') ?? button;
      label.textContent = button.dataset.copied;
    });
  }
});

// The hub's answer links to the result in its first language; a reader of another one stays there.
document.addEventListener('ispeed:done', (event) => {
  const results = document.querySelector('[data-results]')?.dataset.results;
  const id = event.detail?.measurement?.id;
  if (results && id && event.detail.link) {
    event.preventDefault();
    location.assign(results + id + new URL(event.detail.link, location.href).search);
  }
});

// On a code's page: whether this device counts this month. A device that never measured is not asked about.
document.addEventListener('DOMContentLoaded', async () => {
  const notice = document.querySelector('[data-standing]');
  if (!notice) {
    return;
  }

  try {
    const device = localStorage.getItem('ispeed.device');
    if (!device) {
      return;
    }

    const answer = await fetch(notice.dataset.standing, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ device }),
    });
    const sentence = answer.ok ? JSON.parse(notice.dataset.sentences)[(await answer.json()).reason] : undefined;
    if (sentence) {
      notice.textContent = sentence;
      notice.hidden = false;
    }
  } catch {
    // No network, or storage is switched off: the page says what to do all the same.
  }
});
