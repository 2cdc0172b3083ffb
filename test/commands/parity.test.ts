import { describe, expect, test } from 'vitest';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Document } from '../../src/core/document.ts';
import type { Text } from '../../src/core/text.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { catalogueOf } from '../../src/commands/catalogue.ts';
import { commands } from '../../src/commands/index.ts';
import { inputsOf } from '../../src/commands/declared.ts';
import { parse, refuseWithoutScope } from '../../src/commands/parse.ts';
import { read } from '../../src/surfaces/words.ts';
import { done, issue, openWorld, refused, rows, type World } from '../world.ts';

function sentenceOf(refusing: () => void): string {
  try {
    refusing();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const NAMES = commands.map(({ name }) => name);

describe.each(commands.map((command) => [command.name, command] as const))('%s', (_name, command) => {
  test('has a summary that is a sentence', () => {
    expect(command.summary).toMatch(/^[A-Z].+\.$/);
    expect(command.summary).not.toMatch(/[!…]|\bplease\b|successfully|\boops\b/i);
  });

  test('has a label and a hint for each input, and flags that differ', () => {
    const inputs = inputsOf(command);
    for (const { label, hint } of inputs) {
      expect(label).toMatch(/^[A-Z]/);
      expect(hint).toMatch(/^[A-Z].+\.$/);
    }
    const shorts = inputs.flatMap(({ short }) => short ?? []);
    expect(new Set(shorts).size).toBe(shorts.length);
    expect(Object.keys(command.input.shape)).toEqual(expect.arrayContaining([...command.positional]));
  });

  test('has an example that works as typed', () => {
    const reading = read(command.example, catalogueOf(commands));
    expect(reading.command.name).toBe(command.name);
    expect(() => parse(command, reading.raw)).not.toThrow();
  });

  test('asks before a destroy if it says so, and has a question then', () => {
    expect(command.confirm).toBe(command.question !== undefined);
    expect(command.effect === 'destroy' || !command.confirm).toBe(true);
  });

  test('reads with GET, and writes with nothing that is cached', () => {
    // What is asked of a secret is not asked in an address.
    const isSecret = inputsOf(command).some(({ secret }) => secret);
    expect(command.http.startsWith('GET ')).toBe(command.effect === 'read' && !isSecret);
  });
});

describe('all commands', () => {
  test('are refused without their scope, in the words of all surfaces', async () => {
    await using world = await openWorld();
    const bare: MemberActor = { ...(await world.person('carol')), scopes: new Set() };
    // Where there is no homeserver, nobody has an account there.
    await rows(world, `update organization set matrix_server = 'hs.test'`);
    for (const command of commands) {
      const outcome = await world.ask(bare, command.name, {});
      const answer = outcome.kind === 'refused' ? outcome.error.message : outcome.kind;
      const sentence = `\`${command.name}\` needs the scope \`${command.scope}\`. You are a guest here; an admin can change that: \`members set-role @carol member\`.`;
      expect(answer).toBe(command.scope === null ? 'done' : sentence);
      expect(sentenceOf(() => refuseWithoutScope(command, bare))).toBe(
        command.scope === null ? '' : sentence,
      );
    }
  });

  test('have names, routes and files of their own', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    const routes = commands.map(({ http }) => http.replaceAll(/:\w+/g, ':'));
    expect(new Set(routes).size).toBe(routes.length);
    for (const name of NAMES) expect(name).toMatch(/^[a-z]+( [a-z-]+){0,2}$/);
  });

  test('need a scope, but for those that are about who asks, and how', () => {
    expect(commands.filter(({ scope }) => scope === null).map(({ name }) => name)).toEqual([
      'whoami',
      'link',
      'help',
    ]);
  });

  test('for people alone are refused to a bot, whatever it holds', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    await world.ask(alice, 'bots create', { username: 'steve' });
    const scopes = [...alice.scopes].join(' ');
    const steve = await world.bot((await issue(world, alice, 'steve', { scopes })).token);
    const forPeople = commands.filter(({ by }) => by === 'member');
    expect(forPeople.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bots create', 'tokens claim', 'tokens freeze']),
    );
    for (const { name } of forPeople)
      expect(refused(await world.ask(steve, name, {}))).toEqual({
        code: 'unauthenticated',
        sentence: `\`${name}\` is for people; a bot's token cannot do it.`,
      });
  });

  test('tell a member without a scope who holds it', async () => {
    await using world = await openWorld();
    const bare: MemberActor = { ...(await world.person('bob')), scopes: new Set() };
    expect(refused(await world.ask(bare, 'bots list')).sentence).toBe(
      '`bots list` needs the scope `bots:read`. Only an admin of the workspace holds it.',
    );
  });
});

/** Every command that an answer tells to type or offers as a button, as a line. */
function mentioned(document: Document): string[] {
  const texts: Text[] = [
    document.text,
    document.note ?? [],
    ...(document.facts ?? []).map(([, value]) => value),
    ...(document.lines ?? []).map(({ text }) => text),
    ...(document.sections ?? []).flatMap(({ lines, none }) => [none, ...lines.map(({ text }) => text)]),
    ...(document.table?.rows.flat() ?? []),
    ...(document.table?.lines ?? []).map(({ text }) => text),
  ];
  const typed = texts.flat().filter(({ kind }) => kind === 'command');
  return typed.map(({ text }) => text);
}

