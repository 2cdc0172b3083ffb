import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { comesBack, openHere, say, timed } from '../installation.ts';

describe('a process that is cut off silently', () => {
  test('from all of the database lets nothing in that was revoked elsewhere', async () => {
    await using here = await openHere();
    const proxy = await here.proxy();
    const two = await here.another({}, proxy.url);
    const { id, token } = await here.issue();
    expect(await two.told(token)).toBe('steve');
    proxy.silence();
    say(`Cut off from the database: the revocation took ${await timed(here.revoke(id))} ms.`);
    // Of a connection that it has, or of one that it needs.
    expect(await two.told(token)).toMatch(
      /^Error: (Query read|Connection terminated due to connection) timeout$/,
    );
    proxy.hear();
    await comesBack(here.url, two);
    expect(await two.told(token)).toBe('revoked_bot_token');
    expect(await here.one.told(token)).toBe('revoked_bot_token');
  });

  test('from what is notified alone lets nothing in either, and says so once in its log', async () => {
    await using here = await openHere();
    const proxy = await here.proxy();
    const two = await here.another({ line: proxy.url });
    const { id, token } = await here.issue();
    expect(await two.told(token)).toBe('steve');
    proxy.silence();
    say(`Cut off from what is notified: the revocation took ${await timed(here.revoke(id))} ms.`);
    expect(await two.told(token)).toBe('revoked_bot_token');
    await sleep(1500);
    proxy.hear();
    await comesBack(here.url, two);
    expect(
      two.logged.filter((line) => line.startsWith('The line to the other processes broke')),
    ).toHaveLength(1);
  });

  test('revokes rightly all the same', async () => {
    await using here = await openHere();
    const proxy = await here.proxy();
    const two = await here.another({ line: proxy.url });
    const { id, token } = await here.issue();
    expect([await here.one.told(token), await two.told(token)]).toEqual(['steve', 'steve']);
    proxy.silence();
    const took = await timed(two.done(here.bob, 'tokens revoke', { id }));
    say(`Hearing nothing itself, it took ${took} ms to revoke.`);
    expect([await here.one.told(token), await two.told(token)]).toEqual([
      'revoked_bot_token',
      'revoked_bot_token',
    ]);
    proxy.hear();
  });
});
