import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, signed, submissionForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, modalFor, saidTo } from './asking.ts';

let botmint: Running;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob, carol] = await Promise.all([
    botmint.person('alice'),
    botmint.person('bob'),
    botmint.person('carol'),
  ]);
  for (const person of [alice, bob, carol]) await saidTo(person, '/botmint whoami');
  await saidTo(bob, '/bots create steve');
  await saidTo(alice, '/bots create hal');
  await saidTo(bob, '/bots create gone');
  const asked = await answerTo(bob, '/bots delete gone');
  await bob.press(asked, 'run-yes');
  await bob.nextEvent('ephemeral_changed');
});

afterAll(async () => {
  for (const person of [alice, bob, carol]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** Whatever this does, nothing but the audit may be different afterwards. */
async function changingNothing<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = await dump(botmint.databaseUrl);
  const result = await work();
  expect(await dump(botmint.databaseUrl)).toEqual(before);
  return result;
}

/** In a form marks would stand as they are: there units and signs are bare, and what is typed is in quotes. */
const bare = (sentence: string): string =>
  sentence.replace(/`([a-z]{1,2}|[._-])`/g, '$1').replace(/`([^`]+)`/g, '“$1”');

const UNITS = 'A number from 1 up and a unit: `s` `m` `h` `d` `w` `mo` (30 days) `y`, as in `100d`.';
const NAME =
  "cannot be a bot's name: lower-case letters, digits, `.`, `_` and `-`, 2 to 31 of them, not starting with a sign.";

describe('what cannot be done is answered with a sentence that helps, and nothing changes', () => {
  test.each([
    ['/bots create Stéve', `\`Stéve\` ${NAME} Did you mean \`steve\`?`],
    ['/bots create x', `\`x\` ${NAME}`],
    [
      '/bots create steve',
      'There is already a bot named steve; you own it. Names are never given out twice.',
    ],
    ['/bots create hal', 'There is already a bot named hal; alice owns it. Names are never given out twice.'],
    ['/bots create me', '`me` is what a bot calls itself. Take another name.'],
    ['/bots create af-steve', 'Names that begin with `af-` are given by admins only. Take another.'],
    ['/bots frobnicate', 'There is no command `bots frobnicate`. Under `bots`: create, list, '],
    [
      '/bots create steve now',
      '`now` is one word too many. Several words that belong together go in quotation marks; `/botmint help bots create` shows the rest.',
    ],
    ['/bots show nobody', 'There is no bot named `nobody`. `/bots list` shows those there are.'],
    ['/bots delete nobody', 'There is no bot named `nobody`. `/bots list` shows those there are.'],
    ['/bots delete hal', 'alice owns hal; only alice or an admin can do that.'],
    ['/tokens issue -u hal -e 3d', 'alice owns hal; only alice or an admin can do that.'],
    ['/tokens issue -u nobody -e 3d', 'There is no bot named `nobody`. `/bots list` shows those there are.'],
    ['/tokens issue -u steve -e 0d', `\`0d\` is not a time. ${UNITS}`],
    ['/tokens issue -u steve -e 07d', `\`07d\` is not a time. ${UNITS} Did you mean \`7d\`?`],
    ['/tokens issue -u steve -e 3x', `\`3x\` is not a time. ${UNITS}`],
    ['/tokens issue -u steve -e -3d', `\`-3d\` is not a time. ${UNITS}`],
    [
      '/tokens issue -u steve -e 101y',
      '`101y` is more than 100 years. A token has to end sooner, as in `1y`.',
    ],
    [
      '/tokens issue -u steve -e 99999999999999999999s',
      '`99999999999999999999s` is more than 100 years. A token has to end sooner, as in `1y`.',
    ],
    [
      '/tokens issue -u steve -e 3d -l "Deployment',
      'A quotation mark is not closed, before `Deployment`. Put `"` at the end, or leave it out.',
    ],
    ['/tokens issue -u steve -e 3d -s bots:fly', '`bots:fly` is not a scope.'],
    [
      '/tokens issue -u steve -e 3d -s audit:read',
      'You can only grant scopes you hold, and audit:read is not among them.',
    ],
    ['/tokens issue -u steve -e 3d --format pdf', 'Format is one of jwt, opaque.'],
    [
      `/tokens issue -u steve -e 3d -l ${'x'.repeat(10_000)}`,
      'A label has at most 100 characters, and this one has 10000.',
    ],
    [
      '/tokens revoke 123',
      '`123` is too short for a token id: six characters or more. `/tokens list` shows the ids.',
    ],
    [
      '/tokens revoke 00000000',
      'There is no token with the id `00000000`. `/tokens list` shows those there are.',
    ],
    ['/tokens list nobody', 'There is no bot named `nobody`. `/bots list` shows those there are.'],
    ['/botmint frobnicate', 'There is no command `frobnicate`.'],
  ])('%s', async (typed, sentence) => {
    const said = await changingNothing(() => saidTo(bob, typed));
    expect(said.slice(0, sentence.length)).toBe(sentence);
  });

  test('the name of a deleted bot is not given out again', async () => {
    const said = await changingNothing(() => saidTo(bob, '/bots create gone'));
    expect(said).toMatch(
      /^gone was deleted on \d+ \w+ \d{4}, \d\d:\d\d E[SD]T\. Names are never given out twice: take another\.$/,
    );
  });

  test('a token that was pasted for an id is not repeated', async () => {
    const pasted = `af_bot_${'0123456789abcdef'.repeat(4)}`;
    const answer = await answerTo(bob, `/tokens revoke ${pasted}`);
    expect(answer.message.text).toBe(
      'That is a token, and its id is asked for. Whoever saw it can use it: `/tokens list` shows its id, `/tokens revoke` ends it.',
    );
    expect(JSON.stringify(answer)).not.toContain('0123456789abcdef');
  });

  test('what was typed cannot become a mention or a link in the answer', async () => {
    const answer = await answerTo(bob, '/bots show &lt;!channel&gt;');
    expect(answer.message.text).toContain('`<!channel>`');
    expect(JSON.stringify(answer.message.blocks)).toContain('"text":"<!channel>","style":{"code":true}');
  });
});

