import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../src/core/events.ts';
import { listed } from '../../src/core/text.ts';
import { dump } from '../dump.ts';
import { done, openWorld, refused, type World } from '../world.ts';

const URL = 'http://127.0.0.1:9/hook';

let world: World;
let before: Awaited<ReturnType<typeof dump>>;

beforeAll(async () => {
  world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  done(await world.ask(bob, 'webhooks set', { username: 'steve', url: URL }));
  before = await dump(world.databaseUrl);
});

afterAll(async () => world[Symbol.asyncDispose]());

/** The sentence; nothing was changed by it. */
async function refusal(input: Record<string, unknown>): Promise<string> {
  const outcome = await world.ask(await world.person('bob'), 'webhooks set', { username: 'steve', ...input });
  const { code, sentence } = refused(outcome);
  expect(code).toBe('invalid_input');
  expect(await dump(world.databaseUrl)).toEqual(before);
  expect(world.logged).toEqual([]);
  return sentence;
}

describe('no webhook is set', () => {
  test.each([
    'ftp://example.com/hook',
    'example.com/hook',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://',
    'https://user:pass@example.com/hook',
    'https://example.com/hook#part',
    `https://example.com/${'x'.repeat(2048)}`,
    `https://example.com/${'x'.repeat(1024 * 1024)}`,
    `https://example.com/?key=af_bot_${'0'.repeat(64)}`,
    'http://10.0.0.1/hook',
    'http://192.168.1.1/hook',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00::1]/hook',
    'http://[::ffff:10.0.0.1]/hook',
    'http://0x0a000001/hook',
    'https://no-such-name.invalid/hook',
    '',
  ])('to %.60s', async (url) => {
    const sentence = await refusal({ url, rate: 7 });
    expect(sentence).toMatch(/^.{10,300}$/s);
    expect(sentence).not.toContain('pass@');
  });

  test.each([
    ['short', 'A signing secret has 24 to 64 bytes, and this one has 5. Left out, a new webhook gets one.'],
    [
      'x'.repeat(65),
      'A signing secret has 24 to 64 bytes, and this one has 65. Left out, a new webhook gets one.',
    ],
    [
      'é'.repeat(33),
      'A signing secret has 24 to 64 bytes, and this one has 66. Left out, a new webhook gets one.',
    ],
    [
      ' correct-horse-battery-staple',
      'A signing secret neither begins nor ends with a space, and is one line.',
    ],
    [
      'correct-horse\nbattery-staple',
      'A signing secret neither begins nor ends with a space, and is one line.',
    ],
    ['whsec_AAAA', 'After `whsec_` come 24 to 64 bytes in base64, and this is something else.'],
    [
      'whsec_this is no base64, is it? It is not',
      'After `whsec_` come 24 to 64 bytes in base64, and this is something else.',
    ],
  ])('with the secret %.30j', async (secret, sentence) => {
    expect(await refusal({ secret })).toBe(sentence);
  });

  test.each([
    ['Webhook-Id: 1', "The header `webhook-id` is Botmint's own: every request says it for itself."],
    [
      'X-AgentFlow-Signature: 00',
      "The header `x-agentflow-signature` is Botmint's own: every request says it for itself.",
    ],
    [
      'x-hub-signature-256: 00',
      "The header `x-hub-signature-256` is Botmint's own: every request says it for itself.",
    ],
    ['Host: example.com', "The header `host` is Botmint's own: every request says it for itself."],
    ['Content-Length: 5', "The header `content-length` is Botmint's own: every request says it for itself."],
    [
      'Transfer-Encoding: chunked',
      "The header `transfer-encoding` is Botmint's own: every request says it for itself.",
    ],
    ['traceparent: 00', "The header `traceparent` is Botmint's own: every request says it for itself."],
    ['X Key: v', '`X Key` cannot be the name of a header.'],
    ['just text', 'A header is a name, a colon and a value, as in `X-Key: v`.'],
    ['X-Key:', 'The value of `x-key` is one line of Latin letters, digits and signs, and not empty.'],
    [
      { 'X-Key': 'a\r\nHost: b' },
      'The value of `x-key` is one line of Latin letters, digits and signs, and not empty.',
    ],
    [{ 'X-Key\r\nHost': 'b' }, '`X-Key Host` cannot be the name of a header.'],
    [
      { 'X-Key': '\u{1f600}' },
      'The value of `x-key` is one line of Latin letters, digits and signs, and not empty.',
    ],
    [{ 'X-Key': 'a', 'x-key': 'b' }, 'The header `x-key` is given twice.'],
    [{ 'X-Key': 'v'.repeat(4096) }, 'Headers have at most 4096 bytes in all, and these have 4101.'],
    [
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, 'v'])),
      'There are at most 20 headers, and these are 21.',
    ],
  ])('with the headers %.40j', async (headers, sentence) => {
    expect(await refusal({ headers })).toBe(sentence);
  });

  test.each([
    [
      'token.isued',
      `\`token.isued\` is not an event. Under \`token\`: ${listed(EVENT_TYPES.filter((type) => type.startsWith('token.')).map((type) => type.slice(6)))}.`,
    ],
    ['frobnicated', `\`frobnicated\` is not an event. There are ${listed(EVENT_TYPES)}.`],
    ['message __proto__', `\`__proto__\` is not an event. There are ${listed(EVENT_TYPES)}.`],
  ])('for %s', async (events, sentence) => {
    expect(await refusal({ events })).toBe(sentence);
    expect(await refusal({ events: events.split(' ') })).toBe(sentence);
  });

  test.each([
    { scheme: 'md5' },
    { retry: '8d' },
    { retry: Array.from({ length: 21 }, () => '1s').join() },
    { max_in_flight: 0 },
    { max_in_flight: 101 },
    { max_in_flight: 1.5 },
    { ordering: 'alphabetical' },
    { rate: 1001 },
    { rate: 0 },
    { timeout: '31s' },
    { timeout: 0 },
    { name: 'Not/A Name' },
    { hears: 'everything' },
    { drop_waiting: 'maybe' },
    { colour: 'red' },
    { headers: ['X-Key: v'] },
    { secret: 42 },
  ])('by %j', async (input) => {
    expect(await refusal(input)).toMatch(/\.$/);
  });

  test('by a word that is no retry, and is told which there are', async () => {
    expect(await refusal({ retry: 'often' })).toBe(
      'Retries are `bot`, `standard`, or 1 to 20 times as in `5s,1m,10m`.',
    );
  });
});
