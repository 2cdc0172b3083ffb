import { describe, expect, it } from 'vitest';
import {
  accept,
  complete,
  completes,
  offeredFor,
  readCommand,
  readHint,
  type Offer,
} from '../../../src/slack-clone/page/completion.ts';

const command = (name: string, usage_hint: string) => ({
  command: name,
  usage_hint,
  description: '',
  app_id: 'A1',
});
const commands = [
  command('/bots', 'create <name> | list | show | delete'),
  command('/tokens', 'issue -u <name> -e 100d | rotate start <id> | rotate finish <id>'),
  command('/botmint', '[help] <word>'),
];
const people = [
  { id: 'U1', name: 'bob', real_name: 'Robert Baker', tz: 'UTC', is_admin: false, is_restricted: false },
];
const offered = (typed: string, caret = typed.length): Offer[] =>
  complete(typed, caret, { commands, people });
const names = (typed: string): string[] => offered(typed).map(({ name }) => name);

const described = (typed: string) => offeredFor(typed, typed.length, commands)?.command;

const first = (typed: string): boolean => {
  const [offer] = offered(typed);
  return offer !== undefined && completes(offer, typed, typed.length);
};

describe('what the composer offers', () => {
  it('is every command after a slash, and those that fit after a letter', () => {
    expect(names('/')).toEqual(['/bots', '/tokens', '/botmint']);
    expect(names('/bo')).toEqual(['/bots', '/botmint']);
    expect(names('/nothing')).toEqual([]);
  });

  it("is a command's words after it, until one is typed", () => {
    expect(names('/bots ')).toEqual(['create', 'list', 'show', 'delete']);
    expect(names('/bots s')).toEqual(['show']);
    expect(names('/bots create ')).toEqual([]);
  });

  it('goes on to the second word where the hint has one', () => {
    expect(names('/tokens ')).toEqual(['issue', 'rotate']);
    expect(offered('/tokens r')[0]?.hint).toBe('start <id> | finish <id>');
    expect(names('/tokens rotate ')).toEqual(['start', 'finish']);
    expect(offered('/tokens rotate s')[0]?.hint).toBe('<id>');
  });

  it('is people after an at sign, by either of their names', () => {
    expect(names('/botmint set-role @b')).toEqual(['@bob']);
    expect(names('hello @rob')).toEqual(['@bob']);
    expect(names('mail@b')).toEqual([]);
  });

  it('is nothing in the middle of a message', () => {
    expect(names('either /or')).toEqual([]);
  });

  it('takes the place of what was typed, and leaves what stands behind the caret', () => {
    const [offer] = offered('/bots cr steve', 8);
    expect(offer && accept(offer, '/bots cr steve', 8)).toEqual({ text: '/bots create steve', caret: 13 });
  });
});

describe('the command whose words are offered', () => {
  it('is the one that was typed, as soon as its name is whole', () => {
    expect(described('/tokens ')).toBe('/tokens');
    expect(described('/tokens rotate s')).toBe('/tokens');
    expect(described('/tokens')).toBeUndefined();
    expect(described('/token ')).toBeUndefined();
  });

  it('is none where people are offered', () => {
    expect(described('/botmint set-role @b')).toBeUndefined();
  });
});

describe('Enter', () => {
  it('completes a word that is begun', () => {
    expect(first('/bo')).toBe(true);
    expect(first('/bots cr')).toBe(true);
  });

  it('sends a word that is whole, or not begun', () => {
    expect(first('/bots')).toBe(false);
    expect(first('/bots ')).toBe(false);
    expect(first('/bots list')).toBe(false);
  });
});

describe('a usage hint', () => {
  it('is read leniently', () => {
    expect(readHint('[create|list] ')).toEqual([
      { words: ['create'], rest: '' },
      { words: ['list'], rest: '' },
    ]);
    expect(readHint('<name> [-e 100d]')).toEqual([]);
    expect(readHint('')).toEqual([]);
  });
});

describe('a line', () => {
  it('is a command when it begins with a slash', () => {
    expect(readCommand('/bots  create steve ')).toEqual({ command: '/bots', text: 'create steve' });
    expect(readCommand('/bots')).toEqual({ command: '/bots', text: '' });
    expect(readCommand('hello /bots')).toBeNull();
  });
});
