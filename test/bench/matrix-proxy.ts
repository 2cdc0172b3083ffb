/**
 * What `sendMessage` costs, beside handing the same on to the same homeserver by undici and nothing else:
 * `npm run bench:matrix-proxy`. The homeserver is a stub, so that what is measured is what stands before it. Prints
 * figures and asserts nothing.
 */
import { machine, openPostgres, print } from './installation.ts';
import { printRace, race } from './rounds.ts';
import { openSide } from './side.ts';
import { transactionsOf } from './stores.ts';
import { load } from './load.ts';

const SEND = '/api/v1/sendMessage';

await using stack = new AsyncDisposableStack();
const postgres = stack.use(await openPostgres());
const homeserver = stack.use(await openSide('homeserver', './sides/homeserver.ts'));
const environment = {
  BENCH_HOMESERVER: `http://127.0.0.1:${homeserver.port}`,
  DATABASE_URL: postgres.url,
};
const bare = stack.use(await openSide('undici, passed through', './sides/pass-through.ts', environment));
const ours = stack.use(
  await openSide('Botmint', './sides/ours.ts', environment, [SEND, 'opaque', '0', '500']),
);
print(machine);
const contestants = [{ side: bare }, { side: ours }];
printRace(contestants, await race(contestants, { rounds: 15, milliseconds: 400 }), ours);

const before = await transactionsOf(postgres.url);
const { answered, others } = await load(ours, 60_000, 5000);
const after = await transactionsOf(postgres.url);
print(
  `\nOver ${answered} messages (${others} refused): ${((after - before) / answered).toFixed(2)} transactions of Postgres each`,
);
