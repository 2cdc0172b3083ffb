import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOT_NAME, notAName } from '../../src/core/names.ts';
import { plain } from '../../src/core/text.ts';

const RULE =
  "cannot be a bot's name: lower-case letters, digits, `.`, `_` and `-`, 2 to 31 of them, not starting with a sign.";

describe("a bot's name", () => {
  test.each([['steve'], ['a1'], ['0x'], ['ci.deploy_bot-2'], ['a'.repeat(31)]])('can be %s', (name) => {
    expect(BOT_NAME.test(name)).toBe(true);
  });

  test.each([
    ['Stéve', 'steve'],
    ['STEVE', 'steve'],
    ['my bot!', 'my-bot'],
    ['-steve', 'steve'],
    ['@steve', 'steve'],
    ['ﬁnance', 'finance'],
    ['Ångström', 'angstrom'],
    ['a'.repeat(32), 'a'.repeat(31)],
    ['steve\nsteve', 'steve-steve'],
  ])('cannot be %j, and %s is offered', (input, offered) => {
    expect(BOT_NAME.test(input)).toBe(false);
    expect(plain(notAName(input))).toBe(
      `\`${input.replace('\n', ' ')}\` ${RULE} Did you mean \`${offered}\`?`,
    );
  });

  test.each([['a'], ['--'], ['史蒂夫'], ['🤖'], ['.']])('cannot be %j, and nothing is offered', (input) => {
    expect(plain(notAName(input))).toBe(`\`${input}\` ${RULE}`);
  });

  test('that is offered is always one that can be taken', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 60 }));
    let offers = 0;
    fc.assert(
      fc.property(text, (input) => {
        const [, offered] = /Did you mean `(.*)`\?$/.exec(plain(notAName(input))) ?? [];
        if (offered === undefined) return;
        offers += 1;
        expect(offered).toMatch(BOT_NAME);
      }),
      { numRuns: 500 },
    );
    expect(offers).toBeGreaterThan(20);
  });
});
