import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answered } from '../surfaces/rest/calling.ts';
import { openProxied, type Proxied, type ProxiedBot } from './proxying.ts';
import { describeMatrix } from './running.ts';
import type { MatrixUser } from './user.ts';

/** One dot. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describeMatrix('a bot in Matrix, over the API,', () => {
  let proxied: Proxied;
  let alice: MatrixUser;
  let steve: ProxiedBot;
  let room: string;

  beforeAll(async () => {
    proxied = await openProxied();
    ({ alice, steve, room } = proxied);
  });

  afterAll(() => proxied.matrix[Symbol.asyncDispose]());

  /** What alice sees of an event. */
  const seen = async (id: unknown) => alice.until(String(id), ({ event_id }) => event_id === id);

  /** As a browser sends a form. */
  const postForm = async (name: string, form: FormData): Promise<Pick<Answered, 'status' | 'body'>> => {
    const response = await fetch(`${proxied.matrix.botmint().api}/api/v1/${name}`, {
      method: 'POST',
      headers: { 'x-agentflow-bot-token': steve.token },
      body: form,
    });
    return { status: response.status, body: (await response.json()) as Answered['body'] };
  };

  test('shows a picture and hands over a file, in base64 or as a form', async () => {
    const picture = await steve.post('sendPhoto', { room_id: room, file: PNG, caption: 'All green' });
    expect((await seen(picture.body['event_id'])).content).toMatchObject({
      msgtype: 'm.image',
      body: 'All green',
      filename: 'photo.png',
      url: expect.stringMatching(/^mxc:\/\/hs\.test\//) as string,
      info: { mimetype: 'image/png', size: Buffer.from(PNG, 'base64').length },
    });
    const log = 'x'.repeat(2_000_000);
    const form = new FormData();
    form.set('room_id', room);
    form.set('document', new File([log], 'build.log'));
    const document = await postForm('sendDocument', form);
    expect(document).toMatchObject({ status: 200 });
    const { content } = await seen(document.body['event_id']);
    expect(content).toMatchObject({ msgtype: 'm.file', body: 'build.log', info: { size: log.length } });
    const [server = '', media = ''] = String(content['url']).slice('mxc://'.length).split('/');
    const path = `/_matrix/client/v1/media/download/${server}/${media}`;
    expect(await (await alice.fetch(path)).text()).toBe(log);
  });

  test('shows no picture that is none, and hands over nothing that is too large or no form', async () => {
    const document = { room_id: room, file: Buffer.from('Hello').toString('base64') };
    for (const [name, body] of [
      ['sendPhoto', document],
      ['sendDocument', { ...document, file: 'no base64!' }],
      ['sendDocument', { ...document, file_name: '../passwd' }],
    ] as const)
      expect(await steve.post(name, body)).toMatchObject({ status: 400, body: { error: 'invalid_body' } });
    const file = Buffer.alloc(8 * 1024 * 1024 + 1).toString('base64');
    expect(await steve.post('sendDocument', { ...document, file })).toMatchObject({
      status: 413,
      body: { error: 'payload_too_large' },
    });
    const form = new FormData();
    form.set('room_id', room);
    for (const name of ['one', 'another']) form.set(name, new File(['Hello'], name));
    expect(await postForm('sendDocument', form)).toMatchObject({
      status: 400,
      body: { error: 'invalid_body' },
    });
    // Only where a file is taken.
    expect(await postForm('sendMessage', form)).toMatchObject({ status: 415 });
  });
});
