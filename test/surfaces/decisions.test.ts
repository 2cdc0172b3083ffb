import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src/commands/declare.ts';
import { commands } from '../../src/commands/index.ts';
import { type Input, inputsOf } from '../../src/commands/declared.ts';
import { type Scope, SCOPES, scopesOf } from '../../src/core/scopes.ts';
import { type Running, startBotmint } from '../running.ts';
import { PEOPLE, Surfaces, type Who } from './asking-everywhere.ts';

/** As many as in every run; PARITY_CASES asks for more. */
const CASES = Number(process.env['PARITY_CASES'] ?? 500);
const SEED = Number(process.env['PARITY_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

const TOKENS = 24;

/** Over MCP no secret is shown, so what answers with nothing else is refused there; and what may be shown is asked for otherwise. */
const OTHERWISE_OVER_MCP = new Set(['tokens claim', 'webhooks rotate-secret']);

interface Case {
  who: Who;
  command: Command;
  input: Record<string, string>;
}

let botmint: Running;
let surfaces: Surfaces;
const scopesOfToken: ReadonlySet<Scope>[] = [];

beforeAll(async () => {
  botmint = await startBotmint();
  surfaces = await Surfaces.open(botmint);
  const sets = fc.sample(fc.subarray([...SCOPES]), { numRuns: TOKENS, seed: SEED });
  for (const scopes of sets) {
    await surfaces.addToken(scopes);
    scopesOfToken.push(new Set(scopes));
  }
});

afterAll(async () => {
  await surfaces[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** What names nothing that is there, by the kind of what it should name. */
const NOTHING: Record<string, string> = { member: '@nobody', token: '00000000', approval: '00000000' };
const kindOf = ({ reference }: Input): string | undefined => reference?.split(' ')[0];

/** That, or somebody else's. */
function notTheirs(input: Input, who: Who): fc.Arbitrary<string> {
  const kind = kindOf(input) ?? '';
  const absent = NOTHING[kind] ?? 'nobody';
  const isActing =
    who === 'alice' || (typeof who === 'number' && scopesOfToken[who]?.has('organization:act'));
  if (input.reference !== 'bot' || input.anyones || isActing) return fc.constant(absent);
  return fc.constantFrom(absent, who === 'bob' ? 'hers' : 'his');
}

/** Something that may be there, or is nonsense. */
const something = (input: Input): fc.Arbitrary<string> => {
  const { options } = input;
  const kind = kindOf(input);
  if (kind === 'bot' || kind === 'webhook') return fc.constantFrom('hers', 'his', 'nobody', 'No-body', 'x');
  if (kind === 'member') return fc.constantFrom('@alice', '@bob', '@nobody', 'none');
  if (kind !== undefined) return fc.constantFrom('00000000', 'zz');
  if (options) return fc.constantFrom(...options, 'none-of-them');
  return fc.constantFrom('1', '3d', 'x', 'true', '!', 'github');
};

const mayAsk = ({ scope, by }: Command, who: Who): boolean => {
  if (typeof who === 'number')
    return by !== 'member' && (scope === null || scopesOfToken[who]?.has(scope) === true);
  const role = ({ alice: 'admin', bob: 'member', carol: 'guest' } as const)[who];
  return scope === null || scopesOf(role).has(scope);
};

/** What somebody asks. Where it would change something, what it names is not there: so all surfaces find the same. */
function inputFor(command: Command, who: Who): fc.Arbitrary<Record<string, string> | undefined> {
  const inputs = inputsOf(command).filter(({ name, secret, flag }) => name !== 'cursor' && !secret && !flag);
  const needed = inputs.filter(({ required }) => required);
  const isHarmless = command.effect === 'read' || !mayAsk(command, who);
  const [first] = needed.toSorted((one, other) => Number(!!other.reference) - Number(!!one.reference));
  if (!isHarmless && !first) return fc.constant(undefined);
  const members = inputs.map((input): [string, fc.Arbitrary<string | undefined>] => {
    if (!isHarmless && input === first)
      return [input.name, input.reference ? notTheirs(input, who) : fc.constant('!')];
    return [input.name, fc.option(something(input), { nil: undefined, freq: input.required ? 6 : 1 })];
  });
  return fc
    .record(Object.fromEntries(members))
    .map((given) =>
      Object.fromEntries(Object.entries(given).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]]))),
    );
}

const asked: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof(fc.constantFrom(...PEOPLE), fc.integer({ min: 0, max: TOKENS - 1 })),
    fc.constantFrom(...commands),
  )
  .chain(([who, command]) =>
    inputFor(command, who).map((input) => ({ who, command, input: input ?? { none: '' } })),
  )
  .filter(({ input }) => !('none' in input));

test(`${CASES} things that somebody asks, at random, are decided alike on every surface`, async () => {
  const cases = fc.sample(asked, { numRuns: CASES, seed: SEED });
  const differences: string[] = [];
  const counts = new Map<string, number>();
  const lanes = Map.groupBy(cases, ({ who }) => (typeof who === 'number' ? `tokens ${who % 3}` : who));
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (const { who, command, input } of lane) {
        const answers = await surfaces.ask(who, command, input);
        if (OTHERWISE_OVER_MCP.has(command.name)) delete answers['mcp'];
        const [first, ...others] = Object.values(answers);
        counts.set(first?.code ?? '', (counts.get(first?.code ?? '') ?? 0) + 1);
        if (others.every((other) => other.code === first?.code && other.sentence === first.sentence))
          continue;
        differences.push(
          `${who} ${command.name} ${JSON.stringify(input)}: ${JSON.stringify(answers, undefined, 1)}`,
        );
      }
    }),
  );
  // oxlint-disable-next-line no-console -- how much a check looked at is part of its result
  console.log(
    `seed ${SEED}: ${cases.length} cases, ${differences.length} differences; ${[...counts].map(([code, n]) => `${code} ${n}`).join(', ')}`,
  );
  expect(differences.slice(0, 5)).toEqual([]);
  // Where nobody was ever refused, or nothing ever done, it was no test.
  for (const code of ['done', 'missing_scope', 'unauthenticated', 'unknown_bot', 'forbidden', 'invalid_body'])
    expect(counts.get(code) ?? 0).toBeGreaterThan(0);
}, 600_000);
