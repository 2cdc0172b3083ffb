/**
 * How long a revocation takes, from the call to when the token is dead in every process, 500 times beside 2 and 4 others:
 * `npm run bench:revoke`. The others are processes of their own, which beat, listen and confirm. Prints figures and
 * asserts nothing.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Process, startProcess } from '../process.ts';
import { machine, openOwner, openPostgres, print } from './installation.ts';

const TIMES = 500;
const [, file = '', url] = process.argv;

if (url === undefined) await measure();
else await beOneOfThem(url);

async function measure(): Promise<void> {
  await using postgres = await openPostgres();
  await using here = await startProcess(postgres.url);
  const owner = await openOwner(here, 'bench');
  print(machine);
  const others: ChildProcess[] = [];
  for (const count of [0, 2, 4]) {
    while (others.length < count) others.push(await another(postgres.url));
    await known(here, count + 1);
    const took: number[] = [];
    for (let index = 0; index < TIMES; index += 1) {
      const { id } = await owner.issue('opaque');
      const began = performance.now();
      await owner.revoke(id);
      took.push(performance.now() - began);
    }
    took.sort((a, b) => a - b);
    const at = (share: number): string => (took[Math.floor(took.length * share)] ?? 0).toFixed(1);
    print(`${count} others, ${TIMES} times: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(0.999)} ms`);
  }
  for (const other of others) {
    other.disconnect();
    await once(other, 'exit');
  }
}

async function another(database: string): Promise<ChildProcess> {
  const other = fork(file, [database]);
  await once(other, 'message');
  return other;
}

async function known({ peering }: Process, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const looking = setInterval(() => peering.living === count && resolve(), 50);
  await promise;
  clearInterval(looking);
}

async function beOneOfThem(database: string): Promise<void> {
  await using _process = await startProcess(database);
  process.send?.('ready');
  await once(process, 'disconnect');
}
