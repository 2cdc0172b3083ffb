import { z } from 'zod';
import type { Command } from '../../../commands/declare.ts';
import { HandedOver } from '../../../commands/hand-over.ts';
import { type Input, inputsOf } from '../../../commands/declared.ts';
import { sessionsOpen } from '../../../commands/sessions-open.ts';
import { read } from '../../words.ts';
import { exampleOf } from './example.ts';
import { camel, json, type Operation, type Parameter, type Route, templated } from './operation.ts';
import { refusalsOf } from './refusals.ts';
import { headersOf, refusedBy } from './responses.ts';
import { type Schema, schemaOf, successOf } from './schema.ts';

/** Every command as an operation. */
export function askedRoutes(commands: readonly Command[]): Route[] {
  // Only the operator opens sessions, so that stands in no list.
  const all = [...commands, sessionsOpen];
  return all.map((command) => {
    const [method, path = ''] = command.http.split(' ');
    return {
      method: method === 'GET' ? 'get' : method === 'PUT' ? 'put' : method === 'POST' ? 'post' : 'delete',
      path: templated(path),
      operation: operationOf(command, all),
    };
  });
}

/** What can be sent again under the same key. */
const isRepeatable = (command: Command): boolean => command.effect !== 'read';

/** A token that is asked for over REST is shown there, so nobody is handed it over. */
function outputOf({ output }: Command): z.ZodType {
  if (!(output instanceof z.ZodUnion)) return output;
  const options = output.options.filter(
    (each): each is z.ZodType =>
      each instanceof z.ZodType &&
      !(each instanceof z.ZodObject && each.shape['claim'] === HandedOver.shape.claim),
  );
  const [only, other] = options;
  return only && !other ? only : z.union(options);
}

/** An input with its schema, where it is sent, and what is sent in the example of the command. */
interface Sent extends Input {
  place: 'path' | 'query' | 'body';
  schema: Schema;
  example: unknown;
  /** Whether the example of the command has it. */
  isTyped: boolean;
}

function operationOf(command: Command, commands: readonly Command[]): Operation {
  const { name, summary, scope, by } = command;
  const sent = sentBy(command, commands);
  const body = sent.filter(({ place }) => place === 'body');
  const parameters = sent.filter(({ place }) => place !== 'body').map(parameterOf);
  const key = isRepeatable(command);
  const schema = successOf(schemaOf(outputOf(command), 'output'));
  return {
    operationId: camel(name),
    summary,
    description: descriptionOf(command),
    tags: [name.split(' ')[0] ?? ''],
    security: CREDENTIALS[by].map((scheme) => ({ [scheme]: scope === null ? [] : [scope] })),
    parameters: key ? [...parameters, IDEMPOTENCY_KEY] : parameters,
    ...(body.length > 0 && { requestBody: bodyOf(body) }),
    responses: {
      200: {
        description: 'Done.',
        ...headersOf([...LIMIT, ...(key ? ['idempotency-replayed'] : [])]),
        content: json({ schema, example: exampleOf(schema) }),
      },
      ...refusedBy(refusalsOf(command, key)),
    },
  };
}

/** By what each who may ask says who they are. */
const CREDENTIALS: Record<Command['by'], readonly string[]> = {
  either: ['token', 'bearer', 'session'],
  member: ['bearer', 'session'],
  operator: ['operator'],
};

function descriptionOf({ scope, by, effect, name }: Command): string {
  const needs = scope === null ? 'Needs no scope: everybody may ask it.' : `Needs the scope \`${scope}\`.`;
  const who = { either: '', member: ' For people: the token of a bot cannot do it.', operator: OPERATOR }[by];
  const lasting = effect === 'destroy' ? ' What it ends cannot be brought back.' : '';
  const chat = by === 'operator' ? '' : ` In the chat: \`/botmint ${name}\`.`;
  return `${needs}${who}${lasting}${chat}`;
}

const OPERATOR = ' For whoever runs Botmint: by the secret in `server.json` of the data folder, as a bearer.';

/** What a bot is told of its limit, in the headers of each answer. */
const LIMIT = ['ratelimit', 'ratelimit-policy'];

export const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Within 24 hours, a request that repeats it is done once and answered as the first time. 1 to 255 characters of ASCII.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]{1,255}$' },
  example: '6f1c2f5e-0a64-4d0e-9a6b-8f5a4f0f2f11',
};

/** What stands in the path is sent there; of the rest, what reads and what deletes takes it from the query. */
function sentBy(command: Command, commands: readonly Command[]): Sent[] {
  const { http, example } = command;
  const { properties = {} } = schemaOf(command.input, 'input');
  const { raw } = read(
    example,
    commands.map((each) => ({ ...each, inputs: inputsOf(each) })),
  );
  const rest = /^(GET|DELETE) /.test(http) ? 'query' : 'body';
  return inputsOf(command).map((input) => {
    const schema = { ...properties[input.name], description: input.hint };
    const place = http.split('/').includes(`:${input.name}`) ? 'path' : rest;
    const typed = raw[input.name];
    const isTyped = typed !== undefined;
    return { ...input, place, schema, isTyped, example: valueOf(typed, schema, input.name) };
  });
}

/** As typed, in JSON; undefined where the example leaves it out and may. */
function valueOf(typed: string | undefined, schema: Schema, name: string): unknown {
  if (typed === undefined) return exampleOf(schema, name);
  const kinds = new Set([schema, ...(schema.anyOf ?? [])].flatMap(({ type }) => type ?? []));
  if (kinds.has('array')) return typed.split(/[\s,]+/);
  if (kinds.has('boolean')) return typed === 'true';
  return kinds.has('integer') ? Number(typed) : typed;
}

function parameterOf({ name, place, hint, schema, example, required, list }: Sent): Parameter {
  const { description: _, ...plain } = schema;
  return {
    name,
    in: place === 'path' ? 'path' : 'query',
    required: place === 'path' || required,
    description: hint,
    schema: plain,
    ...(list && { style: 'form', explode: false }),
    ...((place === 'path' || required) && { example }),
  };
}

function bodyOf(sent: readonly Sent[]) {
  const needed = sent.filter(({ required }) => required).map(({ name }) => name);
  const shown = sent.filter(({ required, isTyped }) => required || isTyped);
  const schema: Schema = {
    type: 'object',
    properties: Object.fromEntries(sent.map(({ name, schema: each }) => [name, each])),
    ...(needed.length > 0 && { required: needed }),
    additionalProperties: false,
  };
  const example = Object.fromEntries(shown.map(({ name, example: value }) => [name, value]));
  const file = sent.find((each) => each.file)?.name;
  const form = file !== undefined && { 'multipart/form-data': { schema: withFile(schema, file) } };
  return { required: needed.length > 0, content: { ...json({ schema, example }), ...form } };
}

/** As a form it has the file itself. */
const withFile = (schema: Schema, name: string): Schema => ({
  ...schema,
  properties: { ...schema.properties, [name]: { type: 'string', format: 'binary' } },
});
