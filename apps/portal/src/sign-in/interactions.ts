import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Issuer } from '../oidc/issuer.js';
import type { Accounts, SignedInAccount } from './accounts.js';
import { consentOf, grantableOf } from './consent.js';
import { readForm } from './form.js';
import type { Page } from './page.js';
import { consentPage, errorPage, signInPage } from './pages.js';
import type { SignIns } from './sign-ins.js';

const pattern = /^\/interaction\/([\w-]{1,64})(?:\/(sign-in|consent))?(?:\?.*)?$/;

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  sender: string;
  details: Details;
}

const refused = 'E-mail or password is not right.';
const tooMany = 'That were too many tries. Wait a quarter of an hour, then try again.';

/** What people see while they sign in: oidc-provider sends them here, and we send them back to it. */
export class Interactions {
  constructor(
    private readonly issuer: Issuer,
    private readonly accounts: Accounts,
    private readonly signIns: SignIns,
  ) {}

  /** @param path below the issuer's address */
  takes(path: string): boolean {
    return pattern.test(path);
  }

  /** @param sender IP address */
  async answer(request: IncomingMessage, response: ServerResponse, sender: string): Promise<void> {
    const [, uid, step] = pattern.exec(request.url!.slice(new URL(this.issuer.provider.issuer).pathname.length))!;
    const details = await this.issuer.provider.interactionDetails(request, response).catch((error: unknown) => {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    });
    if (details?.uid !== uid) return send(response, errorPage({ code: 'expired', text: 'This sign-in is over. Go back to the app that you came from, and start again.' }), 400);
    const exchange = { request, response, sender, details: details! };
    if (request.method === 'GET' && step === undefined) return this.show(exchange);
    if (request.method !== 'POST' || step === undefined) return send(response, errorPage({ code: 'method_not_allowed' }), 405);
    // A browser says whose page a form was sent from.
    const { origin } = request.headers;
    if (origin !== undefined && origin !== new URL(this.issuer.provider.issuer).origin) return send(response, errorPage({ code: 'foreign_form' }), 403);
    if (step !== (details!.prompt.name === 'login' ? 'sign-in' : 'consent')) return this.show(exchange);
    return step === 'sign-in' ? this.signIn(exchange) : this.consent(exchange);
  }

  private async show({ response, details }: Exchange): Promise<void> {
    if (details.prompt.name === 'login') return send(response, signInPage(await this.asking(details), { email: String(details.params['login_hint'] ?? '') }));
    const account = await this.accountOf(details);
    if (!account) return send(response, errorPage({ code: 'access_denied', text: 'This account can no longer be used.' }), 403);
    return send(response, consentPage(await this.asking(details), { email: account.email, asked: grantableOf(details, account) }));
  }

  private async signIn({ request, response, sender, details }: Exchange): Promise<void> {
    const form = await readForm(request);
    const [email, password] = [form?.get('email') ?? '', form?.get('password') ?? ''];
    const again = async (fault: string, status: number) => send(response, signInPage(await this.asking(details), { email, fault }), status);
    if (email.length > 254 || password.length > 200 || email === '' || password === '') return again(refused, 400);
    const outcome = await this.signIns.signIn({ email, password, address: sender, at: 'issuer' });
    if ('refused' in outcome) return outcome.refused === 'wrong' ? again(refused, 400) : again(tooMany, 429);
    const { account } = outcome;
    await this.issuer.provider.interactionFinished(request, response, { login: { accountId: account.accountId, remember: false } }, { mergeWithLastSubmission: false });
  }

  private async consent({ request, response, details }: Exchange): Promise<void> {
    const form = await readForm(request);
    const { provider } = this.issuer;
    const account = await this.accountOf(details);
    if (!account || form?.get('decision') !== 'allow') {
      await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'the person said no' }, { mergeWithLastSubmission: false });
      return;
    }
    const grantId = await consentOf(provider, details, account);
    await provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true });
  }

  private async accountOf({ session }: Details): Promise<SignedInAccount | undefined> {
    return session && this.accounts.find(session.accountId);
  }

  private async asking({ uid, params }: Details) {
    const { provider } = this.issuer;
    const client = await provider.Client.find(String(params['client_id']));
    return { app: client?.clientName ?? String(params['client_id']), path: `${new URL(provider.issuer).pathname}/interaction/${uid}`, leadsTo: new URL(String(params['redirect_uri'])).origin };
  }
}

function send(response: ServerResponse, { body, headers }: Page, status = 200): void {
  response.writeHead(status, headers).end(body);
}
