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

/** Colours and measures of the portal's pages: apps/portal/web/src/design/tokens.css. */
const style = `
:root { color-scheme: light dark; --ground: light-dark(#f7f8fa, #0e1116); --card: light-dark(#fff, #161a21); --ink: light-dark(#14171c, #eceff4); --quiet: light-dark(#565f6d, #a2adbc); --line: light-dark(#e1e5eb, #272d38); --edge: light-dark(#848d9b, #6f7a8a); --accent: light-dark(#1d5bd0, #86b1ff); --on-accent: light-dark(#fff, #0a1428); --bad: light-dark(#b3261e, #ffb1a8); --bad-ground: light-dark(#fdeeec, #3a1613) }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif }
main { width: 100%; max-width: 25rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .875rem; box-shadow: 0 1px 2px rgb(16 24 40 / 6%) }
.brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.5rem; font-size: 1.0625rem; font-weight: 700 }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3 }
p { margin: 0 0 1.25rem }
main > :last-child { margin-bottom: 0 }
code { font: .8125rem ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace }
.quiet { color: var(--quiet) }
.fault { padding: .625rem .75rem; border-radius: .5rem; background: var(--bad-ground); color: var(--bad) }
label { display: block; margin-bottom: .25rem; font-weight: 600 }
input { width: 100%; margin-bottom: 1rem; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--edge); border-radius: .375rem }
ul { margin: 0 0 1.5rem; padding: 0; list-style: none; border-top: 1px solid var(--line) }
li { padding: .625rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
.actions { display: flex; gap: .75rem }
button { flex: 1; padding: .625rem 1rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .375rem; cursor: pointer }
button.second { color: var(--ink); background: transparent; border-color: var(--edge) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`;

/** The sign of the portal: apps/portal/web/src/layout/brand.tsx. */
const mark = trusted('<svg width="24" height="24" viewBox="0 0 32 32" fill="var(--accent)" aria-hidden="true"><path d="M16 4 29 10.5 16 17 3 10.5z"/><path opacity=".62" d="m6.6 14.3-3.6 1.9L16 22.7l13-6.5-3.6-1.9L16 19z"/><path opacity=".34" d="m6.6 20-3.6 1.8 13 6.5 13-6.5-3.6-1.8-9.4 4.7z"/></svg>');

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
<p class="brand">${mark}Strata</p>
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
