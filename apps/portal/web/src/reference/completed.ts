/**
 * What Scalar 1.72 leaves out for who listens or uses no mouse, by what it is found with. Each is added once; Scalar draws
 * parts of the page late, and leaves what it has not set.
 */
const completions: [selector: string, complete: (element: HTMLElement) => void][] = [
  // The name of the button stands in it where it is hovered, and nowhere else; what it is said to control is not always there.
  [
    '.scalar-code-copy:not([aria-label]), [class*="copy-button"][aria-controls]',
    (button) => {
      button.setAttribute('aria-label', 'Copy');
      button.removeAttribute('aria-controls');
    },
  ],
  [
    '[role="combobox"].code-input-lite__editor:not([aria-expanded])',
    (field) => {
      if (!field.hasAttribute('aria-label')) field.setAttribute('aria-label', labelOf(field) ?? 'Value');
      field.setAttribute('aria-expanded', 'false');
      // Suggestions are drawn when they are asked for: until then it controls itself alone.
      field.parentElement!.id ||= `field-${(fields += 1)}`;
      field.setAttribute('aria-controls', field.parentElement!.id);
    },
  ],
  // A link without an address, which opens the operation when it is clicked.
  [
    'a.endpoint:not([tabindex])',
    (link) => {
      link.tabIndex = 0;
      link.setAttribute('role', 'link');
      link.addEventListener('keydown', ({ key }) => {
        if (key === 'Enter') link.click();
      });
    },
  ],
  // Who speaks to the page says what is to be seen on it.
  ['.show-more[aria-label]', (button) => button.removeAttribute('aria-label')],
  // A button that says it is none.
  ['button[role="none"]', (button) => button.removeAttribute('role')],
  // Code that scrolls.
  ['.cm-content:not([aria-label])', (code) => code.setAttribute('aria-label', code.isContentEditable ? 'Body of the request' : 'Body of the answer')],
  ['.cm-scroller[tabindex="-1"]', (code) => (code.tabIndex = 0)],
  // Its own example of a key is a joke.
  ['input[placeholder^="QUxM"]', (input) => input.setAttribute('placeholder', 'Paste it here: it stays in this page')],
];

let fields = 0;

/** The label of a row of a table of Scalar's: it is before the field. */
const labelOf = (field: HTMLElement) => field.closest('td')?.querySelector('label')?.textContent?.trim();

/** Completes what is drawn into an element, now and later. @returns what ends it */
export function complete(root: Element): () => void {
  const all = () => {
    for (const [selector, completion] of completions) for (const element of root.querySelectorAll<HTMLElement>(selector)) completion(element);
  };
  const observer = new MutationObserver(all);
  observer.observe(root, { childList: true, subtree: true });
  all();
  return () => observer.disconnect();
}
