/**
 * The local workspace with 100,000 messages, and what a message costs there and in emulate: `npm run bench:workspace`.
 * Prints figures and asserts nothing. The peer is installed beside it the first time, by its own lockfile.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fill } from '../slack-clone/fill.ts';
import { machine, openPostgres, print } from './installation.ts';
import { cpuOf, memoryOf } from './processes.ts';
import { printRace, race } from './rounds.ts';
import { openSide } from './side.ts';

const MESSAGES = 100_000;
const CALLS = 50;
const CALLERS = 16;
const PEERS = join(import.meta.dirname, 'peers');

if (!existsSync(join(PEERS, 'node_modules/emulate')))
  execFileSync('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
  });

const Said = z.looseObject({
  ok: z.literal(true),
  channels: z.array(z.object({ id: z.string(), name: z.string().optional() })).default([]),
  messages: z.unknown().optional(),
  token: z.string().default(''),
  user: z.unknown().optional(),
});

await using stack = new AsyncDisposableStack();
const postgres = stack.use(await openPostgres());
print(machine);
const ours = await opened('Botmint', './sides/workspace.ts', { DATABASE_URL: postgres.url });
const peer = await opened('emulate 0.12.2', './peers/emulate.mjs');
await readAtVolume();
const beside = async (): Promise<number> => 1e6 * (await cpuOf(postgres.pid));
const contestants = [
  {
    side: stack.use(
      await openSide('node:http, the same length', './sides/bare.ts', { BENCH_BODY: 'x'.repeat(300) }),
    ),
  },
  { side: ours, beside },
  { side: peer },
];
print(`\nchat.postMessage, ${CALLERS} callers`);
printRace(
  contestants,
  await race(contestants, { rounds: 5, milliseconds: 1500, connections: CALLERS }),
  ours,
);
for (const { name, pid } of [ours, peer]) {
  const { now } = await memoryOf(pid);
  print(`${name.padEnd(20)} ${Math.round(now)} MB after that`);
}

/** From its process to its first answer, and what it weighs then. */
async function opened(name: string, path: string, environment: Record<string, string> = {}) {
  const begun = performance.now();
  const side = stack.use(await openSide(name, path, environment));
  const ready = Math.round(performance.now() - begun);
  print(`${name.padEnd(20)} ready after ${ready} ms, ${Math.round((await memoryOf(side.pid)).now)} MB`);
  return side;
}

/** One call after the other, as a person or an app waits for them. */
async function readAtVolume(): Promise<void> {
  const botToken = /Bearer (\S+)/.exec(String(ours.requests[0]))?.[1] ?? '';
  const { token, user } = await ask('client.signin', { user: 'bob' });
  const { id } = z.object({ id: z.string() }).parse(user);
  const { channels } = await ask('conversations.list', {}, token);
  const channel = channels.find(({ name }) => name === 'bots')?.id ?? '';
  const begun = performance.now();
  await fill({
    databaseUrl: postgres.url,
    schema: 'clone_slack_bench',
    channel,
    members: [id, (await whoIs(botToken)) ?? id],
    messages: MESSAGES,
  });
  print(
    `\n${MESSAGES} messages, filled in ${Math.round((performance.now() - begun) / 1000)} s; p50 and p95 of ${CALLS} calls`,
  );
  const now = Date.now() / 1000;
  const deep = Buffer.from(`after:${Math.floor(now - 30 * MESSAGES)}.000000`).toString('base64');
  const oldest = await pageOf(
    { channel, oldest: '0', latest: String(Math.floor(now - 59 * MESSAGES)), limit: 1000 },
    token,
  );
  const recent = await pageOf({ channel, limit: 50 }, token);
  const search = async (name: string, query: string, more: object = {}) =>
    measure(`search.messages, ${name}`, 'search.messages', { query, ...more }, token);
  await measure('conversations.history, first page', 'conversations.history', { channel, limit: 100 }, token);
  await measure(
    'conversations.history, a page in the middle',
    'conversations.history',
    { channel, limit: 100, cursor: deep },
    token,
  );
  await measure(
    'conversations.replies, 1,000 in the oldest',
    'conversations.replies',
    { channel, ts: oldest.at(-1), limit: 100 },
    token,
  );
  await measure(
    'conversations.replies, of lately',
    'conversations.replies',
    { channel, ts: recent.at(-1) },
    token,
  );
  await search('a rare word', 'w1999');
  await search('a word of most', 'w0');
  await search('a word of most, by time', 'w0', { sort: 'timestamp' });
  await search('two words', 'w3 w17');
  await search('a phrase', '"w3 w17"');
  await search('a beginning', 'w199*');
  await search('in one channel, from one person', 'w5 in:#bots from:@bob');
  await search('all that one person said', 'from:@bob');
  await measure('chat.postMessage', 'chat.postMessage', { channel, text: 'one more' }, botToken);
}

async function whoIs(token: string): Promise<string | undefined> {
  return z.object({ user_id: z.string() }).parse(await ask('auth.test', {}, token)).user_id;
}

/** The timestamps, the newest first. */
async function pageOf(span: Record<string, unknown>, token: string): Promise<string[]> {
  const { messages } = await ask('conversations.history', span, token);
  return z
    .array(z.object({ ts: z.string() }))
    .parse(messages)
    .map(({ ts }) => ts);
}

async function measure(
  name: string,
  method: string,
  body: Record<string, unknown>,
  token: string,
): Promise<void> {
  const times: number[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    const begun = performance.now();
    await ask(method, body, token);
    times.push(performance.now() - begun);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => (sorted[Math.floor(part * CALLS)] ?? 0).toFixed(1).padStart(8);
  print(`${name.padEnd(50)} ${at(0.5)} ${at(0.95)} ms`);
}

async function ask(method: string, body: Record<string, unknown>, token = '') {
  const response = await fetch(`http://127.0.0.1:${ours.port}/api/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return Said.parse(await response.json());
}
