import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

interface Look {
  colorScheme: 'light' | 'dark';
  /** Of the window, in px. */
  width: number;
}

/** Both looks, on a phone and on a desk. */
const allLooks: readonly Look[] = (['light', 'dark'] as const).flatMap((colorScheme) => [360, 1440].map((width) => ({ colorScheme, width })));

const over = '[role="dialog"], [role="menu"]';

/** Somebody at the portal, in a browser of their own: what it asks for and what goes wrong in it is noted. */
export class Visitor {
  readonly page: Page;
  /** Hosts beside the portal's own that a page asked or wanted to ask: also where its policy refused. */
  readonly strangers: string[] = [];
  readonly errors: string[] = [];
  /** Clicks, and fields that were filled in. */
  readonly did = { clicks: 0, fields: 0 };
  private readonly context: BrowserContext;
  private readonly baseUrl: string;

  private constructor(context: BrowserContext, page: Page, baseUrl: string) {
    this.context = context;
    this.page = page;
    this.baseUrl = baseUrl;
  }

  static async come(browser: Browser, baseUrl: string): Promise<Visitor> {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const visitor = new Visitor(context, page, baseUrl);
    await visitor.watch();
    page.setDefaultTimeout(30_000);
    return visitor;
  }

  private async watch(): Promise<void> {
    const own = new URL(this.baseUrl).host;
    const note = (url: string) => {
      const { host, protocol } = new URL(url, this.baseUrl);
      if (host !== own && !['data:', 'blob:'].includes(protocol)) this.strangers.push(url);
    };
    this.context.on('request', (request) => note(request.url()));
    this.page.on('websocket', (socket) => note(socket.url()));
    await this.context.exposeFunction('refusedByPolicy', (what: string) => this.errors.push(`refused by the policy: ${what}`));
    await this.context.addInitScript({ content: `document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => refusedByPolicy(effectiveDirective + ' ' + blockedURI))` });
    this.page.on('pageerror', ({ message }) => this.errors.push(message));
    this.page.on('console', (message) => message.type() === 'error' && this.errors.push(`${message.text()} ${message.location().url}`));
  }

  /** @param path below /portal */
  async opens(path: string): Promise<void> {
    await this.page.goto(`${this.baseUrl}/portal${path}`);
    await this.page.locator('h1').waitFor();
  }

  async clicks(target: Locator): Promise<void> {
    this.did.clicks += 1;
    await target.click();
  }

  async fills(target: Locator, text: string): Promise<void> {
    this.did.fields += 1;
    await target.fill(text);
  }

  async signsIn({ email, password }: { email: string; password: string }, to = '/apps'): Promise<void> {
    await this.opens(`/sign-in?to=${to}`);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL(`**/portal${to}`);
  }

  /** What is wrong with what is shown now, in every look where none is named: what axe calls serious or critical, and what does not fit the width. Of what lies over a page, without the page. */
  async faults(looks = allLooks): Promise<string[]> {
    const faults: string[] = [];
    const isOver = (await this.page.locator(over).count()) > 0;
    for (const { colorScheme, width } of looks) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await this.page.setViewportSize({ width, height: 900 });
      const axe = new AxeBuilder({ page: this.page }).setLegacyMode().options({ resultTypes: ['violations'] });
      const { violations } = await (isOver ? axe.include(over) : axe).analyze();
      const severe = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      faults.push(...severe.map(({ id, nodes }) => `${colorScheme} ${width}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`));
      const beyond = await this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (beyond > 0) faults.push(`${colorScheme} ${width}: ${beyond} px do not fit`);
    }
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await this.page.setViewportSize({ width: 1440, height: 900 });
    return faults;
  }

  /** Goes on with the tabulator until something of that role and name has the focus, as who has no mouse does. */
  async tabsTo(role: string, name: string): Promise<void> {
    const wanted = this.page.getByRole(role as 'button', { name, exact: true }).first();
    // It may come with an answer that is still under way.
    await wanted.waitFor();
    for (let tries = 0; tries < 40; tries += 1) {
      if (await wanted.evaluate((element) => element.matches(':focus'))) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the tabulator does not come to the ${role} ${name}`);
  }

  /** Throws when a page asked another host, or something went wrong in it. */
  async leaves(): Promise<void> {
    await this.context.close();
    const noted = [...this.strangers.map((url) => `asked of another host: ${url}`), ...this.errors];
    if (noted.length > 0) throw new Error(noted.join('\n'));
  }
}
