import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../../../src/commands/index.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { call, issue } from '../rest/calling.ts';
import { signIn } from '../rest/signing-in.ts';
import { saidTo } from '../slack/asking.ts';
import { connect, textIn } from './connecting.ts';

const SCOPES = 'bots:read bots:write tokens:read tokens:write webhooks:write';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, `-u steve -e 30d -s "${SCOPES}"`));
  await using alice = await botmint.person('alice');
  await saidTo(alice, '/bots set-tier steve enterprise');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('the official client', () => {
  test.each(['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'])(
    'speaks %s, lists and calls',
    async (version) => {
      const options =
        version === '2026-07-28'
          ? { versionNegotiation: { mode: { pin: version } } }
          : { supportedProtocolVersions: [version] };
      await using steve = await connect(botmint.api, token, options);
      expect(steve.client.getNegotiatedProtocolVersion()).toBe(version);
      expect(await steve.names()).toContain('bots_show');
      const shown = await steve.call('bots_show', { username: 'steve' });
      expect(textIn(shown)).toMatch(/\*\*steve\*\*/);
      expect(shown.structuredContent).toMatchObject({ username: 'steve', owner: 'bob' });
    },
  );

  test('finds a tool for each command that its token may ask, with hints from the declaration', async () => {
    await using steve = await connect(botmint.api, token);
    const held = new Set(SCOPES.split(' '));
    const mayAsk = commands.filter(
      ({ name, by, scope }) =>
        by === 'either' && (scope === null || held.has(scope)) && name !== 'webhooks rotate-secret',
    );
    expect(await steve.names()).toEqual(mayAsk.map(({ name }) => name.replaceAll(/[ -]/g, '_')));
    const { tools } = await steve.client.listTools();
    const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
    expect(hints['bots_list']).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(hints['bots_delete']).toEqual({
      title: 'Delete a bot',
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: true,
      openWorldHint: false,
    });
    expect(hints['webhooks_test']).toMatchObject({ openWorldHint: true, idempotentHint: false });
    expect(tools.find(({ name }) => name === 'tokens_issue')).toMatchObject({
      description:
        'Issue a token for a bot. The token is not shown here: whoever it is for gets a message in the chat that makes it.',
      inputSchema: {
        additionalProperties: false,
        required: ['username'],
        properties: { uses: { type: 'integer', minimum: 1, title: 'Uses' } },
      },
    });
  });

  test('has a tool for everything that an admin may, but for what answers with a secret alone', async () => {
    await using alice = await connect(botmint.api, (await signIn(botmint, 'alice')).access_token);
    const missing = new Set(['tokens claim', 'webhooks rotate-secret']);
    const names = commands.map(({ name }) => name).filter((name) => !missing.has(name));
    expect(await alice.names()).toEqual(names.map((name) => name.replaceAll(/[ -]/g, '_')));
    expect(new Set(names).size).toBe(names.length);
    // What each says it answers is so: the client holds it against what comes.
    for (const name of await alice.names()) {
      const answer = await alice.call(name, INPUTS[name] ?? {});
      expect([name, typeof answer.structuredContent]).toEqual([name, 'object']);
    }
  });

  test('is refused in the words of REST what it may not, and what is wrong', async () => {
    await using steve = await connect(botmint.api, token);
    for (const [name, input, asked] of [
      ['audit_list', {}, 'GET /api/v1/audit'],
      ['bots_create', { username: 'ada' }, 'PUT /api/v1/bots/ada'],
      ['bots_show', { username: 'nobody' }, 'GET /api/v1/bots/nobody'],
      ['bots_list', { colour: 'red' }, 'GET /api/v1/bots?colour=red'],
      ['tokens_issue', { username: 'steve', expiry: '3x' }, 'POST /api/v1/tokens'],
    ] as const) {
      const refusal = await steve.call(name, input);
      const body = asked.startsWith('POST') ? { body: input } : {};
      const rest = await call(botmint, asked, { token, ...body });
      expect(refusal).toMatchObject({ isError: true, structuredContent: { detail: rest.body['detail'] } });
      expect(textIn(refusal)).toBe(rest.body['detail']);
    }
    await expect(steve.call('bots_frobnicate')).rejects.toThrow('Unknown tool: bots_frobnicate');
  });

  test('reads resources as their commands answer, and completes their names', async () => {
    await using steve = await connect(botmint.api, token);
    const { client } = steve;
    const read = async (uri: string): Promise<unknown> => {
      const [content] = (await client.readResource({ uri })).contents;
      return JSON.parse(content && 'text' in content ? content.text : '');
    };
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual([
      'botmint://bots',
      'botmint://tokens',
    ]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'botmint://bots{?cursor}',
      'botmint://bots/{username}',
      'botmint://tokens{?cursor}',
      'botmint://tokens/{id}',
    ]);
    expect(await read('botmint://bots')).toEqual((await steve.call('bots_list')).structuredContent);
    expect(await read('botmint://bots/steve')).toMatchObject({ username: 'steve' });
    const tokens = z.object({ tokens: z.array(z.object({ id: z.string() })) });
    const [first] = tokens.parse(await read('botmint://tokens?limit=1')).tokens;
    expect(await read(`botmint://tokens/${first?.id}`)).toMatchObject({ id: first?.id });
    const ref = { type: 'ref/resource', uri: 'botmint://bots/{username}' } as const;
    const completed = await client.complete({ ref, argument: { name: 'username', value: 'st' } });
    expect(completed.completion.values).toEqual(['steve']);
    for (const [uri, sentence] of [
      ['botmint://bots/nobody', 'There is no bot named `nobody`. `bots list` shows those there are.'],
      ['botmint://audit', '`audit list` needs the scope `audit:read`.'],
      ['botmint://bots/steve/x', 'Resource not found: botmint://bots/steve/x'],
      ['botmint://bots/%', 'There is no bot named `%`.'],
    ] as const)
      await expect(read(uri)).rejects.toThrow(sentence);
  });
});

/** What an answer that is no refusal takes, for some. */
const INPUTS: Record<string, Record<string, unknown>> = {
  bots_create: { username: 'answered' },
  bots_show: { username: 'steve' },
  tokens_issue: { username: 'steve' },
  webhooks_set: { username: 'answered', url: 'https://93.184.215.14/hook' },
  webhooks_show: { webhook: 'answered' },
};
