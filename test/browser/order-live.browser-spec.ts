import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunningStrata } from '../harness/running-strata.js';
import { openChromium } from './chromium.js';
import { serveExample } from './example-server.js';

const milestones = ['placed', 'confirmed', 'shipped', 'invoiced', 'paid'];

/** In the page: whoever looks from outside is too slow for it on a busy machine. */
const notesWhatIsReached = `new MutationObserver(() => noteReached([...document.querySelectorAll('.milestones li.reached strong')].map((name) => name.textContent).join())).observe(document.body, { subtree: true, childList: true, attributes: true })`;

describe('the example page', () => {
  let strata: RunningStrata;
  let example: Awaited<ReturnType<typeof serveExample>>;
  let folder: string;
  let browser: Browser;
  let page: Page;
  /** What went wrong on the page, and whom it asked. */
  let errors: string[];
  let hosts: Set<string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-example-'));
    [strata, browser] = await Promise.all([RunningStrata.start(), openChromium()]);
    example = await serveExample(strata, folder);
  });
  beforeEach(async ({ onTestFailed }) => {
    onTestFailed(async () => console.error(await strata.logs()));
    page = await browser.newPage();
    // A killed platform is up again within half a minute, also on a busy machine.
    page.setDefaultTimeout(50_000);
    errors = [];
    hosts = new Set();
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(example.url);
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await browser.close();
    await example.server.close();
    await strata.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const choose = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByRole('button', { name: text }).click();
  };
  const reached = () => page.locator('.milestones li.reached strong').allTextContents();

  it('places an order and shows it going live from placed to paid', async () => {
    const seen = new Set<string>();
    await page.exposeFunction('noteReached', (names: string) => names !== '' && !names.includes('paid') && seen.add(names));
    await page.evaluate(notesWhatIsReached);
    await choose('Customer', '1000001');
    await choose('Item', 'TG0001');
    await page.getByRole('button', { name: 'Place the order' }).click();

    await expect.poll(reached, { timeout: 50_000, interval: 50 }).toContain('paid');
    // It was followed, not waited for: there were steps on the way.
    expect(seen.size).toBeGreaterThan(1);
    expect(await reached()).toEqual(milestones);
    expect(await page.getByRole('status').textContent()).toBe('paid');

    const orderId = new URL(page.url()).hash.slice(1);
    const order = await strata.web().reaches(orderId, 'paid');
    expect(await page.locator('.total').textContent()).toBe(`${order.total?.amount} ${order.total?.currency}`);
    expect(errors).toEqual([]);
    expect([...hosts]).toEqual([new URL(example.url).host]);
  });

  it('goes on where it was after a reload', async () => {
    await choose('Customer', '1000001');
    await choose('Item', 'TG0001');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.locator('.milestones').waitFor();
    await page.reload();
    await page.locator('.milestones li.reached strong', { hasText: 'paid' }).waitFor();
    expect(await reached()).toEqual(milestones);
  });

  it('goes on by itself after the platform was killed, with nothing missing', async () => {
    await choose('Customer', '1000001');
    await choose('Item', 'TG0001');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.locator('.milestones').waitFor();
    const orderId = new URL(page.url()).hash.slice(1);
    await strata.kill('platform');
    await page.locator('.milestones li.reached strong', { hasText: 'paid' }).waitFor();
    expect(await reached()).toEqual(milestones);
    const told = (await page.locator('tbody tr').allTextContents()).length;
    const { id } = (await strata.web().timeline(orderId)).find(({ type, outcome }) => type === 'status' && outcome === 'paid')!;
    const before = (await strata.web().timeline(orderId)).filter((entry) => Number(entry.id) <= Number(id));
    expect(told).toBeGreaterThanOrEqual(before.length);
  });

  it('says what is wrong with a wish, and keeps it', async () => {
    await choose('Customer', '1000001');
    await choose('Item', 'TG0001');
    await page.getByLabel('Quantity').fill('-1');
    await page.getByRole('button', { name: 'Place the order' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('quantity');
    expect(await page.getByLabel('Quantity').inputValue()).toBe('-1');
  });
});
