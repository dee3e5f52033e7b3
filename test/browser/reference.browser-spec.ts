import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PortalClient } from '../harness/portal-client.js';
import { RunningStrata } from '../harness/running-strata.js';
import { openChromium } from './chromium.js';
import { Visitor } from './portal-visitor.js';

/** Scalar's page is long, and axe looks at all of it. */
const patient = { timeout: 150_000 };

/** Signs up and makes an app with a key, as the portal's pages do. */
async function newKey(portal: PortalClient): Promise<string> {
  const { app } = (await (await portal.join('reader')).post('/apps', { name: 'Reader' })).body;
  return (await portal.post(`/apps/${app.appId}/sandbox/keys`, { name: 'Reference', scopes: ['customers:read'], expiresInDays: 1 })).body.secret as string;
}

describe('the reference of an API', () => {
  let strata: RunningStrata;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    [strata, browser] = await Promise.all([RunningStrata.start(), openChromium()]);
  });
  beforeEach(async ({ onTestFailed }) => {
    onTestFailed(async () => console.error(await strata.logs()));
    visitor = await Visitor.come(browser, strata.baseUrl);
    await visitor.opens('/apis/experience-web/reference#tag/customers/GET/web/v1/customers');
    await tests().waitFor();
  });
  // A page that asked another host, or in which something went wrong, fails its test here.
  afterEach(() => {
    // A library of Scalar's asks once whether it may compile, which the policy refuses, and does without.
    visitor.errors.splice(0, Infinity, ...visitor.errors.filter((text) => text !== 'refused by the policy: script-src eval'));
    return visitor.leaves();
  });
  afterAll(async () => {
    await browser.close();
    await strata.stop();
  });
  const tests = () => visitor.page.getByRole('button', { name: /Test Request.*\/web\/v1\/customers\)/ });

  it('is answered 200 with a key, and nobody else is asked', patient, async () => {
    const { page } = visitor;
    const key = await newKey(new PortalClient(strata.baseUrl));
    await page.getByPlaceholder('Paste it here').first().fill(key);
    await tests().click();
    const answered = page.waitForResponse((response) => response.url().includes('/web/v1/customers'));
    await page.getByRole('dialog').getByRole('button', { name: /^Send get/ }).click();
    const response = await answered;
    expect([response.status(), response.request().headers()['x-api-key']]).toEqual([200, key]);
    await page.getByText('200 OK').waitFor();
    expect(await visitor.faults([{ colorScheme: 'light', width: 1440 }])).toEqual([]);
  });

  it('follows the look of the system while it is open, and the one that is chosen', patient, async () => {
    const { page } = visitor;
    const ground = () => page.evaluate<string>("getComputedStyle(document.querySelector('.scalar-app')).backgroundColor");
    const light = await ground();
    const isLight = async (expected: boolean): Promise<void> => {
      await expect.poll(async () => (await ground()) === light, { timeout: 30_000 }).toBe(expected);
    };
    await page.emulateMedia({ colorScheme: 'dark' });
    await isLight(false);
    await page.emulateMedia({ colorScheme: 'light' });
    await isLight(true);
    await page.getByRole('button', { name: /^Look: / }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await isLight(false);
  });

  it('can be read by everybody, in both looks and on a phone', patient, async () => {
    expect(await visitor.faults()).toEqual([]);
  });
});
