import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputBlock } from '@slack/types';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogueOf } from '../../src/commands/catalogue.ts';
import { commands } from '../../src/commands/index.ts';
import { inputsOf } from '../../src/commands/declared.ts';
import { scopesOf } from '../../src/core/scopes.ts';
import { formOf } from '../../src/surfaces/form.ts';
import { formModal } from '../../src/surfaces/slack/modals.ts';
import { slashed } from '../../src/surfaces/slack/slash.ts';
import { read } from '../../src/surfaces/words.ts';
import { type Running, startBotmint } from '../running.ts';
import { done, openWorld } from '../world.ts';
import type { Person } from '../slack-clone/person.ts';
import { call, issue } from './rest/calling.ts';
import { saidTo } from './slack/asking.ts';

const Manifest = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({ command: z.string(), usage_hint: z.string(), description: z.string() }),
    ),
  }),
});

async function slashCommands() {
  const text = await readFile(join(import.meta.dirname, '../../manifest.yml'), 'utf8');
  return Manifest.parse(parseYaml(text)).features.slash_commands;
}

const names = commands.map(({ name }) => name);

/** A world in which every wizard has something to offer. */
async function withServices() {
  const world = await openWorld();
  const alice = await world.person('alice');
  for (const external_id of ['acme', 'beta'])
    done(await world.ask(alice, 'services add', { service_type: 'github', external_id }));
  done(await world.ask(alice, 'services add', { service_type: 'okta', external_id: 'acme.okta.com' }));
  return world;
}

describe('every command', () => {
  test.each(commands)('$name has a name, a path and a summary of its own', (command) => {
    expect(commands.filter(({ name }) => name === command.name)).toHaveLength(1);
    expect(commands.filter(({ http }) => http === command.http)).toHaveLength(1);
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(command.name).toMatch(/^[a-z]+( [a-z-]+){0,2}$/);
  });

  test('needs a scope, but for those that anybody may ask about themselves', () => {
    expect(commands.filter(({ scope }) => scope === null).map(({ name }) => name)).toEqual([
      'whoami',
      'link',
      'help',
    ]);
  });

  test.each(commands)('$name fits a modal of Slack', async (command) => {
    await using world = await withServices();
    const alice = await world.person('alice');
    const form = await formOf(command, {}, { isOpen: true }, alice, world.deps);
    const view = formModal(form);
    expect(view.title.text.length).toBeLessThanOrEqual(24);
    expect(view.title.text).toBe(command.title);
    const inputs = view.blocks.flatMap((block) => (block.type === 'input' ? [block as InputBlock] : []));
    expect(new Set(inputs.map(({ block_id }) => block_id)).size).toBe(inputs.length);
    const isLater = (name: string) => command.choices?.[name]?.after !== undefined;
    expect(inputs.map(({ block_id }) => block_id)).toEqual(
      inputsOf(command)
        .filter(({ name, unasked }) => !unasked && !isLater(name))
        .map(({ name }) => name),
    );
    for (const { label, hint } of inputs) {
      expect(label.text.length).toBeLessThanOrEqual(75);
      expect(hint?.text).toMatch(/\.$/);
    }
    expect(view.private_metadata?.length).toBeLessThan(3000);
    const choices = form.parts.flatMap((part) => (part.kind === 'taken' ? [] : (part.choices ?? [])));
    for (const { label, value } of choices) {
      expect(label.length).toBeLessThanOrEqual(75);
      expect(value.length).toBeLessThanOrEqual(150);
    }
  });

  test.each(commands)('$name asks for what comes after others once they are answered', (command) => {
    const inputs = inputsOf(command);
    for (const [name, choices] of Object.entries(command.choices ?? {})) {
      const before = inputs.slice(
        0,
        inputs.findIndex((input) => input.name === name),
      );
      const required = before.filter((input) => input.required).map((input) => input.name);
      expect(required).toEqual(expect.arrayContaining([...(choices?.after ?? [])]));
      expect(name).toMatch(/^[a-z_]+$/);
    }
  });

  test.each(commands)('$name is said in whole sentences: no hint is cut to fit', (command) => {
    for (const { hint, label } of inputsOf(command)) {
      expect(hint).toMatch(/^[A-Z].*\.$/);
      expect(hint.length).toBeLessThanOrEqual(75);
      expect(label.length).toBeLessThanOrEqual(48);
    }
  });
});

