import { z } from 'zod';
import { parseDuration } from '../core/durations.ts';
import { AppError } from '../core/errors.ts';
import { readSigningSecret } from '../core/signing-keys.ts';
import { code, quoted, say } from '../core/text.ts';
import { holdsToken } from '../core/tokens.ts';
import { parseHeaders, readHeaders } from '../core/webhook-headers.ts';
import { parseWebhookUrl } from '../core/webhook-url.ts';
import { SCHEMES } from '../core/webhooks.ts';
import { hints, readAs, refuse, textRead } from './inputs.ts';
import { readEvents } from './event-filter.ts';

export const WebhookRef = z.string().brand<'webhook'>().register(hints, {
  label: 'Webhook',
  hint: 'Its bot, or bot/name where that has several.',
  placeholder: 'steve',
  reference: 'webhook',
});

export const WebhookUrl = textRead((text) => {
  if (holdsToken(text)) return refuse(say`That holds a token, and an address is shown. Give it as a header.`);
  return parseWebhookUrl(text);
}).register(hints, {
  label: 'Address',
  hint: 'Where events are sent, by HTTPS. A new webhook needs one.',
  placeholder: 'https://example.com/hook',
});

export const SigningSecret = textRead(readSigningSecret).register(hints, {
  label: 'Signing secret',
  hint: 'What requests are signed with, 24 to 64 bytes. Left out: one is made.',
  secret: true,
});

export const EventFilter = readAs(z.union([z.string(), z.array(z.string()).max(100)]), readEvents).register(
  hints,
  {
    label: 'Events',
    hint: 'Which it hears of, as in token.revoked or token.*; all for all.',
    placeholder: 'message token.*',
    list: true,
  },
);

export const Scheme = z.enum(SCHEMES).register(hints, {
  label: 'Signature',
  hint: 'The header beside the usual: agentflow, agentflow-t, github, standard.',
});

/** What a webhook is called unless it is said. */
export const USUAL_NAME = 'default';

export const WebhookName = textRead((text) =>
  /^[a-z0-9][a-z0-9._-]{0,30}$/.test(text.trim())
    ? text.trim()
    : refuse(
        say`${quoted(text)} cannot be a webhook's name: lower-case letters, digits, ${code('.')}, ${code('_')} and ${code('-')}, at most 31 of them.`,
      ),
).register(hints, {
  label: 'Name',
  hint: 'What it is called where a bot has several; default unless said.',
  placeholder: 'audit',
});

export const Headers = readAs(z.union([z.string(), z.record(z.string(), z.string())]), (given) =>
  typeof given === 'string' ? parseHeaders(given) : readHeaders(Object.entries(given)),
).register(hints, {
  label: 'Headers',
  hint: 'More headers, as in X-Key: v; X-Other: w. None of them is shown again.',
  secret: true,
});

/** As the table has it. */
const MOST_STEPS = 20;
const LONGEST_STEP = 7 * 86_400;

const noRetry = say`Retries are ${code('bot')}, ${code('standard')}, or 1 to ${MOST_STEPS} times as in ${code('5s,1m,10m')}.`;

export const Retry = textRead((text) => {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const [only] = words;
  if (words.length === 1 && (only === 'bot' || only === 'standard'))
    return { retry: only, retry_steps: null } as const;
  if (words.length === 0 || words.length > MOST_STEPS) return refuse(noRetry);
  if (!words.every((word) => /^\d/.test(word))) return refuse(noRetry);
  const seconds = words.map(parseDuration);
  if (seconds.some((each) => each > LONGEST_STEP))
    return refuse(say`From one try to the next are at most ${code('7d')}.`);
  return { retry: 'custom', retry_steps: seconds.map((each) => each * 1000) } as const;
}).register(hints, {
  label: 'Retries',
  hint: 'Either bot for a day, standard for 3 days, or times as in 5s,1m,10m.',
  placeholder: '5s,1m,10m',
});

export const MaxInFlight = z.coerce.number().int().min(1).max(100).register(hints, {
  label: 'Requests at once',
  hint: 'How many may be open at once, 1 to 100; 8 unless said.',
  placeholder: '8',
});

export const Ordering = z.enum(['room', 'webhook', 'none']).register(hints, {
  label: 'Order',
  hint: 'What comes in order: room for each room, webhook for all, or none.',
});

/** Null: as fast as it answers. */
export const Rate = readAs(z.union([z.string(), z.number()]), (given) => {
  const text = String(given).trim().toLowerCase();
  if (text === 'none') return null;
  return /^[1-9]\d{0,2}$|^1000$/.test(text)
    ? Number(text)
    : refuse(say`A rate is a number of requests a second, 1 to 1000, or ${code('none')}.`);
}).register(hints, {
  label: 'Rate',
  hint: 'How many requests may begin in a second, or none for no limit.',
  placeholder: '50',
});

export const Timeout = readAs(z.union([z.string(), z.number()]), (given) => {
  const seconds = parseDuration(typeof given === 'number' ? `${given}s` : given);
  return seconds <= 30 ? seconds : refuse(say`An answer is waited for from ${code('1s')} to ${code('30s')}.`);
}).register(hints, {
  label: 'Timeout',
  hint: 'How long an answer is waited for, at most 30s; 15s unless said.',
  placeholder: '15s',
});

export const Hears = z.enum(['own', 'all']).register(hints, {
  label: 'Hears of',
  hint: 'Either own for its own bot, or all for all bots: only an admin sets that.',
});

const LONGEST_OVERLAP = 7 * 86_400;

/** How long the secret there was goes on when nothing is said, in seconds. */
export const USUAL_OVERLAP = 86_400;

export const Overlap = readAs(z.union([z.string(), z.number()]), (given) => {
  const text = typeof given === 'number' ? `${given}s` : given.trim();
  if (/^0[smhdw]?$/.test(text)) return 0;
  const seconds = parseDuration(text);
  if (seconds <= LONGEST_OVERLAP) return seconds;
  throw new AppError('invalid_input', say`Two secrets overlap from ${code('0s')} to ${code('7d')}.`);
}).register(hints, {
  label: 'Overlap',
  hint: 'How long the old secret goes on, 0s to 7d; 24h unless said.',
  placeholder: '24h',
});
