import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningStrata } from '../harness/running-strata.js';
import { openChromium } from './chromium.js';

/** Scalar's page is long, and axe looks at all of it. */
const patient = { timeout: 150_000 };

/** Signs up and makes an app with a key, as the portal's pages do. */
async function newKey(portal: string): Promise<string> {
  let cookie = '';
  const send = async (path: string, body: object) => {
    const response = await fetch(`${portal}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { app: { appId: string }; secret: string };
  };
  const person = { email: 'reader@partner.example', password: 'correct horse battery staple' };
  await send('/accounts', { ...person, name: 'Rae Reader' });
  await send('/session', person);
  const { app } = await send('/apps', { name: 'Reader' });
  return (await send(`/apps/${app.appId}/sandbox/keys`, { name: 'Reference', scopes: ['customers:read'], expiresInDays: 1 })).secret;
}

describe('the reference of an API', () => {
  let strata: RunningStrata;
  let browser: Browser;
  /** Requests to hosts beside the portal's own. */
  const strangers: string[] = [];

  beforeAll(async () => {
    [strata, browser] = await Promise.all([RunningStrata.start(), openChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await strata.stop();
  });

  const opens = async (width: number, colorScheme: 'light' | 'dark'): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('request', (request) => {
      const { host, protocol } = new URL(request.url());
      if (host !== new URL(strata.baseUrl).host && !['data:', 'blob:'].includes(protocol)) strangers.push(request.url());
    });
    await page.goto(`${strata.baseUrl}/portal/apis/experience-web/reference#tag/customers/GET/web/v1/customers`);
    await page.getByRole('button', { name: /Test Request.*\/web\/v1\/customers\)/ }).waitFor();
    return page;
  };
  const faults = async (page: Page, part = 'body') => (await new AxeBuilder({ page }).include(part).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);

  it('is answered 200 with a key, and nobody else is asked', patient, async () => {
    const key = await newKey(`${strata.baseUrl}/portal/v1`);
    const page = await opens(1_440, 'light');
    await page.getByPlaceholder('Paste it here').first().fill(key);
    await page.getByRole('button', { name: /Test Request.*\/web\/v1\/customers\)/ }).click();
    const answered = page.waitForResponse((response) => response.url().includes('/web/v1/customers'));
    await page.getByRole('dialog').getByRole('button', { name: /^Send get/ }).click();
    const response = await answered;
    expect([response.status(), response.request().headers()['x-api-key']]).toEqual([200, key]);
    await page.getByText('200 OK').waitFor();
    expect(await faults(page, '[role="dialog"]')).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it.each([360, 1_440].flatMap((width) => (['light', 'dark'] as const).map((look) => [width, look] as const)))('can be read by everybody, %i px wide and %s', patient, async (width, look) => {
    const page = await opens(width, look);
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
    expect(strangers).toEqual([]);
    await page.context().close();
  });
});
