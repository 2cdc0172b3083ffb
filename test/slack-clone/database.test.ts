import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { type SlowPostgres, slowPostgres } from '../slow-postgres.ts';
import { call } from './call.ts';
import { openWorld } from './world.ts';

test('a workspace outlives a database that goes away in the middle of a call', async () => {
  await using stack = new AsyncDisposableStack();
  const proxies: SlowPostgres[] = [];
  const way = async (url: string): Promise<string> => {
    proxies.push(stack.use(await slowPostgres(url)));
    return proxies[0]?.url ?? '';
  };
  const world = stack.use(await openWorld({ way }));
  const [proxy] = proxies;
  const token = world.installation.botToken;
  const say = async () => call(world.url, 'chat.postMessage', { channel: '#general', text: 'hello' }, token);
  await say();
  const locking = new Client(world.databaseUrl);
  await locking.connect();
  await locking.query('begin');
  await locking.query('lock table clone_slack_local.message in exclusive mode');
  const said = say().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const asked = proxy?.asked ?? 0;
  while ((proxy?.asked ?? 0) === asked) await sleep(5);
  await proxy?.cut();
  expect(await said).toBe('internal_error');
  await locking.end();
  await proxy?.mend();
  expect(await say()).toMatchObject({ ok: true });
});
