import { randomBytes } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from './rows.ts';
import { MANIFEST, openWorld, type World } from './world.ts';

const EVENTS = ['file_created', 'file_shared', 'file_public', 'file_deleted', 'message.channels'];

const openShelf = () =>
  openWorld({
    manifest: {
      ...MANIFEST,
      oauth_config: {
        scopes: { bot: [...MANIFEST.oauth_config.scopes.bot, 'files:read', 'files:write'] },
      },
      settings: { ...MANIFEST.settings, event_subscriptions: { bot_events: EVENTS } },
    },
  });

const Completed = z.object({
  files: z.array(z.object({ files: z.array(z.looseObject({ id: z.string() })) })),
});

/** By Slack's own client, in its three steps. */
async function upload(client: WebClient, options: Record<string, unknown>) {
  const answer = await client.filesUploadV2({
    filename: 'a.txt',
    file: Buffer.from('hello'),
    ...options,
  });
  const file = Completed.parse(answer).files[0]?.files[0];
  if (!file) throw new Error('Nothing was uploaded.');
  return file;
}

const fetchAs = (token: string, url: unknown) =>
  fetch(String(url), { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });

/** A form with one field that is a file. */
function form(text: string): FormData {
  const fields = new FormData();
  fields.append('file', new Blob([text]), 'a.bin');
  return fields;
}

/** The address for a file of this many bytes. */
async function address({ bot }: World, length: number, filename = 'a.bin') {
  const { upload_url = '', file_id = '' } = await bot.files.getUploadURLExternal({ filename, length });
  return { upload_url, file_id };
}

