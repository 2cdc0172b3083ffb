import { expect, it } from 'vitest';
import { explain, explainCommand, unknownCommand } from '../../../src/slack-clone/page/failure.ts';

const commands = [{ command: '/bots', description: '', usage_hint: '', app_id: 'A1' }];

it('an unknown command names those that there are', () => {
  expect(unknownCommand('/bot', commands)).toBe('There is no command `/bot` here. There are: `/bots`.');
});

it('a command that was not acknowledged says its name and what to do', () => {
  const said = explainCommand({ ok: false, error: 'operation_timeout' }, '/bots', commands);
  expect(said).toContain('`/bots` within 3 seconds');
  expect(said).toContain('before you try again');
});

it('too much at once says how long to wait', () => {
  expect(explain({ ok: false, error: 'ratelimited', wait: 1 })).toContain('Wait 1 second,');
});

it('a code that nobody foresaw is still told', () => {
  expect(explain({ ok: false, error: 'moon_is_full' })).toContain('`moon_is_full`');
});
