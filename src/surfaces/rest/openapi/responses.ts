import type { ErrorCode } from '../../../core/errors.ts';
import { json, type Response } from './operation.ts';
import { answered, type Refusable, whenOf } from './refusals.ts';
import type { Schema } from './schema.ts';

/** The headers that answers have, by their names in lower case, and what they say. */
export const HEADERS: Readonly<Record<string, { name: string; description: string; example: string }>> = {
  'x-request-id': {
    name: 'X-Request-Id',
    description:
      'The one that was sent, if it can be one, else one of ours. The log has it where the fault is ours.',
    example: 'req_0b6d1c5e-4f1a-4c8e-9d0f-2f6f3a1b7c11',
  },
  ratelimit: {
    name: 'RateLimit',
    description: 'To a bot: how many requests are left, and the seconds until there are more (IETF draft).',
    example: '"free";r=29;t=1',
  },
  'ratelimit-policy': {
    name: 'RateLimit-Policy',
    description: 'To a bot: how many requests it may make in how many seconds (IETF draft).',
    example: '"free";q=30;w=1',
  },
  'retry-after': { name: 'Retry-After', description: 'Seconds until another try makes sense.', example: '1' },
  'www-authenticate': {
    name: 'WWW-Authenticate',
    description: 'How to authenticate, and which scope is lacking (RFC 6750).',
    example: 'Bearer error="invalid_token"',
  },
  'idempotency-replayed': {
    name: 'Idempotency-Replayed',
    description: 'There, and `true`, when this is the answer of an earlier request with the same key.',
    example: 'true',
  },
};

export const headersOf = (names: Iterable<string>): Pick<Response, 'headers'> => {
  const found = [...names].flatMap((each) => HEADERS[each]?.name ?? []);
  return found.length === 0
    ? {}
    : { headers: Object.fromEntries(found.map((each) => [each, { $ref: `#/components/headers/${each}` }])) };
};

/** An answer for each status that these refusals have. */
export function refusedBy(codes: readonly ErrorCode[]): Record<string, Response> {
  const all = codes.map(answered);
  const statuses = [...new Set(all.map(({ status }) => status))].toSorted((one, other) => one - other);
  return Object.fromEntries(
    statuses.map((status) => [String(status), refused(all.filter((each) => each.status === status))]),
  );
}

function refused(ways: readonly Refusable[]): Response {
  const names = [...new Set(ways.map(({ error }) => error))];
  const description = names
    .map((name) => `\`${name}\`: ${whensOf(ways.filter(({ error }) => error === name))}`)
    .join(' ');
  const examples = Object.fromEntries(
    ways.map(({ code, error }) => [
      code,
      { summary: whenOf(code), value: { ok: false, error, detail: whenOf(code) } },
    ]),
  );
  return {
    description,
    ...headersOf(new Set(ways.flatMap(({ headers }) => headers))),
    content: json({ schema: envelope(names), examples }),
  };
}

const whensOf = (ways: readonly Refusable[]): string => ways.map(({ code }) => whenOf(code)).join(' ');

/** AgentFlow's envelope with these names. */
const envelope = (names: string[]): Schema => ({
  type: 'object',
  properties: {
    ok: { const: false },
    error: { type: 'string', enum: names },
    detail: { type: 'string', description: 'What is wrong and what to do next. For people.' },
  },
  required: ['ok', 'error', 'detail'],
  additionalProperties: false,
});
