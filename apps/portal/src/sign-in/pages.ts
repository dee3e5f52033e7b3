import { scopes, type Scope } from '#canonical';
import { html, page, trusted, type Page } from './page.js';

/** Who asks people in, and where the forms of an interaction go. */
interface Asking {
  app: string;
  /** Path of the interaction. */
  path: string;
  /** Origin to which people go on from here. */
  leadsTo: string;
}

/** @param fault why the last try did not work, in words that tell nobody which accounts there are */
export function signInPage({ app, path, leadsTo }: Asking, { email, fault }: { email?: string; fault?: string } = {}): Page {
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
<p class="quiet">to go on to ${app}</p>
${fault && html`<p class="fault" role="alert" id="fault">${fault}</p>`}
<form method="post" action="${path}/sign-in">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${email ?? ''}" ${!fault && html`autofocus`}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200" ${fault && html`autofocus aria-describedby="fault"`}>
<div class="actions"><button>Sign in</button></div>
</form>`,
    [leadsTo],
  );
}

const spoken: Record<string, string> = {
  openid: 'Know that it is you',
  profile: 'See your name',
  email: 'See your e-mail address',
  offline_access: 'Stay signed in while you are away',
};

const wordsOf = (scope: string) => spoken[scope] ?? scopes[scope as Scope] ?? scope;

/**
 * @param email of who is signed in
 * @param asked scopes that the app wants and that the person may give
 */
export function consentPage({ app, path, leadsTo }: Asking, { email, asked }: { email: string; asked: readonly string[] }): Page {
  return page(
    'Allow access',
    html`<h1>Allow ${app}?</h1>
<p class="quiet">It asks to do this in the name of ${email}:</p>
<ul>${asked.map((scope) => html`<li>${wordsOf(scope)}</li>`)}</ul>
<form method="post" action="${path}/consent">
<div class="actions"><button class="second" name="decision" value="deny">Deny</button><button name="decision" value="allow">Allow</button></div>
</form>`,
    [leadsTo],
  );
}

const startAgain = 'Go back to the app that you came from, and start again.';

/** What went wrong before anybody could be sent back to their app, by the code of OAuth that says so. */
const refusals: Record<string, string> = {
  invalid_client: 'The app that you came from is not known here, or may not sign people in. Tell those who made it.',
  invalid_redirect_uri: 'The app that you came from wants you sent back to an address that is not registered for it. Tell those who made it.',
  invalid_request: `The app that you came from asked for something that is not possible, or this sign-in is over. ${startAgain}`,
  temporarily_unavailable: 'Signing in is not possible just now. Come again later.',
};

/** @param text in our own words; left out, the code has some */
export function errorPage({ code, text }: { code: string; text?: string | undefined }): Page {
  return page('Not possible', html`<h1>This does not work</h1>
<p>${text ?? refusals[code] ?? startAgain}</p>
<p class="quiet"><code>${code}</code></p>`);
}

/** @param form of oidc-provider, to which the buttons belong */
export function signOutPage(form: string): Page {
  return page('Sign out', html`<h1>Sign out?</h1>
<p class="quiet">of Strata in this browser</p>
${trusted(form)}
<div class="actions"><button class="second" form="op.logoutForm">Stay</button><button form="op.logoutForm" name="logout" value="yes">Sign out</button></div>`);
}

export function signedOutPage(): Page {
  return page('Signed out', html`<h1>You are signed out</h1>
<p>You can close this page.</p>`);
}
