import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, signed, submissionForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { chosen, modalFor, saidTo, tokenIn } from './asking.ts';

let botmint: Running;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** The same modal sent twice, as by a double click: two requests of Slack's, each with a signature of its own. */
async function sendTwice(typed: string, command: string, answers: Record<string, string>, apart: number) {
  const view = await modalFor(bob, typed);
  const form = await submissionForm(botmint, view, { userId: bob.id, command, answers });
  const [first, second] = [await signed(botmint, form), await signed(botmint, form, { skew: 1 })];
  const one = deliver(botmint, first);
  if (apart > 0) await sleep(apart);
  return Promise.all([one, deliver(botmint, second)]);
}

describe('two clicks on one button are one', () => {
  test.each([0, 1, 2, 5])('%i ms apart they make one token', async (apart) => {
    const label = `apart-${apart}`;
    const answers = { username: 'steve', expiry: '3d', label };
    const answered = await sendTwice('/tokens issue', 'tokens issue', answers, apart);
    expect(answered.map(({ status }) => status)).toEqual([200, 200]);
    const { view } = await bob.nextEvent('view_updated', ({ view: shown }) => tokenIn(shown) !== '');
    expect(await botmint.me(tokenIn(view))).toMatchObject({ status: 200 });
    expect(await sql(botmint.databaseUrl, 'select from token where label = $1', [label])).toHaveLength(1);
    expect(await sql(botmint.databaseUrl, 'select from token where revoked_at is not null')).toEqual([]);
  });

  test.each([0, 3])('%i ms apart they make one bot', async (apart) => {
    const username = `twice-${apart}`;
    const answered = await sendTwice('/bots create', 'bots create', { username }, apart);
    const actions = answered.map(({ text }) => /"response_action":"(\w+)"/.exec(text)?.[1]);
    expect(new Set(actions)).toEqual(new Set(['errors', 'update']));
    expect(answered.map(({ text }) => text).join('')).toContain(
      'This was sent already; its answer is on the way.',
    );
    expect(await sql(botmint.databaseUrl, 'select from bot where username = $1', [username])).toHaveLength(1);
  });

  test('and on a question they are one answer, which both get', async () => {
    await saidTo(bob, '/bots create doomed');
    const form = await modalFor(bob, '/bots delete');
    const { view } = await bob.submit(form, { username: chosen('doomed') });
    if (!view) throw new Error('no question came');
    const answers = await Promise.all([bob.submit(view), bob.submit(view)]);
    for (const { response_action, view: shown } of answers) {
      expect(response_action).toBe('update');
      expect(JSON.stringify(shown)).toContain(' is deleted. ');
    }
  });
});

test('a modal that was refused can be sent again as it is', async () => {
  const view = await modalFor(bob, '/bots create');
  for (const attempt of [1, 2]) {
    const refused = await bob.submit(view, { username: 'Stéve' });
    expect(refused.errors?.['username'], `attempt ${attempt}`).toContain('cannot be a bot');
  }
});
