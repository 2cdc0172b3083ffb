// A process that opens the Postgres of a folder, as `npm start` does, for tests that kill it. It says in one line what
// it got, and closes when its standard input ends.
import { randomBytes } from 'node:crypto';
import { argv, stdin, stdout } from 'node:process';
import { text } from 'node:stream/consumers';
import { makeDataFolder } from '../../src/data-folder.ts';
import { holdLock, openEmbedded } from '../../src/store/embedded.ts';

const folder = argv[2] ?? '';
await makeDataFolder(folder);
await using embedded = await openEmbedded({
  folder,
  random: { bytes: randomBytes },
  log: () => undefined,
});
await using lock = await holdLock(embedded.url);
stdout.write(`${JSON.stringify({ url: embedded.url, locked: lock !== undefined })}\n`);
await text(stdin);
