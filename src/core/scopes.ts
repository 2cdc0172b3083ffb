import { listed } from './text.ts';

/** Every scope there is: a closed list. */
export const SCOPES = [
  'bots:read',
  'bots:write',
  'tokens:read',
  'tokens:write',
  'tokens:introspect',
  'identities:read',
  'identities:write',
  'services:read',
  'services:write',
  'webhooks:read',
  'webhooks:write',
  'messages:read',
  'messages:write',
  'members:read',
  'members:write',
  'organization:read',
  'organization:write',
  'organization:act',
  'approvals:write',
  'audit:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/** What each lets its holder do: a verb and its object, as the end of "may …". */
const WORDS: Record<Scope, readonly [verb: string, object: string]> = {
  'bots:read': ['read', 'bots'],
  'bots:write': ['create and change', 'bots'],
  'tokens:read': ['read', 'token ids'],
  'tokens:write': ['issue and revoke', 'tokens'],
  'tokens:introspect': ['look up', 'what a token may do'],
  'identities:read': ['read', 'identities'],
  'identities:write': ['change', 'identities'],
  'services:read': ['read', 'services'],
  'services:write': ['change', 'services'],
  'webhooks:read': ['read', 'webhooks'],
  'webhooks:write': ['change', 'webhooks'],
  'messages:read': ['read', 'messages'],
  'messages:write': ['send', 'messages'],
  'members:read': ['read', 'members'],
  'members:write': ['change', 'roles'],
  'organization:read': ['read', 'the organization'],
  'organization:write': ['change', 'the organization'],
  'organization:act': ['act on', 'every bot of the organization'],
  'approvals:write': ['approve', 'requests'],
  'audit:read': ['read', 'the audit log'],
};

export type Role = 'admin' | 'member' | 'guest';

/** What each role may do. A guest reads; a member acts on bots of their own; an admin on all. */
const GRANTS: Record<Role, readonly Scope[]> = {
  admin: SCOPES,
  member: [
    'bots:read',
    'bots:write',
    'tokens:read',
    'tokens:write',
    'tokens:introspect',
    'identities:read',
    'identities:write',
    'services:read',
    'webhooks:read',
    'webhooks:write',
    'messages:read',
    'messages:write',
    'members:read',
    'organization:read',
  ],
  guest: [
    'bots:read',
    'tokens:read',
    'identities:read',
    'services:read',
    'webhooks:read',
    'messages:read',
    'members:read',
    'organization:read',
  ],
};

/** What a new token carries unless something else is asked for, as far as its maker holds it. */
const DEFAULT_FOR_TOKENS: readonly Scope[] = ['bots:read', 'tokens:read', 'messages:read', 'messages:write'];

export const scopesOf = (role: Role): ReadonlySet<Scope> => new Set(GRANTS[role]);

/** A token's scopes as they count now: never more than its owner holds at this moment. */
export function narrowed(token: readonly string[], owner: ReadonlySet<Scope>): ReadonlySet<Scope> {
  return new Set([...owner].filter((scope) => token.includes(scope)));
}

export const defaultScopes = (maker: ReadonlySet<Scope>): Scope[] =>
  DEFAULT_FOR_TOKENS.filter((scope) => maker.has(scope));

/** "read bots". */
export const scopeInWords = (scope: Scope): string => WORDS[scope].join(' ');

/** "may read bots and messages, and send messages". */
export function mayDo(scopes: readonly Scope[]): string {
  if (scopes.length === 0) return 'may do nothing';
  if (scopes.length === SCOPES.length) return 'may do everything';
  const byVerb = Map.groupBy(scopes, (scope) => WORDS[scope][0]);
  const parts = [...byVerb].map(
    ([verb, group]) => `${verb} ${listed(group.map((scope) => WORDS[scope][1]))}`,
  );
  const last = parts.pop() ?? '';
  if (parts.length === 0) return `may ${last}`;
  const before = parts.join(', ');
  return `may ${before}${/,| and /.test(before) ? ',' : ''} and ${last}`;
}
