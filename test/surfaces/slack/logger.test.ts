import { App, LogLevel } from '@slack/bolt';
import { expect, test } from 'vitest';
import { boltLogger } from '../../../src/surfaces/slack/logger.ts';

function listening() {
  const lines: string[] = [];
  const write = (line: string): number => lines.push(line);
  return { lines, logger: boltLogger({ warn: write, error: write }) };
}

test("Bolt's debug lines, which hold whole bodies, cannot be turned on", () => {
  const { lines, logger } = listening();
  logger.setLevel(LogLevel.DEBUG);
  logger.debug('a body with eyJ');
  logger.info('an info with eyJ');
  expect(logger.getLevel()).not.toBe(LogLevel.DEBUG);
  expect(lines).toEqual([]);
});

test('also not by developing or by asking the app for them', () => {
  const { lines, logger } = listening();
  const app = new App({
    token: 'xoxb-1',
    signingSecret: 'secret',
    logger,
    logLevel: LogLevel.DEBUG,
    deferInitialization: true,
  });
  app.logger.debug('eyJ');
  expect(lines.join('\n')).not.toMatch(/eyJ|xoxb/);
});

test('what it warns of is kept by its words alone, without the objects beside them', () => {
  const { lines, logger } = listening();
  logger.warn('A warning', { token: 'xoxb-1' }, ['eyJ']);
  logger.error(new Error('An error'), { body: 'eyJ' });
  expect(lines).toEqual(['Slack: A warning', 'Slack: An error']);
});
