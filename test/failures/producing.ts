/**
 * A process that writes one message and asks before it commits: `producing.ts <database> <organization> <owner> <bot>`. It says
 * what it wrote, and that it committed, and ends when nobody listens any more.
 */
import { once } from 'node:events';
import { z } from 'zod';
import type { Id } from '../../src/core/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { clock, ids, random } from '../../src/system.ts';
import { sealKey, vaultOf } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { say } from './producer.ts';

const id = <Noun extends string>() => z.custom<Id<Noun>>((value) => z.uuid().safeParse(value).success);
const [url, organization, owner, bot] = z
  .tuple([z.string(), id<'organization'>(), id<'member'>(), id<'bot'>()])
  .parse(process.argv.slice(2));
await using database = openDatabase(url, { warn: () => {}, error: () => {} });
const deps = { database, clock, ids, vault: vaultOf(sealKey(new Secret('')), random) };
const written = async (event: string): Promise<void> => {
  const told = once(process, 'message');
  process.send?.({ written: event });
  await told;
};
process.send?.({ committed: await say({ deps, organization, owner }, bot, '!room', written) });
await once(process, 'disconnect');
