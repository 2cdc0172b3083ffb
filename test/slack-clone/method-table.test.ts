import { describe, expect, test } from 'vitest';
import type { Method } from '../../src/slack-clone/api/method.ts';
import { METHODS } from '../../src/slack-clone/methods/index.ts';
import { ABSENT, type Documented, documentedMethods, isOwn } from './slack-methods.ts';

/** Which tokens may call a method, with which scopes; null: no such token may. */
interface Row {
  tier: string | null;
  bot: string[] | null;
  user: string[] | null;
}

const CONFIGURATION = {
  bot: null,
  user: null,
  because: 'it asks for a configuration token, of which the reference tells nothing',
};

/** Where this workspace is not as the reference says, and why. */
const DIFFERENT: Record<string, Partial<Row> & { because: string }> = {
  'views.open': { user: null, because: 'a view is an app’s, and a trigger is used with its bot’s token' },
  'views.push': { user: null, because: 'as views.open' },
  'views.update': { user: null, because: 'as views.open' },
  'views.publish': { user: null, because: 'as views.open' },
  'apps.manifest.create': CONFIGURATION,
  'apps.manifest.delete': CONFIGURATION,
  'apps.manifest.export': CONFIGURATION,
  'apps.manifest.update': CONFIGURATION,
  'apps.manifest.validate': CONFIGURATION,
  'apps.connections.open': {
    bot: null,
    user: null,
    because: 'it asks for an app-level token, of which the reference tells nothing',
  },
  'blocks.validate': { tier: 't5', because: 'the reference names no tier' },
};

const ours = METHODS.filter(({ name }) => !isOwn(name));

describe('the table of methods', () => {
  test('names each method once', () => {
    const names = METHODS.map(({ name }) => name);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  test('has Slack’s scopes, tiers and kinds of token, but for what is said here', ({ skip }) => {
    const documented = documentedMethods() ?? skip(ABSENT);
    const wanted = ours.map(({ name }) => [name, expected(name, documented[name])]);
    const table = Object.fromEntries(ours.map((method) => [method.name, rowOf(method)]));
    expect(table).toEqual(Object.fromEntries(wanted));
    const differing = Object.keys(DIFFERENT).length;
    // oxlint-disable-next-line no-console -- how much a check looked at is part of its result
    console.log(`Compared ${ours.length} of ${METHODS.length} methods with Slack's; ${differing} differ.`);
  });

  test('differs only where it says so, and says so only where it differs', ({ skip }) => {
    const documented = documentedMethods() ?? skip(ABSENT);
    const stale = Object.entries(DIFFERENT).filter(([name, { because, ...changes }]) => {
      const before = documented[name] && rowFrom(documented[name]);
      return because === '' || JSON.stringify({ ...before, ...changes }) === JSON.stringify(before);
    });
    expect(stale).toEqual([]);
  });
});

function expected(name: string, slacks: Documented | undefined): Row | string {
  if (!slacks) return 'Slack has no such method';
  const { because: _because, ...changes } = DIFFERENT[name] ?? { because: '' };
  return { ...rowFrom(slacks), ...changes };
}

/** Where the reference names scopes for one kind of token alone, the other may not call. Without any, both may. */
function rowFrom({ tier, scope, user_only }: Documented): Row {
  const some = scope.bot.length > 0 || scope.user.length > 0;
  return {
    tier,
    bot: user_only || (some && scope.bot.length === 0) ? null : scope.bot.toSorted(),
    user: some && scope.user.length === 0 ? null : scope.user.toSorted(),
  };
}

function rowOf({ tier, scopes }: Method): Row {
  if (scopes === null) return { tier, bot: [], user: [] };
  return { tier, bot: scopes.bot?.toSorted() ?? null, user: scopes.user?.toSorted() ?? null };
}
