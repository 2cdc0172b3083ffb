/**
 * 10,000 tokens of 2,000 people that end within a week, all due at once, and a worker that is killed in the middle:
 * `npm run bench:reminders`, with `REDIS_URL` for the queue in Redis. Prints figures and asserts nothing. The workspace
 * is the local one, without Slack's rate limits.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { clock } from '../../src/system.ts';
import { gather, look, type Told } from '../jobs/crowd.ts';
import { openWorking } from '../jobs/working.ts';

const PEOPLE = 2000;
const TOKENS_EACH = 5;

const folder = await mkdtemp(join(tmpdir(), 'botmint-bench-'));
const random = { bytes: (count: number) => randomBytes(count) };
const lines = await measure();
await rm(folder, { recursive: true, maxRetries: 5 });
process.stdout.write(`${lines.join('\n')}\n`);

async function measure(): Promise<string[]> {
  await using postgres = await openEmbedded({ folder, random, log: () => {} });
  await migrate(postgres.url, clock);
  const redis = process.env['REDIS_URL'] ?? '';
  await using working = await openWorking(postgres.url, { REDIS_URL: redis });
  await gather(postgres.url, { people: PEOPLE, tokensEach: TOKENS_EACH });
  const begun = performance.now();
  const first = await working.start();
  const until = async (isSo: (told: Told) => boolean): Promise<Told> => {
    for (;;) {
      const told = await look(postgres.url);
      if (isSo(told)) return told;
      await sleep(100);
    }
  };
  await until(({ messages }) => messages > 0);
  const firstAt = performance.now();
  const before = await until(({ messages }) => messages >= PEOPLE / 2);
  await first.kill();
  const killed = performance.now();
  const second = await working.start();
  const left = await look(postgres.url);
  await until(({ messages }) => messages > left.messages);
  const wentOn = performance.now();
  const told = await until(({ messages, open }) => messages > 0 && open === 0);
  const done = performance.now();
  await second.stop();
  return [
    `${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}; queue in ${redis === '' ? 'Postgres' : 'Redis'}`,
    `tokens       ${PEOPLE * TOKENS_EACH}, of ${PEOPLE} people`,
    `first after  ${seconds(begun, firstAt)} s (a start, and finding what is due)`,
    `killed after ${seconds(begun, killed)} s, at ${before.messages} messages`,
    `went on in   ${seconds(killed, wentOn)} s (with the start of another)`,
    `all after    ${seconds(begun, done)} s`,
    `messages     ${told.messages}`,
    `looked for   ${told.again}`,
    `duplicates   ${told.messages - PEOPLE > 0 ? told.messages - PEOPLE : told.twice}`,
    `lost         ${Math.max(0, PEOPLE - told.messages)}`,
  ];
}

function seconds(from: number, to: number): string {
  return ((to - from) / 1000).toFixed(1);
}
