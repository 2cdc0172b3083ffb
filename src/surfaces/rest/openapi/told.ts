import { EVENT_TYPES, EVENTS, type EventType } from '../../../core/events.ts';
import { exampleOf } from './example.ts';
import { json, type Operation, type Parameter } from './operation.ts';
import { type Schema, schemaOf } from './schema.ts';

/** Every event as a request that Botmint sends to a webhook. */
export function toldEvents(): Record<string, { post: Operation }> {
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, { post: operationOf(type) }]));
}

function operationOf(type: EventType): Operation {
  const schema = payloadOf(type);
  return {
    operationId: `told.${type}`,
    summary: EVENTS[type].summary,
    description: `Sent to each webhook that hears of \`${type}\`.`,
    tags: ['events'],
    security: [],
    parameters: PARAMETERS,
    requestBody: { required: true, content: json({ schema, example: exampleOf(schema) }) },
    responses: {
      '2XX': { description: 'Taken. Nothing of the body is read.' },
      default: { description: 'Not taken: it is sent again, as the retries of the webhook are.' },
    },
  };
}

/** AgentFlow's envelope around what is declared; a message comes without. */
function payloadOf(type: EventType): Schema {
  const { data, version } = EVENTS[type];
  const told = schemaOf(data, 'output');
  if (type === 'message') return told;
  const properties: Record<string, Schema> = {
    id: { type: 'string', format: 'uuid', description: 'Of the event: the same at every attempt.' },
    event: { const: type },
    version: { const: version, description: 'Grows when a program that reads `data` has to change.' },
    created_at: { type: 'string', format: 'date-time' },
    user_id: {
      anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }],
      description: 'Of the owner of the bot.',
    },
    data: told,
  };
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const header = (name: string, description: string, required = true): Parameter => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

const PARAMETERS: Parameter[] = [
  header('Webhook-Id', 'Of the event: the same at every attempt (Standard Webhooks).'),
  header('Webhook-Timestamp', 'Seconds since 1970: when this attempt was made.'),
  header(
    'Webhook-Signature',
    '`v1,` and the HMAC-SHA256 of id, timestamp and body in base64, for each secret.',
  ),
  header(
    'X-AgentFlow-Signature',
    'The signature as AgentFlow has it, for the schemes agentflow and agentflow-t.',
    false,
  ),
  header('X-Hub-Signature-256', 'The signature as GitHub has it, for the scheme github.', false),
  header('X-AgentFlow-Event', 'The type of the event.'),
  header('X-AgentFlow-Delivery', 'Of the delivery: the same at every attempt, another for each webhook.'),
  header('X-AgentFlow-Attempt', '1 for the first.'),
];
