import { createHash } from 'node:crypto';

/** Text that is safe between tags and in quoted attributes. */
class Html {
  constructor(readonly text: string) {}
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function safe(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(safe).join('');
  return value === undefined || value === false ? '' : String(value).replace(/[&<>"']/g, (character) => escapes[character]!);
}

/** HTML whose values are escaped, unless they are HTML themselves. `undefined` and `false` are left out. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(strings.reduce((text, part, index) => text + safe(values[index - 1]) + part));
}

/** HTML that somebody else wrote and we trust: of oidc-provider. */
export const trusted = (text: string) => new Html(text);

const style = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #16191f; --quiet: #5a6270; --line: #d5d9e0; --accent: #1f5fd6; --on-accent: #fff; --bad: #b3261e; --bad-ground: #fdecea }
@media (prefers-color-scheme: dark) { :root { --ground: #101216; --card: #191c22; --ink: #edeff3; --quiet: #a3abb9; --line: #363c47; --accent: #7fabff; --on-accent: #0b1220; --bad: #ffb4ab; --bad-ground: #3b1613 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 25rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem }
.brand { margin: 0 0 1.5rem; font-weight: 700; letter-spacing: .02em; color: var(--quiet) }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3 }
p { margin: 0 0 1.25rem }
.quiet { color: var(--quiet) }
.fault { padding: .625rem .75rem; border-radius: .5rem; background: var(--bad-ground); color: var(--bad) }
label { display: block; margin-bottom: .25rem; font-weight: 600 }
input { width: 100%; margin-bottom: 1rem; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: .5rem }
ul { margin: 0 0 1.5rem; padding: 0; list-style: none; border-top: 1px solid var(--line) }
li { padding: .625rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
.actions { display: flex; gap: .75rem }
button { flex: 1; padding: .625rem 1rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer }
button.second { color: var(--ink); background: transparent; border-color: var(--quiet) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

export interface Page {
  body: string;
  headers: Record<string, string>;
}

/**
 * A page that asks nobody for anything: no script, and the one style that stands in it.
 * @param leadsTo origins that its forms may lead to beside our own, by a redirect
 */
export function page(title: string, content: Html, leadsTo: readonly string[] = []): Page {
  const shown = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Strata</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
<p class="brand">Strata</p>
${content}
</main>
</body>
</html>
`;
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${["'self'", ...leadsTo].join(' ')}; frame-ancestors 'none'; base-uri 'none'`;
  // Without a referrer a browser says `Origin: null` of a form that is sent (https://fetch.spec.whatwg.org/#append-a-request-origin-header), as it does of a stranger's: then nobody could sign in.
  const privacy = { 'referrer-policy': 'same-origin' };
  return { body: shown.text, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'cache-control': 'no-store', ...privacy } };
}
