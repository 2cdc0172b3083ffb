import type { Command } from '../../../commands/declare.ts';
import { SCOPES } from '../../../core/scopes.ts';
import { agentflowRoutes } from './agentflow.ts';
import { askedRoutes } from './asked.ts';
import { oauthRoutes } from './oauth.ts';
import { json, type Operation, type Response, type Route } from './operation.ts';
import { HEADERS, headersOf } from './responses.ts';
import { standardRoutes } from './standards.ts';
import { toldEvents } from './told.ts';

/** An OpenAPI 3.1 document, with everything where it is used. */
export interface Document {
  openapi: '3.1.1';
  info: { title: string; version: string; summary: string; description: string; license: object };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<Route['method'], Operation>>>;
  webhooks: Record<string, { post: Operation }>;
  components: Record<string, Record<string, object>>;
}

/** All that can be asked of Botmint over HTTP, and all that it tells. */
export function documentOf(commands: readonly Command[], origin: string): Document {
  const routes = [...askedRoutes(commands), ...agentflowRoutes(), ...oauthRoutes(), ...standardRoutes()];
  const used = new Set(routes.flatMap(({ operation }) => operation.tags));
  return {
    openapi: '3.1.1',
    info: INFO,
    servers: [{ url: origin }],
    tags: [...used, 'events'].map((name) => ({
      name,
      description: TAGS[name] ?? `What is done with ${name}.`,
    })),
    paths: pathsOf(routes),
    webhooks: toldEvents(),
    components: { securitySchemes: SECURITY, headers: headers() },
  };
}

/** By path and method. Paths that differ only in what a part is called are one path (OpenAPI 3.1.1, 4.8.8.2). */
function pathsOf(routes: readonly Route[]): Document['paths'] {
  const called = new Map<string, string>();
  const paths: Document['paths'] = {};
  for (const { path, method, operation } of routes) {
    const shape = path.replaceAll(/\{\w+\}/g, '{}');
    const known = called.get(shape) ?? path;
    called.set(shape, known);
    const found = (paths[known] ??= {});
    found[method] = withOther(renamed(operation, path, known));
  }
  return paths;
}

/** The operation with the parts of its path called as they are in another. */
function renamed(operation: Operation, path: string, known: string): Operation {
  if (path === known || !operation.parameters) return operation;
  const others = known.split('/');
  const names = new Map(path.split('/').map((part, index) => [part, others[index] ?? part]));
  const parameters = operation.parameters.map((each) =>
    each.in === 'path' ? { ...each, name: (names.get(`{${each.name}}`) ?? each.name).slice(1, -1) } : each,
  );
  return { ...operation, parameters };
}

/** Whatever is asked, it has to be asked of this server, and the answer can be found again. */
function withOther(operation: Operation): Operation {
  const all = Object.entries({ ...operation.responses, 421: UNKNOWN_HOST });
  const named = all.map(([status, response]): [string, Response] => [
    status,
    { ...response, headers: { ...headersOf(['x-request-id']).headers, ...response.headers } },
  ]);
  return { ...operation, responses: Object.fromEntries(named) };
}

const UNKNOWN_HOST: Response = {
  description: '`unknown_host`: the `Host` of the request is no name of this server.',
  content: json({
    schema: {
      type: 'object',
      properties: { ok: { const: false }, error: { const: 'unknown_host' }, detail: { type: 'string' } },
      required: ['ok', 'error', 'detail'],
      additionalProperties: false,
    },
    example: {
      ok: false,
      error: 'unknown_host',
      detail: 'This server does not answer to that host name.',
    },
  }),
};

function headers(): Record<string, object> {
  const all = Object.values(HEADERS).map(({ name, description, example }): [string, object] => [
    name,
    { description, schema: { type: 'string' }, example },
  ]);
  return Object.fromEntries(all);
}

const INFO: Document['info'] = {
  title: 'Botmint',
  version: '1',
  summary: 'Bots and their tokens.',
  description: `Every command of the chat, for programs. It answers JSON: \`{"ok": true, …}\`, or \`{"ok": false, "error": "<code>", "detail": "<sentence>"}\`.

What is looked for first is refused first: the credential (absent, wrong shape, unknown, expired, revoked, frozen, wrong address), then the rate, the scope, the body, the inputs, and what they name. A path that is not here answers 404 with \`unknown_command\`; an address that cannot be read, 400 with \`invalid_body\`.

A list ends with \`next_cursor\`: send it as \`cursor\` for the next page; null is the end. Inputs in a path or a query may also be sent in the body, and the other way round; the path counts first, then the body.`,
  license: { name: 'MIT', identifier: 'MIT' },
};

const TAGS: Readonly<Record<string, string>> = {
  bots: 'Bot users: non-human, each owned by one person.',
  tokens: 'Credentials of bots: shown once, with an end, revoked at once.',
  webhooks: 'Where the events of a bot are sent, and what became of each.',
  messages: 'What a bot says in rooms of Matrix, as its own user there.',
  rooms: 'The rooms of Matrix that a bot is in.',
  services: 'Where a bot can have an identity: GitHub, AWS and the like.',
  members: 'The people of the organization and their roles.',
  approvals: 'What waits until somebody else says yes.',
  policy: 'How long tokens live here, and what has to be approved.',
  audit: 'What was done and what was refused, chained so that no row can be changed unseen.',
  keys: 'What tokens are signed with.',
  sessions: 'Logins of people.',
  home: 'What a person sees first.',
  whoami: 'Whose credential this is.',
  help: 'What can be asked, and how.',
  agentflow: 'The names that AgentFlow gives to the webhook of a bot.',
  oauth: 'Standards: metadata, keys, introspection, revocation, and reports of tokens found lying open.',
  health: 'For whoever watches the process.',
  reading: 'For whoever reads.',
  events: 'What Botmint sends to webhooks, signed.',
};

const SECURITY: Record<string, object> = {
  token: {
    type: 'apiKey',
    in: 'header',
    name: 'X-AgentFlow-Bot-Token',
    description: `The token of a bot, opaque or a JWT. Scopes are ${SCOPES.join(', ')}.`,
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'In `Authorization`: the token of a bot, the session of a person, or the secret of the operator.',
  },
  operator: {
    type: 'http',
    scheme: 'bearer',
    description: 'Whoever runs Botmint: the secret `control` in `server.json` of its data folder.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'af_session',
    description:
      'The session of a person. What changes something is refused when it comes from another origin.',
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'A bot, by its name or id, with one of its tokens as the password (RFC 6749, 2.3.1).',
  },
};
