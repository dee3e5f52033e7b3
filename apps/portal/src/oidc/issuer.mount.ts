import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultText, isStrataError } from '#canonical';
import { keepRemoteOf, remoteOf } from '#edge';
import { isDatabaseAway } from '#store';
import type { AddressLimits, LimitedCall } from '../limits/address-limits.js';
import type { Interactions } from '../sign-in/interactions.js';
import { answerFailure, answerTooMany } from './issuer.answers.js';
import type { Issuer } from './issuer.js';
import type { IssuerSettings } from './issuer.settings.js';

/**
 * Of every answer of the issuer; its pages say more. No script runs: `script-src` is there, empty, for oidc-provider to put the
 * hash of its own one into, which sends the forms that nobody is to see (`form_post`, signing out where nobody is signed in).
 */
const headers = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'content-security-policy': `default-src 'none'; script-src; frame-ancestors 'none'; base-uri 'none'` };

/** What it answers, as the audit trail names a call that was refused; the last is all else. */
const routes = ['/auth', '/auth/:uid', '/interaction/:uid', '/interaction/:uid/sign-in', '/interaction/:uid/consent', '/session/end', '/session/end/confirm', '/token', '/token/revocation', '/*'];

/** Where people sign in and out, and the form of it. */
const signIn = /^\/(?:auth|interaction|session)(?:[/?]|$)/i;
const form = /^\/interaction\/[^/?]+\/sign-in(?:[/?]|$)/i;

type Answering = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/**
 * Serves the issuer at the path of its address. It reads bodies itself and answers past Fastify, in a scope of its own:
 * what holds for our APIs' bodies does not hold here.
 */
export function mountIssuer(fastify: FastifyInstance, { settings, issuer, interactions, limits }: { settings: IssuerSettings; issuer: Issuer; interactions: Interactions; limits: AddressLimits }): void {
  const log = new Logger('Issuer');
  const { pathname } = new URL(settings.issuer);
  const answer = async (answering: Answering, { raw }: FastifyRequest, response: ServerResponse, limited: LimitedCall | undefined): Promise<void> => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    try {
      if (limited) await limits.take(limited, remoteOf(raw, settings.trustedProxies));
      await answering(raw, response);
    } catch (error) {
      if (isStrataError(error, 'rate-limited')) return answerTooMany(response, error);
      log.error(`${raw.method} ${faultText(error)}`);
      answerFailure(response, isDatabaseAway(error) || isStrataError(error, 'unavailable'));
    }
  };
  void fastify.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      const handler = (request: FastifyRequest, reply: FastifyReply) => {
        reply.hijack();
        const sender = keepRemoteOf(request.raw, settings.trustedProxies);
        addressByConfiguration(request.raw, settings.issuer);
        const path = request.raw.url!.slice(pathname.length);
        void answer((raw, response) => (interactions.takes(path) ? interactions.answer(raw, response, sender) : asProvider(issuer, raw, response, path)), request, reply.raw, limitOf(request.method, path));
      };
      for (const route of routes) scope.all(route, handler);
    },
    { prefix: pathname },
  );
}

/** Each page of a sign-in or a sign-out costs us rows, whoever it is for; a form also counts with those of the portal. */
function limitOf(method: string, path: string): LimitedCall | undefined {
  if (!signIn.test(path)) return undefined;
  return method === 'POST' && form.test(path) ? 'sign-in' : 'sign-in-pages';
}

/** As for Express and Connect: the path without where it is mounted, the whole one beside it. */
function asProvider(issuer: Issuer, request: IncomingMessage & { originalUrl?: string }, response: ServerResponse, path: string): Promise<unknown> {
  request.originalUrl = request.url!;
  request.url = path.startsWith('/') ? path : `/${path}`;
  return issuer.provider.callback()(request, response);
}

/** The addresses that are told to others are those of the configuration, whatever the request says that it came to. */
function addressByConfiguration({ headers: received }: IncomingMessage, issuer: string): void {
  const { host, protocol } = new URL(issuer);
  Object.assign(received, { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) });
  delete received['x-forwarded-for'];
}
