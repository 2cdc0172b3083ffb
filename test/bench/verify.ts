/**
 * What it costs to verify a token, cold and warm, opaque and as a JWT: `npm run bench:verify`. Prints figures and asserts
 * nothing. CPU is this process's own; that of Postgres is not in it.
 */
import { createPublicKey, verify as rawVerify } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import * as actors from '../../src/commands/actors.ts';
import { Secret } from '../../src/core/secret.ts';
import { type Process, startProcess } from '../process.ts';
import { machine, openOwner, openPostgres, print } from './installation.ts';

const TOKENS = 1000;
const COLD = 20_000;
const WARM = 500_000;
const ROUNDS = 10;

await using postgres = await openPostgres();
await using here = await startProcess(postgres.url);
print(machine);
print('format  state     per second  CPU µs each');
for (const format of ['opaque', 'jwt']) {
  const tokens = await issue(format, format);
  report(format, 'cold', await measure(tokens, COLD, 16, true));
  await measure(tokens, TOKENS, 1, false);
  report(format, 'warm', await measure(tokens, WARM, 1, false));
}

const signed = await issue('another-jwt', 'jwt');
const key = createPublicKey({ key: { ...here.deps.issuer.publicJwks[0] }, format: 'jwk' });
const parts = signed.map((token) => {
  const at = token.lastIndexOf('.');
  return { said: Buffer.from(token.slice(0, at)), signature: Buffer.from(token.slice(at + 1), 'base64url') };
});
const secrets = signed.map((token) => new Secret(token));
let raw = 0;
let ours = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  raw += await costOf(async (index) => {
    const { said, signature } = parts[index] ?? {};
    return said !== undefined && signature !== undefined && rawVerify(null, said, key, signature);
  });
  ours += await costOf(async (index) => {
    const secret = secrets[index];
    return secret !== undefined && here.deps.issuer.signed(secret);
  });
}
print(`\nWhether a JWT is ours, with no look-up: ${(ours / ROUNDS).toFixed(1)} µs of CPU`);
print(
  `crypto.verify of its signature alone:    ${(raw / ROUNDS).toFixed(1)} µs, so ${(ours / raw).toFixed(2)} times that`,
);

/** Microseconds of CPU that one of the tokens takes. */
async function costOf(check: (index: number) => Promise<boolean>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < TOKENS; index += 1)
    if (!(await check(index))) throw new Error('a signature of ours does not fit');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / TOKENS;
}

async function issue(name: string, format: string): Promise<string[]> {
  const owner = await openOwner(here, `bench-${name}`);
  const tokens: string[] = [];
  while (tokens.length < TOKENS) tokens.push((await owner.issue(format)).token);
  return tokens;
}

interface Figures {
  perSecond: number;
  cpu: number;
}

/** Verifies so many times, so many at once; cold, nothing is kept from one to the next. */
async function measure(tokens: string[], times: number, atOnce: number, isCold: boolean): Promise<Figures> {
  const { deps }: Process = here;
  const from = { surface: 'rest', address: '192.0.2.1' } as const;
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let next = 0;
  const verify = async (): Promise<void> => {
    while (next < times) {
      const token = tokens[next % tokens.length];
      next += 1;
      if (isCold) deps.verified.drop({ everything: true });
      await actors.ofToken(token, from, deps);
      // As between requests: else no beat would be sent.
      if (next % 1000 === 0) await setImmediate();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, verify));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (1000 * times) / (performance.now() - began), cpu: (user + system) / times };
}

function report(format: string, state: string, { perSecond, cpu }: Figures): void {
  const rate = Math.round(perSecond).toLocaleString('en');
  print(`${format.padEnd(8)}${state.padEnd(6)}${rate.padStart(14)}${cpu.toFixed(2).padStart(13)}`);
}
