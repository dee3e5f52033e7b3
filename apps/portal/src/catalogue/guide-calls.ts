import type { ApiAddresses } from './catalogue.js';

/** Where `npm start` answers: in the repository guides call that. */
const local = 'http://127.0.0.1:3000';

const apiOfPath: Record<string, string> = { web: 'experience-web', mobile: 'experience-mobile', bi: 'experience-bi', 'order-to-cash': 'process-order-to-cash', erp: 'system-erp', crm: 'system-crm' };

/** A token of the demo's own clients, which only who has the repository gets. */
const demoToken = /^auth="authorization: Bearer \$\(npm run -s token -- [\w-]+\)"$/gm;

const withKey = 'Put an API key of [an app of yours](/portal/apps) in the place of `YOUR_API_KEY`.';

/**
 * The guide as a developer of a partner can follow it: calls go to this installation, with a key of an app, and find a
 * customer of that app's. In the repository they are the demo's, so that they run beside `npm start` as they are.
 */
export function calledFromOutside(markdown: string, addresses: ApiAddresses): string {
  const addressed = markdown.replaceAll(new RegExp(`${local}(?:/([\\w-]+)/v1\\b)?`, 'g'), (found, path: string | undefined) => {
    const address = addresses.byApi.get(apiOfPath[path ?? ''] ?? '') ?? addresses.portal;
    return `${address.replace(/\/$/, '')}${found.slice(local.length)}`;
  });
  const called = addressed.replaceAll(demoToken, 'auth="x-api-key: YOUR_API_KEY"');
  if (called === addressed) return addressed;
  return called
    .replaceAll(/\/customers\?query=\d+/g, '/customers?limit=1')
    .replace(', against `npm start`, from top to bottom.', ', from top to bottom.')
    .replace(/^(# .+\n+.+)\n/, `$1\n\n${withKey}\n`);
}
