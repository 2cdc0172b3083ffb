import type { Schema } from './schema.ts';

const TIME = '2026-11-21T21:14:00.000Z';
const LATER = '2027-03-01T21:14:00.000Z';
const TOKEN = '87434498-6f0e-4a51-9c1d-3b8e5f7a2d40';

/** What stands in an example by the name of its member, where it fits there. */
const NAMED: Readonly<Record<string, unknown>> = {
  access_token: `af_bot_${'0'.repeat(64)}`,
  active: true,
  address: '192.0.2.7',
  backup_owner: 'alice',
  bot: 'steve',
  by: 'bob',
  command: 'tokens issue',
  canonical_alias: '#lobby:example.org',
  cursor: 'WyJzdGV2ZSJd',
  deleted: '$GhIjKl',
  description: 'Deploys what main holds',
  display_name: 'Steve the Deployer',
  event_id: '$GhIjKl',
  events: ['message', 'token.*'],
  example: 'tokens issue -u steve -e 100d',
  expiry: '100d',
  external_id: 'acme',
  flag: '-u, --username',
  hint: 'The username of a bot.',
  kid: 'k-2026-11',
  label: 'Deployment token',
  matrix_user_id: '@bot_steve:example.org',
  max_in_flight: 8,
  name: 'default',
  networks: ['192.0.2.0/24'],
  new_value: 'octo-steve',
  old_value: 'octo-bot',
  offered_to: 'carol',
  owner: 'bob',
  person: '@bob',
  previous_owner: 'alice',
  rate_limit_qps: 30,
  reason: 'To post what the builds say',
  requester: 'bob',
  requester_name: 'bob',
  retired: 'k-2026-10',
  retry: 'bot',
  room_id: '!AbCdEf:example.org',
  scope: 'tokens:write',
  scopes: ['bots:read', 'messages:write'],
  service_type: 'github',
  signing_key: `whsec_${'A'.repeat(43)}=`,
  slug: 'steve',
  state: 'active',
  summary: 'Issue a token for a bot.',
  surface: 'rest',
  to: '@bob',
  token: `af_bot_${'0'.repeat(64)}`,
  topic: 'tokens issue',
  update_id: 7,
  url: 'https://example.com/hook',
  user_id: '@carol:example.org',
  username: 'steve',
  value: 'octo-steve',
  webhook: 'steve',
};

/** A value that fits a schema, as it could well be. The same one each time. */
export function exampleOf(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf) return exampleOf(schema.anyOf[0] ?? {}, name);
  const named = NAMED[name];
  if (named !== undefined && fits(named, schema)) return named;
  if (schema.enum) return schema.enum[0];
  const { properties, items, default: usual } = schema;
  if (usual !== undefined) return usual;
  if (properties)
    return Object.fromEntries(
      Object.entries(properties).map(([key, member]) => [key, exampleOf(member, key)]),
    );
  if (items) return [exampleOf(items, singular(name))];
  return plain(schema, name);
}

function plain({ type, format, minimum, additionalProperties: others }: Schema, name: string): unknown {
  const [kind] = [type ?? 'string'].flat();
  if (kind === 'object') return typeof others === 'object' ? { github: exampleOf(others, 'value') } : {};
  if (kind === 'array') return [];
  if (kind === 'boolean') return false;
  if (kind === 'integer' || kind === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (kind === 'null') return null;
  if (format === 'date-time') return /expires|end/.test(name) ? LATER : TIME;
  return format === 'uuid' || /(^|_)id$/.test(name) ? TOKEN : name.replaceAll('_', ' ');
}

/** By its type; one of few words has to be among them. */
function fits(value: unknown, { type, enum: words, items, format }: Schema): boolean {
  if (words) return words.includes(value);
  if (format === 'uuid' || format === 'date-time') return false;
  if (Array.isArray(value))
    return type === 'array' && value.every((each: unknown) => !items || fits(each, items));
  const kind = Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
  return [type ?? []].flat().some((each) => kind.includes(each));
}

const singular = (name: string): string => name.replace(/s$/, '');
