import { z } from 'zod';
import type { Command } from '../../../commands/declare.ts';
import { inputsOf } from '../../../commands/declared.ts';
import { updatesGet } from '../../../commands/updates-get.ts';
import { webhooksDelete } from '../../../commands/webhooks-delete.ts';
import { webhooksResume } from '../../../commands/webhooks-resume.ts';
import { webhooksSet } from '../../../commands/webhooks-set.ts';
import { webhooksShow } from '../../../commands/webhooks-show.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { IDEMPOTENCY_KEY } from './asked.ts';
import { exampleOf } from './example.ts';
import { json, type Operation, type Parameter, type Route } from './operation.ts';
import { OF_A_BODY, refusalsOf } from './refusals.ts';
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
  query?: Record<string, Schema>;
  /** Beside the one of the same name by another method. */
  id?: string;
  output: z.ZodObject;
}

/** That there is no webhook is said by a member of the answer. */
const NOT_HERE: ReadonlySet<ErrorCode> = new Set(['unknown_webhook']);

/** AgentFlow's own names for the webhook of a bot. */
export function agentflowRoutes(): Route[] {
  return DECLARED.map(({ name, id = name, method, body, ...declared }) => ({
    method,
    path: `/api/v1/${name}`,
    operation: {
      operationId: id,
      ...operationOf(declared, method === 'post' ? OF_A_BODY : []),
      ...(body && {
        requestBody: { required: false, content: json({ schema: body, example: EXAMPLES[id] }) },
      }),
    },
  }));
}

function operationOf(
  { summary, description, asks, query = {}, output }: Omit<Declared, 'name' | 'id' | 'method' | 'body'>,
  ofMethod: readonly ErrorCode[],
): Omit<Operation, 'operationId'> {
  const schema = successOf(schemaOf(output, 'output'));
  const scopes = [...new Set(asks.flatMap(({ scope }) => scope ?? []))];
  const ofCommands = asks.flatMap((each) => refusalsOf(each, each === webhooksSet));
  const codes = [...new Set([...ofCommands, ...ofMethod])].filter((code) => !NOT_HERE.has(code));
  return {
    summary,
    description: `${description} Needs ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`,
    tags: ['agentflow'],
    parameters: asks.includes(webhooksSet) ? [IDEMPOTENCY_KEY] : Object.entries(query).map(parameterOf),
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

/** What `updates get` takes, but for whose they are, and what Telegram's clients send along. */
function updatesTaken(): Record<string, Schema> {
  const { properties = {} } = schemaOf(updatesGet.input, 'input');
  const taken = inputsOf(updatesGet).filter(({ name }) => name !== 'username');
  return {
    ...Object.fromEntries(taken.map(({ name, hint }) => [name, { ...properties[name], description: hint }])),
    allowed_updates: {
      type: 'array',
      items: { type: 'string' },
      description: 'Passed over: there are messages alone.',
    },
  };
}

function parameterOf([name, { description = '', ...schema }]: [string, Schema]): Parameter {
  return { name, in: 'query', required: false, description, schema };
}

const EXAMPLES: Record<string, object> = {
  setWebhook: { url: 'https://example.com/hook', allowed_updates: ['message'] },
  postUpdates: { offset: 8, timeout: 50 },
};

const OF_ITSELF = 'For the bot whose token it is.';

const UPDATES = {
  name: 'getUpdates',
  summary: 'Ask for the messages that there are, and wait for one.',
  description: `${OF_ITSELF} As Telegram has it: \`offset\` is the last \`update_id\` and one more, and those before it are forgotten. For a bot of which no webhook hears messages.`,
  asks: [updatesGet],
  output: z.strictObject({ result: updatesGet.output.shape.updates }),
};

const DECLARED: readonly Declared[] = [
  { ...UPDATES, method: 'get', query: updatesTaken() },
  { ...UPDATES, method: 'post', id: 'postUpdates', body: { type: 'object', properties: updatesTaken() } },
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
