import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, signed, slashForm, submissionForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { openAnswers } from './answers.ts';
import { modalFor, saidTo } from './asking.ts';

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

async function isTold(label: string): Promise<string> {
  const { message } = await bob.nextEvent('message', () => true, 5000);
  const [row] = await sql(botmint.databaseUrl, 'select id, revoked_at from token where label = $1', [label]);
  expect(row).toMatchObject({ revoked_at: expect.any(Date) as Date });
  return message.text;
}

const TOLD =
  /^The new token for steve could not be shown to you, so `[0-9a-f]{8}` is revoked: nobody has it\. Try again: `\/tokens issue -u steve -e 100d`$/;

describe('a new token that cannot be shown is revoked, and the one who asked is told', () => {
  test.each([404, 500])('when the answer to what was typed is refused with %i', async (status) => {
    await using nowhere = await openAnswers(status);
    const text = `issue -u steve -e 3d -l at-${status}`;
    const form = await slashForm(botmint, '/tokens', text, { userId: bob.id, responseUrl: nowhere.url });
    expect(await deliver(botmint, await signed(botmint, form))).toEqual({ status: 200, text: '' });
    expect(await isTold(`at-${status}`)).toMatch(TOLD);
    expect(nowhere.got.join('')).toContain('eyJ');
  });

  test('when there is nothing at that address', async () => {
    const form = await slashForm(botmint, '/tokens', 'issue -u steve -e 3d -l nothing', { userId: bob.id });
    await deliver(botmint, await signed(botmint, form));
    expect(await isTold('nothing')).toMatch(TOLD);
  });

  test('when the modal was closed before it came', async () => {
    const view = await modalFor(bob, '/tokens issue');
    await bob.close(view);
    const answers = { username: 'steve', expiry: '3d', label: 'closed' };
    const form = await submissionForm(botmint, view, { userId: bob.id, command: 'tokens issue', answers });
    const acknowledged = await deliver(botmint, await signed(botmint, form));
    expect(acknowledged.status).toBe(200);
    expect(acknowledged.text).not.toContain('eyJ');
    expect(await isTold('closed')).toMatch(TOLD);
  });

  test('and what went wrong is logged without the token', () => {
    expect(botmint.logged.length).toBeGreaterThan(0);
    const unexpected = botmint.logged.filter((line) => !line.endsWith('could not be shown, and is revoked'));
    expect(unexpected).toEqual([]);
  });

  test('an answer without a secret that cannot be shown is logged, and harms nothing', async () => {
    await using nowhere = await openAnswers(404);
    const form = await slashForm(botmint, '/bots', 'list', { userId: bob.id, responseUrl: nowhere.url });
    expect(await deliver(botmint, await signed(botmint, form))).toEqual({ status: 200, text: '' });
    await expect.poll(() => nowhere.got.length).toBeGreaterThan(0);
    await expect.poll(() => botmint.logged.join('\n')).toMatch(/404/);
    expect(await saidTo(bob, '/bots list')).toBe('1 bot.');
  });
});