async function everyAnswer(world: World): Promise<Outcome[]> {
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  const outcomes = [await world.ask(bob, 'bots list'), await world.ask(bob, 'tokens list')];
  const ask = async (command: string, input: Record<string, unknown> = {}) => {
    const outcome = await world.ask(bob, command, input);
    outcomes.push(outcome);
    return outcome;
  };
  await ask('bots create', { username: 'steve' });
  await ask('bots show', { username: 'steve' });
  await ask('tokens list', { username: 'steve' });
  const { id } = done(await ask('tokens issue', { username: 'steve', expiry: '100d' }));
  await issue(world, alice, 'steve');
  await ask('policy show');
  outcomes.push(await world.ask(alice, 'policy set', { approval: 'bots', approval_channel: '#general' }));
  await ask('approvals list');
  await ask('approvals list', { state: 'all' });
  await ask('bots create', { username: 'eve', reason: 'to greet' });
  outcomes.push(await world.ask(alice, 'approvals list'));
  await world.ask(alice, 'policy set', { approval: 'none' });
  await ask('bots create', { username: 'ada' });
  for (const list of ['bots list', 'tokens list']) await ask(list, { limit: 1 });
  await ask('bots show', { username: 'steve' });
  await ask('tokens revoke', { id });
  await ask('tokens revoke', { id });
  await ask('bots update', { username: 'steve', description: 'Deploys the shop' });
  await ask('bots disable', { username: 'steve' });
  await ask('bots show', { username: 'steve' });
  await ask('bots list', { like: 'none of them' });
  await ask('bots enable', { username: 'steve' });
  await ask('bots transfer', { username: 'steve', to: '@alice' });
  await ask('bots show', { username: 'steve' });
  await ask('bots decline', { username: 'steve' });
  await ask('bots transfer', { username: 'ada', to: '@alice' });
  for (const name of ['bots show', 'bots accept', 'bots enable'])
    outcomes.push(await world.ask(alice, name, { username: 'ada' }));
  for (const name of ['members list', 'bots list']) outcomes.push(await world.ask(alice, name, { limit: 1 }));
  outcomes.push(await world.ask(alice, 'members set-role', { person: '@bob', role: 'admin' }));
  outcomes.push(await world.ask(alice, 'bots set-tier', { username: 'ada', tier: 'pro' }));
  outcomes.push(await world.ask(alice, 'bots set-verified', { username: 'ada', verified: 'true' }));
  await ask('services list');
  const acme = { service_type: 'github', external_id: 'acme' };
  for (const name of ['services add', 'services list', 'services update'])
    outcomes.push(await world.ask(alice, name, name === 'services list' ? {} : { ...acme, label: 'Code' }));
  await ask('webhooks set', { username: 'steve', url: 'http://127.0.0.1:9/hook' });
  const webhook = { webhook: 'steve' };
  const sent = done(await ask('webhooks test', webhook));
  await ask('webhooks delivery', { id: sent['delivery'] });
  for (const verb of ['show', 'deliveries', 'pause', 'show', 'resume', 'rotate-secret'])
    await ask(`webhooks ${verb}`, webhook);
  await ask('webhooks list');
  await ask('bots show', { username: 'steve' });
  await ask('webhooks delete', { webhook: 'steve' });
  await ask('webhooks list', { username: 'steve' });
  await ask('bots update-identity', { username: 'steve', new_value: 'octo' });
  await ask('bots delete-identity', { username: 'steve' });
  outcomes.push(await world.ask(alice, 'services remove', acme));
  await ask('bots delete', { username: 'steve' });
  for (const name of ['home', 'whoami', 'help']) await ask(name);
  for (const name of ['keys rotate', 'audit list', 'audit verify'])
    outcomes.push(await world.ask(alice, name));
  outcomes.push(await world.ask(alice, 'audit list', { actor: 'nobody' }));
  for (const topic of NAMES) await ask('help', { topic });
  return outcomes;
}

test('every command that an answer names exists, and every button can be pressed', async () => {
  await using world = await openWorld();
  const documents = (await everyAnswer(world)).map((outcome) => {
    done(outcome);
    return outcome.kind === 'done' ? outcome.document : { text: [] };
  });
  const lines = documents.flatMap(mentioned);
  for (const line of lines) expect(NAMES).toContain(read(line, catalogueOf(commands)).command.name);
  expect(lines.length).toBeGreaterThan(15);
  const buttons = documents.flatMap((document) => [
    ...(document.buttons ?? []),
    ...(document.lines ?? []).flatMap((line) => line.buttons ?? []),
    ...(document.sections ?? []).flatMap(({ lines: each }) => each.flatMap((line) => line.buttons ?? [])),
    ...(document.table?.lines ?? []).flatMap((line) => line.buttons ?? []),
  ]);
  for (const { command: name, input } of buttons) {
    const command = commands.find((each) => each.name === name);
    expect(Object.keys(command?.input.shape ?? {})).toEqual(expect.arrayContaining(Object.keys(input)));
  }
  expect(buttons.length).toBeGreaterThan(4);
  for (const { buttons: offered = [], facts = [] } of documents)
    expect([offered.length < 4, facts.length < 5]).toEqual([true, true]);
});
