import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBotmint } from '../running.ts';
import { type CuttingProxy, cuttingProxy } from './cutting-proxy.ts';
import { type ProxiedBot, proxiedBot } from './proxying.ts';
import { describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import type { MatrixUser } from './user.ts';

const SEND_FAILED = { status: 502, body: { ok: false, error: 'send_failed' } };

describeMatrix('a bot in Matrix, while the homeserver is not as it should be', () => {
  let matrix: MatrixRunning;
  let between: CuttingProxy;
  let alice: MatrixUser;
  let steve: ProxiedBot;
  let room: string;

  beforeAll(async () => {
    matrix = await startMatrix(
      {},
      { rc_message: { per_second: 0.2, burst_count: 5 } },
      {
        through: async (url) => (between = await cuttingProxy(url)).url,
      },
    );
    alice = await matrix.user('alice');
    steve = await proxiedBot(() => matrix.botmint(), 'steve');
    room = await alice.createRoom({ preset: 'public_chat' });
    await steve.post('joinRoom', { room_id_or_alias: room });
  });

  afterAll(async () => {
    await matrix[Symbol.asyncDispose]();
    await between[Symbol.asyncDispose]();
  });

  const say = async (text: string, key?: string) => steve.post('sendMessage', { room_id: room, text }, key);
  const timesSeen = (text: string): number =>
    alice.seen.filter(({ content, type }) => type === 'm.room.message' && content['body'] === text).length;

  test('what was sent when the homeserver died before it could say so is there once, when it is asked again', async () => {
    expect(await say('Before')).toMatchObject({ status: 200 });
    const lost = between.loseAnswersTo('/send/m.room.message/');
    const asked = say('In the middle', 'key-1');
    await lost;
    await matrix.synapse.kill();
    expect(await asked).toMatchObject(SEND_FAILED);
    // While it is away nothing is sent, and whoever asks may go on asking.
    expect(await say('In the middle', 'key-1')).toMatchObject(SEND_FAILED);
    expect((await asked).body['detail']).toContain('Ask again with the same `Idempotency-Key`');
    expect((await say('Never')).body['detail']).toContain('Look before you ask again.');
    expect((await steve.get('rooms')).body).toEqual({
      ok: false,
      error: 'send_failed',
      detail: 'The homeserver did not answer. Try again.',
    });
    between.mend();
    await matrix.synapse.start();
    const [sent, again] = [await say('In the middle', 'key-1'), await say('In the middle', 'key-1')];
    expect(sent).toMatchObject({ status: 200, body: { ok: true } });
    expect(again.body).toEqual(sent.body);
    const { body } = await say('After');
    await alice.until('what came after', ({ event_id }) => event_id === body['event_id']);
    expect(timesSeen('In the middle')).toBe(1);
    expect(alice.seen.find(({ content }) => content['body'] === 'In the middle')?.event_id).toBe(
      sent.body['event_id'],
    );
  });

  test('and so is what it took back', async () => {
    const { body } = await say('A slip');
    const target = { room_id: room, event_id: body['event_id'] };
    const lost = between.loseAnswersTo('/redact/');
    const asked = steve.post('deleteMessage', target, 'key-2');
    await lost;
    await matrix.synapse.kill();
    expect(await asked).toMatchObject(SEND_FAILED);
    between.mend();
    await matrix.synapse.start();
    const deleted = await steve.post('deleteMessage', target, 'key-2');
    const { body: after } = await say('After that');
    await alice.until('what came after', ({ event_id }) => event_id === after['event_id']);
    const redactions = alice.seen.filter(({ type }) => type === 'm.room.redaction');
    expect(redactions.map(({ event_id }) => event_id)).toEqual([deleted.body['event_id']]);
  });

  test('a homeserver that is asked too often says for how long, and the caller is told', async () => {
    await matrix.synapse.reregister((usual) => usual.replace('rate_limited: false', 'rate_limited: true'));
    const answers = [];
    for (let count = 0; count < 7; count += 1) answers.push(await say(`Number ${count}`));
    const refused = answers.find(({ status }) => status !== 200);
    expect(refused).toMatchObject({ status: 429, body: { ok: false, error: 'rate_limited' } });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(1);
    expect(refused?.body['detail']).toMatch(
      /^The homeserver lets steve do no more just now\. Try again in \d+ seconds\.$/,
    );
  });

  test("when the homeserver does not know Botmint any more, it is our alarm and never the caller's fault", async () => {
    await matrix.synapse.reregister((usual) =>
      usual.replace(matrix.environment['MATRIX_AS_TOKEN'] ?? '', 'another_as_token_0123456789abcdef'),
    );
    for (const answer of [await say('Hello'), await steve.get('rooms')]) {
      expect(answer).toMatchObject(SEND_FAILED);
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
    const alarms = matrix.botmint().logged.filter((line) => /token|credential/i.test(line));
    expect(alarms).toEqual([expect.stringContaining("does not know Botmint's token")]);
    expect(alarms[0]).not.toContain(matrix.environment['MATRIX_AS_TOKEN']);
  });

  test('where there is no homeserver, that is what is said', async () => {
    await using other = await startBotmint();
    const lonely = await proxiedBot(() => other, 'lonely');
    const answer = await lonely.post('sendMessage', { room_id: room, text: 'Hello' });
    expect(answer).toMatchObject({ status: 503, body: { error: 'no_homeserver' } });
    expect(answer.headers.get('retry-after')).toBeNull();
  });
});