describe('a file', () => {
  test('is uploaded by Slack’s own client, said in a channel, and read again byte by byte', async () => {
    await using world = await openShelf();
    await using bob = await world.signIn('bob');
    const came: Record<string, unknown>[] = [];
    for (const event of ['file_created', 'file_shared', 'file_public', 'file_deleted', 'message']) {
      world.bolt.event(event, async ({ event: told }) => void came.push({ ...told }));
    }
    const channel = await bob.channelId('#bots');
    const bytes = randomBytes(2_500_000);
    const file = await upload(bob.web, {
      channel_id: channel,
      filename: 'cat & “dog”.png',
      title: 'Two animals',
      initial_comment: 'Look',
      file: bytes,
    });
    expect(file).toMatchObject({ title: 'Two animals', mimetype: 'image/png', size: 2_500_000 });
    const { message } = await bob.nextEvent('message');
    const carried = { id: file.id, title: 'Two animals', mode: 'hosted', is_public: true };
    expect(message).toMatchObject({ subtype: 'file_share', text: 'Look', files: [carried] });
    const { messages = [] } = await bob.web.conversations.history({ channel });
    expect(messages[0]).toEqual({ ...message, files: [expect.objectContaining(carried)] });
    for (const token of [world.installation.botToken, bob.token]) {
      const response = await fetchAs(token, file['url_private_download']);
      expect(response.headers.get('content-type')).toBe('image/png');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="cat _ _dog_.png"/);
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    }
    const about = { file_id: file.id, user_id: bob.id, file: { id: file.id } };
    await expect.poll(() => came.length).toBe(4);
    expect(came).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'file_created', ...about }),
        expect.objectContaining({ type: 'file_public', ...about }),
        expect.objectContaining({ type: 'file_shared', ...about, channel_id: channel }),
        expect.objectContaining({ type: 'message', subtype: 'file_share', channel, text: 'Look' }),
      ]),
    );
    await bob.web.files.delete({ file: file.id });
    const gone = await bob.nextEvent('message_changed');
    expect(gone.message.files).toEqual([{ id: file.id, mode: 'tombstone' }]);
    await expect.poll(() => came.at(-1)).toMatchObject({ type: 'file_deleted', channel_ids: [channel] });
    await expect(world.bot.files.info({ file: file.id })).rejects.toThrow('file_deleted');
    expect((await fetchAs(bob.token, file['url_private'])).status).toBe(404);
    expect(await ask(world.databaseUrl, 'select 1 from clone_slack_local.file_part')).toEqual([]);
  });

  test('comes as a raw body, or as a field of a form whatever it is called', async () => {
    await using world = await openShelf();
    // What ends a form may be in a file, too.
    const bytes = Buffer.from(`one\r\n--x\r\n${'0'.repeat(70_000)}\r\n--x--\r\n`);
    const formOf = (field: string) =>
      Buffer.concat([
        Buffer.from(
          '--x\r\ncontent-disposition: form-data; name="token"\r\n\r\nfilename="\r\n' +
            `--x\r\nContent-Disposition: form-data; name="${field}"; filename="a.bin"\r\n\r\n`,
        ),
        bytes,
        Buffer.from('\r\n--x--\r\n'),
      ]);
    const bodies = [
      { type: 'application/octet-stream', body: bytes },
      { type: 'multipart/form-data; boundary=x', body: formOf('file') },
      { type: 'multipart/form-data; boundary="x"', body: formOf('filename') },
    ];
    for (const { type, body } of bodies) {
      const { upload_url, file_id } = await address(world, bytes.length);
      const headers = { 'content-type': type };
      const sent = await fetch(upload_url, { method: 'POST', headers, body: new Uint8Array(body) });
      expect([sent.status, await sent.text()]).toEqual([200, `OK - ${bytes.length}`]);
      await world.bot.files.completeUploadExternal({ files: [{ id: file_id, title: 'a' }] });
      const { file } = await world.bot.files.info({ file: file_id });
      const read = await fetchAs(world.installation.botToken, file?.url_private);
      expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });

  test('that is not what was announced is refused, leaves nothing, and may be sent again, once', async () => {
    await using world = await openShelf();
    const { upload_url, file_id } = await address(world, 4);
    const send = async (body: string | FormData) =>
      (await fetch(upload_url, { method: 'POST', body })).status;
    const complete = () => world.bot.files.completeUploadExternal({ files: [{ id: file_id, title: 'a' }] });
    for (const body of ['123', '12345', '', form('123'), form('12345'), new FormData()])
      expect(await send(body)).toBe(400);
    await expect(complete()).rejects.toThrow('file_not_found');
    expect(await ask(world.databaseUrl, 'select 1 from clone_slack_local.file_part')).toEqual([]);
    expect([await send('1234'), await send('1234')]).toEqual([200, 400]);
    await complete();
    await expect(complete()).rejects.toThrow('file_not_found');
    const late = await address(world, 4);
    world.pass(3_600_001);
    expect((await fetch(late.upload_url, { method: 'POST', body: '1234' })).status).toBe(400);
    expect(world.log).toEqual([]);
  });

  test('is seen where it was shared and nowhere else, and an app without the scope is sent to sign in', async () => {
    await using world = await openShelf();
    await using bob = await world.signIn('bob');
    await using carol = await world.signIn('carol');
    const { id: own, url_private: ownUrl } = await upload(world.bot, {});
    const { channel } = await world.bot.conversations.open({ users: bob.id });
    const { id } = await upload(world.bot, {
      channel_id: channel?.id,
      filename: 'notes.py',
      file: Buffer.from('x = 1\n'),
    });
    expect((await bob.web.files.info({ file: id })).file).toMatchObject({
      mode: 'snippet',
      filetype: 'python',
      ims: [channel?.id],
      is_public: false,
    });
    expect(await bob.web.files.info({ file: id })).toMatchObject({ content: 'x = 1\n', comments: [] });
    for (const [person, file] of [[carol, id] as const, [bob, own] as const])
      await expect(person.web.files.info({ file })).rejects.toThrow('file_not_found');
    expect((await fetchAs(carol.token, ownUrl)).status).toBe(404);
    await expect(bob.web.files.delete({ file: id })).rejects.toThrow('cant_delete_file');
    await expect(bob.web.files.completeUploadExternal({ files: [{ id: own, title: '' }] })).rejects.toThrow(
      'access_denied',
    );
    await using plain = await openWorld();
    await expect(plain.bot.files.list({})).rejects.toThrow('missing_scope');
    for (const token of [plain.installation.botToken, 'xoxb-none']) {
      const answer = await fetchAs(token, `${plain.url}/files-pri/T1-F1/a.txt`);
      expect([answer.status, answer.headers.get('location')]).toEqual([
        302,
        `${plain.url}/?redir=%2Ffiles-pri%2FT1-F1%2Fa.txt`,
      ]);
    }
  });

  test('is listed by page, channel, person, kind and time', async () => {
    await using world = await openShelf();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const times: number[] = [];
    for (const filename of ['a.txt', 'b.png', 'c.zip']) {
      times.push(Date.now() / 1000);
      await upload(world.bot, { channel_id: channel, filename });
    }
    const names = async (filter: object) => {
      const { files = [], paging } = await bob.web.files.list(filter);
      return [files.map(({ name }) => name).join(' '), paging?.total, paging?.pages];
    };
    expect(await names({})).toEqual(['c.zip b.png a.txt', 3, 1]);
    expect(await names({ count: 2, page: 2 })).toEqual(['a.txt', 3, 2]);
    expect(await names({ channel, types: 'images,snippets' })).toEqual(['b.png a.txt', 2, 1]);
    expect(await names({ user: bob.id })).toEqual(['', 0, 0]);
    expect(await names({ ts_to: String(times[1]).slice(0, 15) })).toEqual(['a.txt', 1, 1]);
    await expect(bob.web.files.list({ types: 'cats' })).rejects.toThrow('unknown_type');
    await expect(bob.web.files.list({ channel: 'C0' })).rejects.toThrow('channel_not_found');
  });

  test.each([
    ['files.getUploadURLExternal', 'missing_argument', { filename: 'a', length: 0 }],
    ['files.getUploadURLExternal', 'invalid_arguments', { filename: 'a' }],
    ['files.getUploadURLExternal', 'invalid_charset', { filename: 'a\0', length: 1 }],
    ['files.getUploadURLExternal', 'file_upload_size_restricted', { filename: 'a', length: 1e8 + 1 }],
    ['files.getUploadURLExternal', 'unknown_snippet_type', { filename: 'a', length: 1, snippet_type: 'png' }],
    [
      'files.getUploadURLExternal',
      'snippet_too_large',
      { filename: 'a', length: 1e6 + 1, snippet_type: 'go' },
    ],
    [
      'files.getUploadURLExternal',
      'alt_txt_too_large',
      { filename: 'a', length: 1, alt_txt: 'x'.repeat(1001) },
    ],
    ['files.completeUploadExternal', 'invalid_arguments', { files: [] }],
    ['files.completeUploadExternal', 'channel_not_found', { files: [{ id: 'F1' }], channel_id: '#bots' }],
    ['files.completeUploadExternal', 'file_not_found', { files: [{ id: 'F1' }] }],
    ['files.completeUploadExternal', 'invalid_blocks', { files: [{ id: 'F1' }], blocks: [{ type: 'x' }] }],
    ['files.info', 'file_not_found', { file: 'F1' }],
    ['files.delete', 'file_not_found', { file: 'F1' }],
  ])('is refused by %s as %s', async (method, error, given) => {
    const world = await shelf();
    await expect(world.bot.apiCall(method, given)).rejects.toThrow(error);
    expect(await ask(world.databaseUrl, 'select 1 from clone_slack_local.file')).toEqual([]);
  });
});

let opened: Promise<World> | undefined;

/** One for all that is refused. */
function shelf(): Promise<World> {
  opened ??= openShelf();
  return opened;
}

afterAll(async () => (await opened)?.[Symbol.asyncDispose]());
