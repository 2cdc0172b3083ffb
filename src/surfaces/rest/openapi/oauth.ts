import { z } from 'zod';
import type { ErrorCode } from '../../../core/errors.ts';
import { exampleOf } from './example.ts';
import { json, type Operation, type Response, type Route } from './operation.ts';
import { answered } from './refusals.ts';
import { headersOf } from './responses.ts';
import { schemaOf } from './schema.ts';

/** Introspection and revocation: a form in, and errors as RFC 6749 (5.2) has them. */
export const oauthRoutes = (): Route[] => [
  {
    method: 'post',
    path: '/oauth/introspect',
    operation: operationOf(
      'introspect',
      'Say whether a token is alive, and what it may do (RFC 7662).',
      'Needs the scope `tokens:introspect`. What is no token of this organization is not active.',
      z.union([z.strictObject({ active: z.literal(false) }), Alive]),
      [...ANY, 'missing_scope'],
    ),
  },
  {
    method: 'post',
    path: '/oauth/revoke',
    operation: operationOf(
      'revoke',
      'Revoke a token (RFC 7009).',
      'A bot revokes its own tokens, whatever their scopes. What is no token, or dead, is as good as revoked.',
      z.strictObject({}),
      [...ANY, 'missing_scope', 'forbidden'],
    ),
  },
];

const Alive = z.strictObject({
  active: z.literal(true),
  scope: z.string(),
  client_id: z.uuid(),
  username: z.string(),
  token_type: z.literal('Bearer'),
  exp: z.int(),
  iat: z.int(),
  sub: z.uuid(),
  aud: z.string(),
  iss: z.string(),
  jti: z.uuid(),
});

/** What both can be refused for, by the codes that the rest of the API has for it. */
const ANY: readonly ErrorCode[] = [
  'invalid_input',
  'unknown_bot_token',
  'wrong_address',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal_error',
  'service_unavailable',
];

function operationOf(
  operationId: string,
  summary: string,
  description: string,
  output: z.ZodType,
  codes: readonly ErrorCode[],
): Operation {
  const schema = schemaOf(output, 'output');
  const form = {
    type: 'object',
    properties: {
      token: { type: 'string', minLength: 1, description: 'The token it is about.' },
      token_type_hint: { type: 'string', description: 'Not looked at: a token says itself what it is.' },
      client_id: { type: 'string', description: 'The bot, by its name or id, where it is not a header.' },
      client_secret: { type: 'string', description: 'One of its tokens.' },
    },
    required: ['token'],
  };
  return {
    operationId,
    summary,
    description,
    tags: ['oauth'],
    security: [{ bearer: [] }, { basic: [] }, {}],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': { schema: form, example: { token: exampleOf({}, 'token') } },
      },
    },
    responses: {
      200: { description: 'Done.', content: json({ schema, example: exampleOf(schema) }) },
      ...refusedBy(codes),
    },
  };
}

/** The names of RFC 6749, 6750 and 7009 by status. */
const NAMES: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid_request'],
  401: ['invalid_client', 'invalid_token'],
  403: ['insufficient_scope', 'unauthorized_client'],
  429: ['temporarily_unavailable'],
  500: ['server_error'],
  503: ['temporarily_unavailable'],
};

function refusedBy(codes: readonly ErrorCode[]): Record<string, Response> {
  const ways = codes.map(answered);
  return Object.fromEntries(
    ways.map(({ status, headers }) => {
      const names = [...(NAMES[status] ?? ['invalid_request'])];
      const properties = {
        error: { type: 'string', enum: names },
        error_description: { type: 'string', pattern: '^[ -~]*$' },
      };
      const schema = {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      };
      const example = { error: names[0], error_description: 'The form has no token.' };
      const description = names.map((name) => `\`${name}\``).join(' or ');
      return [
        String(status),
        { description: `${description}.`, ...headersOf(headers), content: json({ schema, example }) },
      ];
    }),
  );
}
