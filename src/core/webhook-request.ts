import { z } from 'zod';
import type { Secret } from './secret.ts';
import { signatureHeaders } from './webhook-signature.ts';
import type { Scheme } from './webhooks.ts';

/** Where the headers of a webhook's own stand, as they are sealed for. */
export const placeOfHeaders = ({ organization_id, id }: { organization_id: string; id: string }): string =>
  `${organization_id}|webhook|${id}|headers`;

/** What is sealed there: a JSON object of names and values. */
const Own = z.record(z.string(), z.string());

/** A secret and when it ends; null for the one that stays. */
export interface SigningSecret {
  secret: Secret;
  expiresAt: Date | null;
}

export interface Requested {
  scheme: Scheme;
  /** The oldest first; those that have ended sign nothing. */
  secrets: readonly SigningSecret[];
  /** Headers of its own, as they are sealed. */
  own: Secret | null;
  event: { id: string; type: string };
  delivery: string;
  /** 1 the first. */
  attempt: number;
  at: Date;
  /** The very bytes that are sent. */
  body: string;
  /** W3C trace context, where there is one. */
  traceparent?: string | undefined;
}

/** Every header of one attempt, in lower case: the webhook's own first, so that none takes the place of ours. */
export function requestHeaders(asked: Requested): Record<string, string> {
  const { scheme, secrets, own, event, delivery, attempt, at, body, traceparent } = asked;
  const living = secrets.flatMap(({ secret, expiresAt }) => (!expiresAt || expiresAt > at ? [secret] : []));
  return {
    ...ownHeaders(own),
    'content-type': 'application/json',
    'user-agent': 'Botmint/1',
    ...signatureHeaders({ scheme, secrets: living, id: event.id, at, body }),
    'x-agentflow-event': event.type,
    'x-agentflow-delivery': delivery,
    'x-agentflow-attempt': String(attempt),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

function ownHeaders(own: Secret | null): Record<string, string> {
  if (!own) return {};
  const given = Object.entries(Own.parse(JSON.parse(own.reveal())));
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]));
}
