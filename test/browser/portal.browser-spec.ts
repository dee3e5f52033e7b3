import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answersOfWebGuide, answersTo, commandsIn } from '../e2e/guide.js';
import { RunningStrata } from '../harness/running-strata.js';
import { openChromium } from './chromium.js';
import { visitIssuer } from './issuer-pages.js';
import { busyUsage, manyCalls } from './portal-usage.js';
import { Visitor } from './portal-visitor.js';

const password = 'correct horse battery staple';
/** Every page is looked at four times over. */
const patient = { timeout: 150_000 };
const email = (name: string) => `${name}@partner.example`;

describe('the portal', () => {
  let strata: RunningStrata;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    [strata, browser] = await Promise.all([RunningStrata.start(), openChromium()]);
  });
  beforeEach(async ({ onTestFailed }) => {
    onTestFailed(async () => console.error(visitor.page.url(), (await visitor.page.locator('body').textContent().catch(() => ''))?.slice(0, 2_000), await strata.logs()));
    visitor = await Visitor.come(browser, strata.baseUrl);
  });
  // A page that asked another host fails its test here.
  afterEach(() => visitor.leaves());
  afterAll(async () => {
    await browser.close();
    await strata.stop();
  });

  const signsUp = async ({ page }: Visitor, name: string) => {
    await visitor.fills(page.getByLabel('Name'), 'Dana Developer');
    await visitor.fills(page.getByLabel('E-mail'), email(name));
    await visitor.fills(page.getByLabel('Password'), password);
    await visitor.clicks(page.getByRole('main').getByRole('button', { name: 'Create account' }));
  };
  const createsApp = async ({ page }: Visitor, name: string) => {
    await page.getByRole('heading', { name: 'Create an app' }).waitFor();
    await visitor.fills(page.getByLabel('Name', { exact: true }), name);
    await visitor.clicks(page.getByRole('button', { name: 'Create app' }));
  };
  const answered = () => visitor.page.getByRole('dialog').locator('.badge.good');

  it('brings a stranger to their first 200 in four clicks and four fields', async () => {
    const { page } = visitor;
    await visitor.opens('');
    await visitor.clicks(page.getByRole('link', { name: 'Start in the sandbox' }));
    await signsUp(visitor, 'first');
    await createsApp(visitor, 'Order desk');
    await visitor.clicks(page.getByRole('button', { name: 'Make the first call' }));
    expect(await answered().textContent()).toContain('200');
    expect(await page.getByLabel('Answer').textContent()).toContain('"customerId"');
    // At most six actions, where a form that is filled in and sent is one.
    expect(visitor.did).toEqual({ clicks: 4, fields: 4 });
  });

  it('can be used from the start to the first 200 without a mouse', async () => {
    const { page } = visitor;
    const { keyboard } = page;
    const enters = async (role: string, name: string, text?: string) => {
      await visitor.tabsTo(role, name);
      await (text === undefined ? keyboard.press('Enter') : keyboard.type(text));
    };
    await visitor.opens('');
    await keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('content');
    await enters('link', 'Start in the sandbox');
    await page.getByRole('heading', { name: 'Create your account' }).waitFor();
    await enters('textbox', 'Name', 'Kim Keyboard');
    await enters('textbox', 'E-mail', email('keyboard'));
    // A password has no role.
    await keyboard.press('Tab');
    await keyboard.type(password);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Create an app' }).waitFor();
    await enters('textbox', 'Name', 'Keyboard app');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // It says once what is shown once, and is not closed by mistake.
    await keyboard.press('Escape');
    await page.getByText('This is the only time that you see this secret.').waitFor();
    await enters('button', 'Make the first call');
    expect(await answered().textContent()).toContain('200');
    await enters('button', 'I have kept the secret');
    await page.getByRole('heading', { name: 'Keyboard app', level: 1 }).waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Keyboard app');
    await enters('button', 'New key');
    await page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus is where it was, also after two dialogs, and after one that a menu opened.
    expect(await page.locator(':focus').textContent()).toBe('New key');
    await keyboard.press('Enter');
    await enters('textbox', 'Name', 'Nightly export');
    await keyboard.press('Enter');
    await enters('button', 'I have kept the key');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toBe('New key');
    await page.getByRole('button', { name: 'Manage' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toBe('Manage');
  });

  it('says what is wrong with a sign-up and a sign-in, beside the field and for who listens', async () => {
    const { page } = visitor;
    await visitor.signsIn({ email: email('first'), password });
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await page.getByLabel('E-mail').fill(email('first'));
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const told = await page.getByRole('alert').textContent();
    await page.getByLabel('E-mail').fill(email('nobody'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect([told, await page.getByRole('alert').textContent()]).toEqual([told, told]);
    expect(await visitor.faults()).toEqual([]);

    await page.getByRole('link', { name: 'Create one' }).click();
    await signsUp(visitor, 'first@not an address');
    await page.getByLabel('E-mail').evaluate((field) => field.setAttribute('type', 'text'));
    await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('textbox', { name: 'E-mail', description: /e-mail address/ }).waitFor();
    expect(await page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true');
    expect(await visitor.faults()).toEqual([]);
    // The browser's own word about an answer that refuses.
    visitor.errors.splice(0, Infinity, ...visitor.errors.filter((text) => !/status of 4(00|01)/.test(text)));
  });

  it('keeps the look that was chosen', async () => {
    const { page } = visitor;
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    await visitor.opens('');
    const light = await ground();
    await page.getByRole('button', { name: 'Look: As the system' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect.poll(ground).not.toBe(light);
    const dark = await ground();
    await page.reload();
    expect(await ground()).toBe(dark);
  });

  it('has public pages that everybody can read, in both looks and on a phone', patient, async () => {
    for (const path of ['', '/sign-up', '/sign-in', '/apis', '/apis/experience-web', '/guides', '/guides/web', '/client', '/status', '/no-such-page']) {
      await visitor.opens(path);
      await visitor.page.waitForLoadState('networkidle');
      expect({ path, faults: await visitor.faults() }).toEqual({ path, faults: [] });
    }
  });

  const isFine = async (what: string) => expect({ what, faults: await visitor.faults() }).toEqual({ what, faults: [] });

  it('has pages of apps and their credentials that everybody can use, and a guide whose calls work with them', patient, async () => {
    const { page } = visitor;
    const dialog = page.getByRole('dialog');
    await visitor.opens('/sign-up');
    await signsUp(visitor, 'second');
    await page.getByRole('heading', { name: 'Create an app' }).waitFor();
    await page.getByRole('link', { name: 'Apps' }).first().click();
    await page.getByText('No app yet').waitFor();
    await isFine('no app');
    await page.getByRole('main').getByRole('link', { name: 'New app' }).click();
    await isFine('new app');
    await createsApp(visitor, 'Order tracker');
    await page.getByRole('button', { name: 'Make the first call' }).click();
    await answered().waitFor();
    await isFine('new credentials');
    const [clientId, clientSecret] = await dialog.locator('.value code').allTextContents();
    await page.getByRole('button', { name: 'I have kept the secret' }).click();

    await page.getByRole('button', { name: 'New key' }).click();
    await isFine('new key');
    await dialog.getByLabel('Name').fill('Nightly export');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const key = await dialog.locator('.value code').textContent();
    expect(key).toMatch(/^strata_sbx_/);
    // As the portal shows them, with what it gave: nothing of the repository, nothing of the demo.
    const answersOf = async (id: string) => {
      const { markdown } = (await (await fetch(`${strata.baseUrl}/portal/v1/guides/${id}`)).json()) as { markdown: string };
      const calls = commandsIn(markdown).join('').replaceAll('YOUR_CLIENT_ID', clientId!).replaceAll('YOUR_CLIENT_SECRET', clientSecret!).replaceAll('YOUR_API_KEY', key!);
      return (await answersTo(calls, strata)).map(({ status }) => status);
    };
    expect(await answersOf('portal')).toEqual([200, 200]);
    expect(await answersOf('web')).toEqual(answersOfWebGuide);
    await isFine('key');
    await page.getByRole('button', { name: 'I have kept the key' }).click();
    await page.getByRole('button', { name: 'Rotate Nightly export' }).click();
    await isFine('rotation');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: 'I have kept the key' }).waitFor();
    await isFine('rotated key');
    await page.getByRole('button', { name: 'I have kept the key' }).click();
    await page.getByRole('button', { name: 'Revoke Nightly export' }).last().click();
    await isFine('revocation');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'New secret' }).click();
    await isFine('new secret');
    await dialog.getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByRole('button', { name: 'I have kept the secret' }).click();
    await isFine('credentials');
    await page.getByRole('button', { name: 'Manage' }).click();
    await isFine('menu');
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await isFine('renaming');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Manage' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await isFine('deletion');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Account of' }).click();
    await isFine('account menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Look: As the system' }).click();
    await isFine('look menu');
  });

  it('has an issuer whose pages everybody can use', patient, async () => {
    await visitIssuer(visitor, strata, { email: email('first'), password }, isFine);
  });

  it('has the way to production on a page that everybody can use', patient, async () => {
    const { page } = visitor;
    await visitor.signsIn({ email: email('second'), password });
    await isFine('apps');
    await page.getByRole('link', { name: 'Order tracker' }).click();
    await page.getByRole('tab', { name: 'Production' }).click();
    await isFine('no production yet');
    await page.getByLabel('What is it for?').fill('Our buyers follow their orders.');
    await page.getByRole('button', { name: 'Ask for access' }).click();
    await page.getByRole('heading', { name: 'Production access is asked for' }).waitFor();
    await isFine('production asked for');
  });

  it('draws usage and lists calls so that everybody can use them', patient, async () => {
    const { page } = visitor;
    // Of a busy app: here there are not calls enough to draw.
    await page.route('**/sandbox/usage?**', (route) => route.fulfill({ json: busyUsage }));
    await page.route('**/sandbox/calls?**', (route) => route.fulfill({ json: { calls: manyCalls } }));
    await visitor.signsIn({ email: email('second'), password });
    await page.getByRole('link', { name: 'Order tracker' }).click();
    await page.getByRole('tab', { name: 'Usage' }).click();
    await page.locator('.chart svg.recharts-surface').nth(1).waitFor();
    await page.getByText('The charts as a table').click();
    expect(await page.getByRole('row').count()).toBe(1 + busyUsage.operations.length + 1 + busyUsage.buckets.length);
    await isFine('usage');
    await page.getByRole('tab', { name: 'Last calls' }).click();
    await page.getByRole('button', { name: 'Copy request id' }).first().waitFor();
    const row = async (at: number) => (await page.getByRole('row').nth(at).getByRole('cell').allInnerTexts()).slice(1, 4);
    expect([await row(2), await row(3), await row(40)]).toEqual([['POST placeOrder', '202 ok', '29'], ['GET searchCustomers', '200 ok', '12,400'], ['placeOrder', '202 ok', '']]);
    await isFine('last calls');
  });

  it('shows an operator who asks for production, and gives their app credentials of its own', patient, async () => {
    const { page } = visitor;
    const dialog = page.getByRole('dialog');
    const secrets = JSON.parse(await readFile(join(strata.home, 'secrets.json'), 'utf8')) as { operatorPassword: string };
    await visitor.signsIn({ email: 'operator@strata.example', password: secrets.operatorPassword }, '/requests');
    await page.getByText('Our buyers follow their orders.').waitFor();
    await isFine('requests');
    await page.getByRole('button', { name: 'Refuse Order tracker' }).click();
    await isFine('refusal');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Approve Order tracker' }).click();
    await isFine('approval');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Nobody waits').waitFor();
    await isFine('no requests');

    const partner = await Visitor.come(browser, strata.baseUrl);
    await partner.signsIn({ email: email('second'), password });
    await partner.page.getByRole('link', { name: 'Order tracker' }).click();
    await partner.page.getByRole('tab', { name: 'Production' }).click();
    await partner.page.getByRole('button', { name: 'Create the secret' }).click();
    await partner.page.getByRole('dialog').getByText('Production').waitFor();
    expect(await partner.faults()).toEqual([]);
    await partner.leaves();
  });
});
