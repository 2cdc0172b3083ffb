import { z } from 'zod';
import type { Command } from '../../../commands/declare.ts';
import { webhooksDelete } from '../../../commands/webhooks-delete.ts';
import { webhooksResume } from '../../../commands/webhooks-resume.ts';
import { webhooksSet } from '../../../commands/webhooks-set.ts';
import { webhooksShow } from '../../../commands/webhooks-show.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { IDEMPOTENCY_KEY } from './asked.ts';
import { exampleOf } from './example.ts';
import { json, type Operation, type Route } from './operation.ts';
import { refusalsOf } from './refusals.ts';
import { refusedBy } from './responses.ts';
import { type Schema, schemaOf, successOf } from './schema.ts';

interface Declared {
  name: string;
  method: 'get' | 'post';
  summary: string;
  description: string;
  /** The commands that it asks. */
  asks: readonly Command[];
  body?: Schema;
  output: z.ZodObject;
}

/** That there is no webhook is said by a member of the answer. */
const NOT_HERE: ReadonlySet<ErrorCode> = new Set(['unknown_webhook']);

/** AgentFlow's own names for the webhook of a bot. */
export function agentflowRoutes(): Route[] {
  return DECLARED.map(({ name, method, body, ...declared }) => ({
    method,
    path: `/api/v1/${name}`,
    operation: {
      operationId: name,
      ...operationOf(declared),
      ...(body && { requestBody: { required: false, content: json({ schema: body, example: EXAMPLE }) } }),
    },
  }));
}

function operationOf({
  summary,
  description,
  asks,
  output,
}: Omit<Declared, 'name' | 'method' | 'body'>): Omit<Operation, 'operationId'> {
  const schema = successOf(schemaOf(output, 'output'));
  const scopes = [...new Set(asks.flatMap(({ scope }) => scope ?? []))];
  const codes = [...new Set(asks.flatMap((each) => refusalsOf(each, each === webhooksSet)))].filter(
    (code) => !NOT_HERE.has(code),
  );
  return {
    summary,
    description: `${description} Needs ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`,
    tags: ['agentflow'],
    parameters: asks.includes(webhooksSet) ? [IDEMPOTENCY_KEY] : [],
    security: ['token', 'bearer'].map((scheme) => ({ [scheme]: scopes })),
    responses: {
      200: { description: 'Done.', content: json({ schema, example: exampleOf(schema) }) },
      ...refusedBy(codes),
    },
  };
}

/** What `webhooks set` takes, but for whose and which it is, with AgentFlow's words for three of them. */
function setBody(): Schema {
  const { username: _, name: __, ...taken } = schemaOf(webhooksSet.input, 'input').properties ?? {};
  const { events = {}, max_in_flight = {}, drop_waiting = {} } = taken;
  const properties = {
    ...taken,
    allowed_updates: { ...events, description: 'As `events`.' },
    max_connections: { ...max_in_flight, description: 'As `max_in_flight`.' },
    drop_pending_updates: { ...drop_waiting, description: 'As `drop_waiting`.' },
  };
  return { type: 'object', properties };
}

const EXAMPLE = { url: 'https://example.com/hook', allowed_updates: ['message'] };

const OF_ITSELF = 'For the bot whose token it is.';

const DECLARED: readonly Declared[] = [
  {
    name: 'setWebhook',
    method: 'post',
    summary: 'Have messages sent to an address, or change how.',
    description: `${OF_ITSELF} What is new is given as the answer; who brought a secret has it.`,
    asks: [webhooksSet, webhooksShow, webhooksResume],
    body: setBody(),
    output: z.strictObject({ url: z.string(), signing_key: z.string().optional() }),
  },
  {
    name: 'deleteWebhook',
    method: 'post',
    summary: 'Have nothing sent any more.',
    description: `${OF_ITSELF} Where there is none, that is as good.`,
    asks: [webhooksDelete],
    output: z.strictObject({}),
  },
  {
    name: 'getWebhookInfo',
    method: 'get',
    summary: 'Say where messages are sent, and how it goes.',
    description: `${OF_ITSELF} Times of Telegram's are seconds since 1970.`,
    asks: [webhooksShow],
    output: z.strictObject({
      url: z.string().nullable(),
      has_webhook: z.boolean(),
      pending_update_count: z.int(),
      last_error_date: z.int().nullable(),
      last_error_message: z.string().nullable(),
      max_connections: z.int().nullable(),
      allowed_updates: z.array(z.string()).nullable(),
      status: z.string().nullable(),
      secret_expires_at: z.date().nullable(),
    }),
  },
];
