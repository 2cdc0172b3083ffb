import { describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { catalogueOf } from '../../src/commands/catalogue.ts';
import type { PromptState } from '../../src/commands/matrix-prompts.ts';
import { pressedAnswer, typedAnswer } from '../../src/surfaces/matrix/answer.ts';
import { lineIn, saidIn } from '../../src/surfaces/matrix/reading.ts';
import { read } from '../../src/surfaces/words.ts';

const self = '@botmint:hs.test';
const catalogue = catalogueOf(commands);
const words = new Set(catalogue.map(({ name }) => name.split(' ')[0] ?? ''));

const said = (content: Record<string, unknown>) =>
  saidIn({
    event_id: '$1',
    room_id: '!1',
    type: 'm.room.message',
    sender: '@dana:hs.test',
    origin_server_ts: 0,
    content: { msgtype: 'm.text', ...content },
  });

const line = (body: string): string | undefined => {
  const heard = said({ body });
  return heard && lineIn(heard, { self, words });
};

describe('a line of a room', () => {
  test.each(catalogue.map(({ name, example }) => [name, example]))('can ask for %s', (name, example) => {
    for (const typed of [
      `!${example}`,
      `!botmint ${example}`,
      `@botmint: ${example}`,
      `botmint, !${example}`,
    ])
      expect(read(line(typed) ?? '', catalogue).command.name).toBe(name);
  });

  test.each([
    ['!bots', 'bots '],
    ['!botmint', ''],
    ['!botminted', undefined],
    ['!!bots list', undefined],
    ['botmint is down', undefined],
    ['@botmint bots list', undefined],
    ['@botmint:hs.test', ''],
    ['ask @botmint: bots list', undefined],
  ])('%j asks %j', (typed, asked) => {
    expect(line(typed)).toBe(asked);
  });

  test('that mentions somebody in the middle names them by their user id', () => {
    const heard = said({
      body: 'Botmint: bots transfer bots bots',
      formatted_body:
        '<a href="https://matrix.to/#/@botmint:hs.test">Botmint</a>: bots transfer bots <a href="https://matrix.to/#/%40bots%3Ahs.test">bots</a>',
    });
    expect(heard && lineIn(heard, { self, words })).toBe('bots transfer bots @bots:hs.test');
  });
});

describe('an answer', () => {
  const list: PromptState = {
    kind: 'form',
    command: 'tokens issue',
    answers: {},
    asking: 'scopes',
    options: [
      { value: 'bots:read', label: 'See bots', ticked: true },
      { value: 'bots:write', label: 'Change bots' },
      { value: '2', label: 'Two' },
    ],
    isList: true,
    isRequired: false,
    rest: [],
    asked: ['scopes'],
  };

  test.each([
    ['1 3', 'bots:read 2'],
    ['1, bots:write', 'bots:read bots:write'],
    ['skip', 'bots:read'],
    ['whatever', 'whatever'],
    // What is a name itself goes before a number.
    ['2', '2'],
  ])('of several is read from %j', (typed, value) => {
    expect(typedAnswer(list, typed)).toEqual({ kind: 'value', value });
  });

  test('of one is its number, its name or what it shows', () => {
    const one = { ...list, isList: false, isRequired: true };
    for (const typed of ['1', 'bots:read', 'see BOTS'])
      expect(typedAnswer(one, typed)).toEqual({ kind: 'value', value: 'bots:read' });
    expect(typedAnswer(one, 'cancel')).toEqual({ kind: 'no' });
    expect(pressedAnswer(one, '9️⃣')).toBeUndefined();
  });

  test('is no reaction that was not offered', () => {
    const question: PromptState = {
      kind: 'question',
      command: 'bots delete',
      input: {},
      yes: 'Delete',
      no: 'Keep',
    };
    expect(['✅', '✅️', '❌', '👍', '1️⃣'].map((key) => pressedAnswer(question, key)?.kind)).toEqual([
      'yes',
      'yes',
      'no',
      undefined,
      undefined,
    ]);
    expect(
      ['yes', '1', 'delete', 'no', '2', 'cancel'].map((typed) => typedAnswer(question, typed)?.kind),
    ).toEqual(['yes', 'yes', 'yes', 'no', 'no', 'no']);
    for (const typed of ['yes please', '3']) expect(typedAnswer(question, typed)).toBeUndefined();
  });
});
