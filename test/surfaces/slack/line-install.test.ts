import { expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { untilReady } from '../../ready.ts';
import { answerTo, saidTo, tokenIn } from './asking.ts';
import { openGround } from './installing.ts';

test('a workspace that installs by OAuth is heard over the line, is left when it goes, and comes back as it was', async () => {
  await using ground = await openGround({}, 'line');
  const { botmint, one } = ground;
  expect(await one.install()).toMatchObject({ status: 200 });
  await using alice = await one.person('alice');
  expect(await saidTo(alice, '/bots create steve')).toContain('steve is ready, and you own it.');
  const token = tokenIn((await answerTo(alice, '/tokens issue -u steve -e 3d')).message);
  expect(await botmint.me(token)).toMatchObject({ status: 200, body: { slug: 'steve' } });
  expect((await fetch(`${botmint.api}/slack/events`, { method: 'POST' })).status).toBe(404);
  expect(await untilReady(botmint.api)).toMatchObject({ slack: true });

  await one.uninstall();
  const kept = async () =>
    sql(botmint.databaseUrl, 'select team_id from slack_installation where sealed_bot_token is not null');
  await expect.poll(kept, { timeout: 8000 }).toEqual([]);
  expect(await botmint.me(token)).toMatchObject({ status: 200 });

  expect(await one.install()).toMatchObject({ status: 200 });
  expect(await saidTo(alice, '/bots list')).toContain('1 bot');
  for (const secret of [ground.app.appToken, ground.app.clientSecret, token])
    expect(botmint.logged.join('\n')).not.toContain(secret);
});
