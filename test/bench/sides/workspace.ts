// The local workspace alone, with an app in it and nobody watching.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { openClone } from '../../../src/slack-clone/clone.ts';
import { announce, written } from './child.ts';

const folder = await mkdtemp(join(tmpdir(), 'botmint-bench-'));
const clone = await openClone({
  id: 'slack-bench',
  databaseUrl: env['DATABASE_URL'] ?? '',
  registryPath: join(folder, 'registry.json'),
  clock: { now: () => new Date() },
  random: { bytes: (count) => randomBytes(count) },
  port: 0,
  log: { warn: () => {}, error: (line) => process.stderr.write(`${line}\n`) },
});
const manifest = {
  display_information: { name: 'Bench' },
  features: { bot_user: { display_name: 'bench' } },
  oauth_config: { scopes: { bot: ['chat:write', 'channels:read', 'channels:history', 'users:read'] } },
};
const { botToken } = await clone.install(manifest, { requestUrl: 'http://127.0.0.1:9/none' });
const headers = {
  host: new URL(clone.url).host,
  authorization: `Bearer ${botToken}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const first = await fetch(`${clone.url}/api/chat.postMessage`, {
  method: 'POST',
  headers,
  body: form({ channel: '#bots', text: 'The first one' }),
});
const { channel = '' }: { channel?: string } = JSON.parse(await first.text());
const said = form({ channel, text: 'Deployed to production' });
announce(clone.port, [written('POST /api/chat.postMessage', headers, said)], async () => {
  await clone[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