describe('the manifest', () => {
  test('has slash commands that are words, and every command can be typed with one of them', async () => {
    const slashes = (await slashCommands()).map(({ command }) => command);
    for (const name of names) {
      const [slash = ''] = slashed(name).split(' ');
      expect(slashes).toContain(slash);
    }
    for (const slash of slashes.filter((each) => each !== '/botmint'))
      expect(names.some((name) => slashed(name).startsWith(`${slash} `))).toBe(true);
    expect(slashes).toContain('/botmint');
  });

  test('hints at exactly the words that there are', async () => {
    const hints = Object.fromEntries(
      (await slashCommands()).map(({ command, usage_hint }) => [
        command,
        usage_hint.split(' | ').toSorted((a, b) => a.localeCompare(b)),
      ]),
    );
    // Slack takes no longer one.
    for (const { usage_hint } of await slashCommands()) expect(usage_hint.length).toBeLessThanOrEqual(1000);
    const words = Map.groupBy(names.map(slashed), (typed) => typed.split(' ')[0] ?? '');
    const expected = [...words].map(([slash, typed]) => [
      slash,
      typed.map((line) => line.slice(slash.length + 1)).toSorted((a, b) => a.localeCompare(b)),
    ]);
    expect(hints).toEqual(Object.fromEntries(expected));
  });

  test('reads the same with a slash command of its own and with /botmint', () => {
    const catalogue = catalogueOf(commands);
    for (const { example } of commands)
      expect(read(example, catalogue)).toEqual(read(`  ${example} `, catalogue));
  });
});

describe('on every surface in the same words', () => {
  let botmint: Running;
  let carol: Person;
  let powerless: string;

  beforeAll(async () => {
    botmint = await startBotmint();
    carol = await botmint.person('carol');
    await using bob = await botmint.person('bob');
    await saidTo(bob, '/bots create steve');
    ({ token: powerless } = await issue(bob, '-u steve -e 3d -s ""'));
    // More is asked of it in a second than the other tiers allow.
    await using alice = await botmint.person('alice');
    await saidTo(alice, '/bots set-tier steve enterprise');
  });

  afterAll(async () => {
    await carol[Symbol.asyncDispose]();
    await botmint[Symbol.asyncDispose]();
  });

  /** What a guest may not: all that changes something. */
  const changing = commands.filter(({ scope }) => scope !== null && !scopesOf('guest').has(scope));

  test.each(changing)('$name is refused to a guest, under each slash command', async ({ name, scope }) => {
    const sentence = `\`${name}\` needs the scope \`${scope}\`. You are a guest here; an admin can change that: \`/botmint members set-role @carol member\`.`;
    expect(await saidTo(carol, slashed(name))).toBe(sentence);
    expect(await saidTo(carol, `/botmint ${name}`)).toBe(sentence);
  });

  test.each(commands.filter(({ scope, by }) => scope !== null && by === 'either'))(
    '$name is refused to a token without its scope, whatever it sends',
    async ({ name, scope, http }) => {
      const asked = http
        .replace(':username', 'steve')
        .replace(':id', '00000000')
        .replace(':person', '@carol');
      expect(await call(botmint, asked, { token: powerless })).toMatchObject({
        status: 403,
        body: {
          ok: false,
          error: 'missing_scope',
          detail: `\`${name}\` needs the scope \`${scope}\`. This token of steve does not carry it, or its owner does not hold it.`,
        },
      });
    },
  );

  test.each(commands.filter(({ by }) => by === 'member'))('$name is for people', async ({ name, http }) => {
    expect(await call(botmint, http.replace(':username', 'x'), { token: powerless })).toMatchObject({
      status: 401,
      body: { error: 'unauthenticated', detail: `\`${name}\` is for people; a bot's token cannot do it.` },
    });
  });

  test('what anybody may ask is answered to a guest and to a token without scopes', async () => {
    expect(await saidTo(carol, '/botmint whoami')).toMatch(
      /^You are carol, a guest here: you look, and change nothing\.$/,
    );
    expect(await call(botmint, 'GET /api/v1/bots/me', { token: powerless })).toMatchObject({ status: 200 });
    const help = await call(botmint, 'GET /api/v1/help', { token: powerless });
    expect(
      z
        .array(z.object({ name: z.string() }))
        .parse(help.body['commands'])
        .map(({ name }) => name),
    ).toEqual(names);
  });
});
