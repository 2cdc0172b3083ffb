import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../src/commands/catalogue.ts';
import { commands } from '../../src/commands/index.ts';
import { parse } from '../../src/commands/parse.ts';
import { read, split } from '../../src/surfaces/words.ts';

const catalogue = catalogueOf(commands);

describe('a typed line is split into words', () => {
  test.each([
    ['bots create steve', ['bots', 'create', 'steve']],
    ['  bots \t list\n', ['bots', 'list']],
    ['', []],
    ['-l "Deployment token"', ['-l', 'Deployment token']],
    ["-l 'Deployment token'", ['-l', 'Deployment token']],
    ['-l “Deployment token”', ['-l', 'Deployment token']],
    ['-l ‘Deployment token’', ['-l', 'Deployment token']],
    ['-l „Deployment token“', ['-l', 'Deployment token']],
    ['-l „Deployment token”', ['-l', 'Deployment token']],
    ['-l ”Deployment token”', ['-l', 'Deployment token']],
    ['-l «Deployment token»', ['-l', 'Deployment token']],
    ['-l »Deployment token«', ['-l', 'Deployment token']],
    ['--label="Deployment token"', ['--label=Deployment token']],
    ['--label=“Deployment token”', ['--label=Deployment token']],
    ["-l bob's", ['-l', "bob's"]],
    ['-l bob’s', ['-l', 'bob’s']],
    [`-l "bob's token"`, ['-l', "bob's token"]],
    ['-l ""', ['-l', '']],
    ['-l "a"b', ['-l', 'ab']],
    ['-l 3"', ['-l', '3"']],
  ])('%s', (line, words) => {
    expect(split(line)).toEqual(words);
  });

  test.each([
    [
      '-l "Deployment token',
      'A quotation mark is not closed, before `Deployment token`. Put `"` at the end, or leave it out.',
    ],
    ["-l 'x", "A quotation mark is not closed, before `x`. Put `'` at the end, or leave it out."],
    ['-l “x', 'A quotation mark is not closed, before `x`. Put `”` at the end, or leave it out.'],
    ['-l "', 'A quotation mark is not closed. Put `"` at the end, or leave it out.'],
  ])('and a quotation mark that is not closed is a sentence: %s', (line, sentence) => {
    expect(() => split(line)).toThrow(sentence);
  });

  test('without quotation marks nothing throws, and the words joined are the line', () => {
    const text = fc.string({ unit: 'binary' }).filter((line) => !/["'“”„‘‚«»]/.test(line));
    fc.assert(
      fc.property(text, (line) => {
        expect(split(line).join(' ')).toBe(line.trim().split(/\s+/).join(' '));
      }),
    );
  });
});

function refusalIn(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

function asked(line: string): { command: string; raw: Record<string, string> } {
  const { command, raw } = read(line, catalogue);
  return { command: command.name, raw };
}

describe('what a line asks', () => {
  const issue = { username: 'steve', expiry: '3d' };

  test.each([
    ['bots create steve', 'bots create', { username: 'steve' }],
    ['Bots CREATE steve', 'bots create', { username: 'steve' }],
    ['bots create -u steve', 'bots create', { username: 'steve' }],
    ['bots create', 'bots create', {}],
    ['bots list', 'bots list', {}],
    ['tokens issue -u steve -e 3d', 'tokens issue', issue],
    ['tokens issue --username steve --expiry 3d', 'tokens issue', issue],
    ['tokens issue --username=steve --expiry=3d', 'tokens issue', issue],
    ['tokens issue —username steve —expiry=3d', 'tokens issue', issue],
    ['tokens issue –u steve –e 3d', 'tokens issue', issue],
    ['tokens issue -U steve --EXPIRY 3d', 'tokens issue', issue],
    ['tokens issue -u=steve -e=3d', 'tokens issue', issue],
    ['tokens issue -u steve -e -5', 'tokens issue', { username: 'steve', expiry: '-5' }],
    ['tokens issue -e ""', 'tokens issue', { expiry: '' }],
    ['tokens issue -s bots:read -s messages:write', 'tokens issue', { scopes: 'bots:read,messages:write' }],
    ['tokens issue --label="two\nlines"', 'tokens issue', { label: 'two\nlines' }],
    ['tokens revoke 87434498', 'tokens revoke', { id: '87434498' }],
    ['tokens list --all', 'tokens list', { all: 'true' }],
    ['tokens list --all steve', 'tokens list', { all: 'true', username: 'steve' }],
    ['tokens list --all=false', 'tokens list', { all: 'false' }],
    ['tokens rotate start 87434498 --now', 'tokens rotate start', { id: '87434498', now: 'true' }],
    ['bots list --all', 'bots list', { all: 'true' }],
    ['bots list --orphaned --sort tokens', 'bots list', { orphaned: 'true', sort: 'tokens' }],
    ['bots list --orphaned=false --all', 'bots list', { orphaned: 'false', all: 'true' }],
    ['bots list --owner @bob', 'bots list', { owner: '@bob' }],
    ['bots transfer steve @bob', 'bots transfer', { username: 'steve', to: '@bob' }],
    ['bots update steve --backup-owner none', 'bots update', { username: 'steve', backup_owner: 'none' }],
    ['members set-role @carol member', 'members set-role', { person: '@carol', role: 'member' }],
    ['whoami', 'whoami', {}],
    ['', 'help', {}],
    ['help', 'help', {}],
    ['-h', 'help', {}],
    ['help tokens issue', 'help', { topic: 'tokens issue' }],
    ['bots', 'help', { topic: 'bots' }],
    ['BOTS', 'help', { topic: 'bots' }],
    ['bots help', 'help', { topic: 'bots' }],
    ['bots --help', 'help', { topic: 'bots' }],
    ['tokens help issue', 'help', { topic: 'tokens issue' }],
    ['tokens issue -h', 'help', { topic: 'tokens issue' }],
    ['tokens issue -u steve --help', 'help', { topic: 'tokens issue' }],
    ['whoami -h', 'help', { topic: 'whoami' }],
  ])('%s', (line, command, raw) => {
    expect(asked(line)).toEqual({ command, raw });
  });

  test.each([
    ['bots frobnicate', 'There is no command `bots frobnicate`. Under `bots`: create, list, show'],
    ['tokens frobnicate x -h', 'There is no command `tokens frobnicate`. Under `tokens`: issue, list, '],
    ['frobnicate', 'There is no command `frobnicate`. There are bots, tokens, '],
    ['create steve', 'There is no command `create`. There are bots, tokens, '],
    [
      'bots create steve bob',
      '`bob` is one word too many. Several words that belong together go in quotation marks; `help bots create` shows the rest.',
    ],
    ['bots create steve -u bob', '`steve` is one word too many.'],
    ['whoami now', '`now` is one word too many.'],
    [
      'bots create --owner bob',
      '`bots create` has no flag `--owner`. It takes -u, --display-name, --description, --backup-owner and ',
    ],
    ['whoami -x', '`whoami` has no flag `-x`. It takes none.'],
    ['tokens issue -u steve -e', '`-e` has no value after it. Expiry: A number and a unit, s m h d w mo y.'],
    ['tokens issue -e -u steve', '`-e` has no value after it.'],
    ['tokens issue —expiry', 'As in `—expiry 100d`.'],
    ['bots list --all yes', '`yes` is one word too many.'],
    ['tokens issue -u steve -u bob', 'Bot is given twice, the second time as `-u`.'],
  ])('a line that cannot be read is a sentence that helps: %s', (line, sentence) => {
    expect(() => asked(line)).toThrow(sentence);
  });

  test('every command can be typed as its own example says', () => {
    for (const command of commands) {
      const reading = read(command.example, catalogue);
      expect(reading.command.name).toBe(command.name);
      expect(() => parse(command, reading.raw)).not.toThrow();
    }
    expect(commands.length).toBeGreaterThan(8);
  });

  test('whatever is typed, the answer is a command or a sentence', () => {
    const word = fc.constantFrom(
      'bots',
      'tokens',
      'issue',
      'create',
      'help',
      '-u',
      '-e',
      '--label=',
      '"',
      '“',
      '—s',
      '',
      'x',
      '-h',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (words) => {
        expect(refusalIn(() => read(words.join(' '), catalogue))).toBeOneOf(['none', 'AppError']);
      }),
    );
  });
});
