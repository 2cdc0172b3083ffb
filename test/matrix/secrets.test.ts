import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpAll, sql } from '../dump.ts';
import { delayedOf, sendNow } from './delayed.ts';
import { ask, bodyOf, directWith, isRedacted, repliesTo, replyTo, roomWith, told } from './replies.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { type MatrixUser, roomPath, type Seen } from './user.ts';

const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/;

describeMatrix('a secret', () => {
  const stack = new AsyncDisposableStack();
  let matrix: MatrixRunning;
  let dana: MatrixUser;
  let room: string;
  let direct: string;

  beforeAll(async () => {
    matrix = stack.use(await startMatrix({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' }));
    dana = await matrix.user('dana');
    direct = await directWith(dana);
    room = await roomWith(dana);
    await told(dana, room, '!bots create steve');
  });
  afterAll(() => stack.disposeAsync());

  /** The message with Show token that comes of what was asked. */
  async function offerAfter(asked: string): Promise<Seen> {
    // So that what was asked has been seen as well.
    await replyTo(dana, asked);
    const begin = dana.seen.findIndex(({ event_id: id }) => id === asked);
    return dana.until('an offer', (event) => {
      const isOffer = event.type === 'm.room.message' && bodyOf(event).includes('1 Show token');
      return isOffer && event.sender === COMMAND_BOT && dana.seen.indexOf(event) > begin;
    });
  }

  const works = async (shown: Seen): Promise<boolean> => {
    const [token = ''] = TOKEN.exec(bodyOf(shown)) ?? [];
    return (await matrix.botmint().me(token)).status === 200;
  };

  const secretsIn = (roomId: string): string[] =>
    dana.seen.filter((event) => event.room_id === roomId && TOKEN.test(bodyOf(event))).map(bodyOf);

  test('that is asked for in a room is offered in the direct room, shown there, and redacted after ten minutes', async () => {
    const asked = await dana.say(room, '!tokens issue -u steve -e 100d');
    expect(bodyOf(await replyTo(dana, asked))).toMatch(
      /^The token for steve, .*, is not made yet\. `Show token` follows in our direct room/,
    );
    await offerAfter(asked);
    const shown = await ask(dana, direct, '1');
    expect(bodyOf(shown)).toMatch(
      /`!tokens revoke [0-9a-f]{8}`\. This message is taken away in ten minutes\.$/m,
    );
    expect(await works(shown)).toBe(true);
    const errand = shown.content['org.botmint.reveal'];
    const [row] = await sql(
      matrix.botmint().databaseUrl,
      `select room_id, event_id, due_at - created_at > interval '9 minutes 55 seconds' and due_at - created_at <= interval '10 minutes' as is_in_time
       from matrix_errand where id = $1`,
      [errand],
    );
    expect(row).toEqual({ room_id: direct, event_id: shown.event_id, is_in_time: true });
    expect(secretsIn(room)).toEqual([]);
    // It was shown, so it does not end for being unseen; and it is shown once.
    const seen = await sql(
      matrix.botmint().databaseUrl,
      'select shown_at is not null as was_seen from token',
    );
    expect(seen).toEqual([{ was_seen: true }]);
    expect(await told(dana, direct, '1')).not.toMatch(TOKEN);
  });

  test('that is asked for in the direct room waits there for a press as well', async () => {
    const asked = await dana.say(direct, 'tokens issue -u steve -e 100d');
    expect(bodyOf(await replyTo(dana, asked))).toMatch(/is not made yet/);
    const offer = await offerAfter(asked);
    await dana.react(direct, offer.event_id, '1️⃣');
    expect(await works(await replyTo(dana, offer.event_id))).toBe(true);
  });

  test('that was promised is found without its id, by number', async () => {
    const asked = await dana.say(room, '!tokens issue -u steve -e 100d');
    await offerAfter(asked);
    expect(await told(dana, direct, 'tokens claim')).toMatch(
      /^Claim: .*\n\n1 steve, until .*\n\nAnswer with a number\./,
    );
    expect(await works(await ask(dana, direct, '1'))).toBe(true);
  });

  test('that a command answers with has the command asked in the direct room', async () => {
    await told(dana, direct, 'webhooks set steve http://127.0.0.1:9/hook');
    const before = dana.seen.length;
    expect(await told(dana, room, '!webhooks rotate-secret steve')).toBe(
      'I answer `webhooks rotate-secret` in a direct message, where nobody else reads it.',
    );
    const aside = await dana.until(
      'it to be offered',
      (event) =>
        dana.seen.indexOf(event) >= before && event.room_id === direct && event.type === 'm.room.message',
    );
    expect(bodyOf(aside)).toBe(
      'You asked for `webhooks rotate-secret` where others read along. Here it is one press away.\n\n1 Rotate a signing secret',
    );
    expect(await told(dana, direct, '1')).toMatch(/whsec_/);
  });

  test('that was typed in a room is refused, and says where it may be typed', async () => {
    const typed = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const answer = await told(dana, room, `!webhooks set steve --secret ${typed}`);
    expect(answer).toMatch(/^Signing secret: others read what is typed here, so count it as seen/);
    expect(answer).not.toContain(typed);
  });

  test('that was typed, or a code that joins accounts, is in no row when what was said is worked off', async () => {
    const { databaseUrl } = matrix.botmint();
    const [secret, code] = ['correct-horse-battery-staple-0123456789', 'K7QF-2M9X'];
    await told(dana, direct, `webhooks set steve --secret ${secret}`);
    expect(await told(dana, direct, `link ${code}`)).toMatch(/This is no code/);
    // A control: what is not worked off is there.
    const words = 'the words of somebody else';
    await sql(
      databaseUrl,
      `insert into matrix_event (organization_id, event_id, room_id, event, received_at, due_at)
       select id, '$later', '!later:hs.test', jsonb_build_object('content', $1::text), now(), now() + interval '1 hour' from organization limit 1`,
      [words],
    );
    const isLeft = async (text: string) => (await dumpAll(databaseUrl)).includes(text);
    for (const text of [secret, code])
      await expect.poll(async () => isLeft(text), { timeout: 10_000 }).toBe(false);
    expect(await isLeft(words)).toBe(true);
    await sql(databaseUrl, `delete from matrix_event where event_id = '$later'`);
  });

  test('of a rotation that ends the old one at once is made where it can be shown, and shown there at once', async () => {
    const [{ id } = { id: '' }] = (await sql(
      matrix.botmint().databaseUrl,
      'select left(id::text, 8) as id from token where revoked_at is null order by created_at limit 1',
    )) as { id: string }[];
    expect(await told(dana, room, `!tokens rotate start ${id} --grace 7d`)).toBe(
      'I answer `tokens rotate start` in a direct message, where nobody else reads it.',
    );
    const shown = await ask(dana, direct, `tokens rotate start ${id} --now`);
    expect(bodyOf(shown)).toMatch(/which has ended\./);
    expect(bodyOf(shown)).toMatch(/This message is taken away in ten minutes\.$/m);
    expect(await works(shown)).toBe(true);
  });

  test('is taken back where the homeserver does not let it be shown, and can be taken again', async () => {
    const asked = await dana.say(direct, 'tokens issue -u steve -e 100d');
    const offer = await offerAfter(asked);
    const mute = async (events_default: number): Promise<unknown> =>
      dana.ask('PUT', `${roomPath(direct)}/state/m.room.power_levels/`, { events_default, users: {} });
    await mute(50);
    await dana.react(direct, offer.event_id, '1️⃣');
    await expect
      .poll(() => matrix.botmint().logged.join('\n'), { timeout: 10_000 })
      .toMatch(/could not be shown, and is revoked/);
    await mute(0);
    const shown = await ask(dana, direct, '1');
    expect(await works(shown)).toBe(true);
  });

  test('is not shown where somebody else has come in, but in another room', async () => {
    const asked = await dana.say(direct, 'tokens issue -u steve -e 100d');
    const offer = await offerAfter(asked);
    const erin = await matrix.user('erin');
    await dana.ask('POST', `${roomPath(direct)}/invite`, { user_id: erin.userId });
    await dana.react(direct, offer.event_id, '1️⃣');
    expect(bodyOf(await replyTo(dana, offer.event_id))).toBe(
      '`@erin:hs.test` is invited here too, so `tokens claim` is answered in a direct room that we have alone. Where I invited you to a new one, join it.',
    );
    await expect.poll(() => dana.invitations.size, { timeout: 10_000 }).toBeGreaterThan(0);
    const [other = ''] = [...dana.invitations.keys()];
    await dana.join(other);
    await dana.until(
      'it to be offered',
      (event) => event.room_id === other && event.type === 'm.room.message',
    );
    expect(await works(await ask(dana, other, '1'))).toBe(true);
  });

  test('that was typed to the command bot alone is taken away first, and is said to stay where it cannot be', async () => {
    const gina = await matrix.user('gina');
    const own = await directWith(gina);
    await told(gina, own, 'bots create gustav');
    await told(gina, own, 'webhooks set gustav http://127.0.0.1:9/hook');
    const typed = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const line = `webhooks rotate-secret gustav --secret ${typed}`;
    const answers = async (): Promise<string[]> => {
      const said = await gina.say(own, line);
      const replies = () => gina.seen.filter((event) => repliesTo(event) === said).map(bodyOf);
      await expect.poll(replies, { timeout: 10_000 }).toHaveLength(2);
      return [...replies(), String(await isRedacted(gina, own, said))];
    };
    const stays = /^I may not take your message away here: remove it yourself/;
    expect(await answers()).toEqual([expect.stringMatching(stays), expect.any(String), 'false']);
    // It is asked for as well, where six characters of it are no secret.
    await ask(gina, own, 'tokens inspect');
    expect(await told(gina, own, 'abcdef')).not.toMatch(stays);
    await ask(gina, own, 'tokens inspect');
    expect(await told(gina, own, typed)).toMatch(stays);
    await ask(gina, own, 'cancel');
    const power = { users: { [COMMAND_BOT]: 50 } };
    await gina.ask('PUT', `${roomPath(own)}/state/m.room.power_levels/`, power);
    expect(await answers()).toEqual(['I took your message away.', expect.any(String), 'true']);
    await ask(gina, own, 'tokens inspect');
    const answer = await gina.say(own, typed);
    expect(bodyOf(await replyTo(gina, answer))).toBe('I took your message away.');
    expect(await isRedacted(gina, own, answer)).toBe(true);
  });

  test('that is shown is redacted by the homeserver itself, though Botmint is gone by then', async () => {
    const frank = await matrix.user('frank');
    const own = await directWith(frank);
    await told(frank, own, 'bots create frida');
    const shown = await ask(frank, own, 'webhooks set frida http://127.0.0.1:9/hook');
    expect(bodyOf(shown)).toMatch(/whsec_/);
    const redaction = async () =>
      (await delayedOf(matrix)).find(({ content }) => content['redacts'] === shown.event_id);
    await expect.poll(redaction, { timeout: 10_000 }).toMatchObject({ delay: 600_000 });
    const waiting = await redaction();
    await matrix.botmint()[Symbol.asyncDispose]();
    if (waiting) await sendNow(matrix, waiting);
    expect(await isRedacted(frank, own, shown.event_id)).toBe(true);
  });
});
