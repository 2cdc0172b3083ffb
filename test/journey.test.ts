import { expect, test } from 'vitest';
import { startBotmint } from './running.ts';

const STEVE = { selected_option: { text: { type: 'plain_text', text: 'steve' }, value: 'steve' } };

test('a newcomer makes a bot, issues a token in a modal, uses it and revokes it', async () => {
  await using botmint = await startBotmint();
  await using bob = await botmint.person('bob');

  await bob.command('/bots create steve');
  const made = await bob.nextEvent('ephemeral');
  expect(made.message.text).toBe(
    'steve is ready, and you own it. It has no token yet: `/tokens issue -u steve -e 100d`',
  );

  await bob.command('/tokens issue');
  const { view } = await bob.nextEvent('view_opened');
  await expect(bob.suggest(view, 'username', 'st')).resolves.toEqual([{ text: 'steve', value: 'steve' }]);
  await expect(bob.submit(view, { username: STEVE, expiry: '3x' })).resolves.toMatchObject({
    response_action: 'errors',
    errors: { expiry: expect.stringContaining('“3x” is not a time') },
  });
  const waiting = await bob.submit(view, { username: STEVE, expiry: '3d' });
  expect(JSON.stringify(waiting)).not.toContain('eyJ');

  const shown = JSON.stringify(await bob.nextEvent('view_updated'));
  const [token = ''] = /eyJ[\w.-]+/.exec(shown) ?? [];
  const [, id = ''] = /Its id is `([0-9a-f]{8})`/.exec(shown) ?? [];
  await expect(botmint.me(token)).resolves.toMatchObject({ status: 200, body: { ok: true, slug: 'steve' } });

  await bob.command(`/tokens revoke ${id}`);
  const revoked = await bob.nextEvent('ephemeral');
  expect(revoked.message.text).toBe(
    `\`${id}\` is revoked and refused everywhere as of now. steve has no other token.`,
  );
  await expect(botmint.me(token)).resolves.toMatchObject({
    status: 401,
    body: { error: 'revoked_bot_token' },
  });
  expect(botmint.logged).toEqual([]);
});