describe('a guest', () => {
  test.each([
    ['/bots create steve', 'bots create', 'bots:write'],
    ['/bots create', 'bots create', 'bots:write'],
    ['/bots delete steve', 'bots delete', 'bots:write'],
    ['/bots delete', 'bots delete', 'bots:write'],
    ['/tokens issue', 'tokens issue', 'tokens:write'],
    ['/tokens issue -u steve -e 3x', 'tokens issue', 'tokens:write'],
    ['/tokens revoke 00000000', 'tokens revoke', 'tokens:write'],
  ])('is told which scope is missing: %s', async (typed, command, scope) => {
    expect(await changingNothing(() => saidTo(carol, typed))).toBe(
      `\`${command}\` needs the scope \`${scope}\`. You are a guest here; an admin of the workspace can make you a member.`,
    );
  });

  test('may look', async () => {
    expect(await saidTo(carol, '/bots list')).toBe('2 bots.');
    expect(await saidTo(carol, '/tokens list')).toMatch(/^No token is alive/);
  });
});

describe('a form that is missing what it needs', () => {
  test('an empty submit shows the error under the field, before the app hears of it', async () => {
    const view = await modalFor(bob, '/bots create');
    expect(view.title?.text).toBe('Create a bot');
    const sent = await changingNothing(() => bob.submit(view));
    expect(sent).toEqual({ response_action: 'errors', errors: { username: 'Fill this in.' } });
  });

  test('and a wrong name is explained under it by the app, until it is right', async () => {
    const view = await modalFor(bob, '/bots create');
    const wrong = await changingNothing(() => bob.submit(view, { username: 'Stéve' }));
    expect(wrong.errors).toEqual({ username: `“Stéve” ${bare(NAME)} Did you mean “steve”?` });
    const taken = await changingNothing(() => bob.submit(view, { username: 'steve' }));
    expect(taken.errors).toEqual({
      username: 'There is already a bot named steve; you own it. Names are never given out twice.',
    });
    const right = await bob.submit(view, { username: 'steve-2' });
    expect(right.response_action).toBe('update');
    expect(JSON.stringify(right.view)).toContain('steve-2');
  });

  test('each wrong field of the wizard has its own sentence', async () => {
    const view = await modalFor(bob, '/tokens issue -u nobody');
    const answers = { expiry: '3x', label: 'x'.repeat(101) };
    const wrong = await changingNothing(() => bob.submit(view, answers));
    expect(wrong.errors).toEqual({
      expiry: `“3x” is not a time. ${bare(UNITS)}`,
      label: 'A label has at most 100 characters, and this one has 101.',
    });
    const unknown = await changingNothing(() => bob.submit(view, { expiry: '3d' }));
    expect(unknown.errors).toEqual({
      username: 'There is no bot named “nobody”. “/bots list” shows those there are.',
    });
  });
});

test('a question that was left open until its command was gone harms nothing when it is answered', async () => {
  const sent = { userId: bob.id, command: 'bots rename', answers: {} };
  const { payload = '' } = await submissionForm(botmint, { id: 'V1', hash: '1.a' }, sent);
  const form = { payload: payload.replace('"callback_id":"form"', '"callback_id":"question"') };
  // Not acknowledged, so Slack tells the person that it did not work.
  expect(await deliver(botmint, await signed(botmint, form))).toMatchObject({ status: 404 });
  expect(await saidTo(bob, '/botmint whoami')).toMatch(/^You are bob/);
});
