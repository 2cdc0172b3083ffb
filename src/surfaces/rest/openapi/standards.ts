import { z } from 'zod';
import { sessionsOpen } from '../../../commands/sessions-open.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { exampleOf } from './example.ts';
import { json, type Media, type Operation, type Response, type Route } from './operation.ts';
import { refusedBy } from './responses.ts';
import { schemaOf, successOf } from './schema.ts';

/** What stands beside the commands, for machines that know nothing of us. None of it needs a credential. */
export const standardRoutes = (): Route[] => [
  { method: 'post', path: '/api/v1/sessions/refresh', operation: refreshing() },
  open(
    '/.well-known/oauth-authorization-server',
    'metadata',
    'oauth',
    'Say where what of OAuth is (RFC 8414).',
    {
      200: { description: 'The metadata.', content: answer(Metadata) },
    },
  ),
  open('/.well-known/jwks.json', 'keys', 'oauth', 'Show the keys that tokens are signed with (RFC 7517).', {
    200: { description: 'The keys.', content: { 'application/jwk-set+json': media(Keys) } },
  }),
  { method: 'post', path: '/api/v1/credentials/revoke', operation: reporting() },
  open('/healthz', 'alive', 'health', 'Say that the process is alive.', {
    200: { description: 'It is.', content: json(okay()) },
  }),
  open('/readyz', 'ready', 'health', 'Say which parts are up.', {
    200: { description: 'All of them are.', content: answer(Parts) },
    503: { description: 'Some are not.', content: answer(Parts) },
  }),
  open('/metrics', 'metrics', 'health', 'Show what is counted, for Prometheus.', {
    200: { description: 'The figures.', content: text('text/plain') },
  }),
  open('/', 'frontPage', 'reading', 'Show where everything is.', {
    200: { description: 'A page.', content: text('text/html') },
  }),
  open('/reference', 'reference', 'reading', 'Show this document as a page.', {
    200: { description: 'A page.', content: text('text/html') },
  }),
  open('/openapi.json', 'document', 'reading', 'Show this document.', {
    200: { description: 'It.', content: json({ schema: { type: 'object' } }) },
    304: { description: 'It is as you have it: its `ETag` came as `If-None-Match`.' },
  }),
];

const Metadata = z.strictObject({
  issuer: z.string(),
  jwks_uri: z.string(),
  introspection_endpoint: z.string(),
  introspection_endpoint_auth_methods_supported: z.array(z.string()),
  revocation_endpoint: z.string(),
  revocation_endpoint_auth_methods_supported: z.array(z.string()),
  scopes_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  service_documentation: z.string(),
});

const Keys = z.strictObject({
  keys: z.array(
    z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string(), x: z.string() }),
  ),
});

const Parts = z.record(z.string(), z.boolean());

const Report = z.strictObject({ credentials: z.array(z.string()).min(1).max(1000) });

function open(
  path: string,
  operationId: string,
  tag: string,
  summary: string,
  responses: Record<string, Response>,
): Route {
  const operation = { operationId, summary, description: summary, tags: [tag], security: [{}], responses };
  return { method: 'get', path, operation };
}

function reporting(): Operation {
  const schema = schemaOf(Report, 'input');
  return {
    operationId: 'credentialsRevoke',
    summary: 'Report tokens that were found lying open.',
    description:
      'From anybody, at most 60 times an hour from one address. What was a token of ours is revoked, and its owner is told; which were is not said.',
    tags: ['oauth'],
    security: [{}],
    requestBody: {
      required: true,
      content: json({ schema, example: { credentials: [exampleOf({}, 'token')] } }),
    },
    responses: {
      202: { description: 'Taken.', content: json(okay()) },
      ...refusedBy(['rate_limited', ...ANYBODYS]),
    },
  };
}

function refreshing(): Operation {
  const schema = successOf(schemaOf(sessionsOpen.output, 'output'));
  const body = schemaOf(z.strictObject({ refresh_token: z.string().max(8192) }), 'input');
  return {
    operationId: 'sessionsRefresh',
    summary: 'Go on with a session: bring the next of both its tokens.',
    description:
      'A refresh token is good once. Sent again within a minute it brings the same session on; later, the session ends.',
    tags: ['sessions'],
    security: [{}],
    requestBody: { required: true, content: json({ schema: body, example: exampleOf(body) }) },
    responses: {
      200: { description: 'Done.', content: json({ schema, example: exampleOf(schema) }) },
      ...refusedBy(['invalid_session', 'expired_session', 'revoked_session', ...ANYBODYS]),
    },
  };
}

/** How a body from anybody can be refused. */
const ANYBODYS: readonly ErrorCode[] = [
  'invalid_input',
  'payload_too_large',
  'unsupported_media_type',
  'internal_error',
  'service_unavailable',
];

const media = (schema: z.ZodType): Media => {
  const made = schemaOf(schema, 'output');
  return { schema: made, example: exampleOf(made) };
};

const answer = (schema: z.ZodType): Record<string, Media> => json(media(schema));

const text = (type: string): Record<string, Media> => ({ [type]: { schema: { type: 'string' } } });

function okay(): Media {
  const schema = { ...successOf({ type: 'object' }), additionalProperties: false };
  return { schema, example: { ok: true } };
}
