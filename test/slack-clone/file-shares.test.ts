import { describe, expect, test } from 'vitest';
import type { Person } from './person.ts';
import { openWorld } from './world.ts';

describe('a file', () => {
  test('that is in a private channel too does not tell of it to who is not in there', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    await using bob = await world.signIn('bob');
    const { channel } = await alice.web.conversations.create({ name: 'secret', is_private: true });
    const channels = [await bob.channelId('#bots'), channel?.id ?? ''];
    const { upload_url = '', file_id: file = '' } = await alice.web.files.getUploadURLExternal({
      filename: 'a.txt',
      length: 1,
    });
    await fetch(upload_url, { method: 'POST', body: 'x' });
    const shared = { files: [{ id: file }], channels: channels.join() };
    await alice.web.apiCall('files.completeUploadExternal', shared);
    const told = async ({ web }: Person) =>
      JSON.stringify([
        await web.files.info({ file }),
        await web.files.list({}),
        await web.search.files({ query: 'a' }),
      ]);
    for (const secret of ['secret', channels[1]]) {
      expect(await told(alice)).toContain(secret);
      expect(await told(bob)).not.toContain(secret);
    }
    expect(await told(bob)).toContain(channels[0]);
  });
});
