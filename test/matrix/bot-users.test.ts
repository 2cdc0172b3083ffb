import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../dump.ts';
import { bearer, signIn } from '../surfaces/rest/signing-in.ts';
import { call } from '../surfaces/rest/calling.ts';
import { describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { type Admin, openAdmin } from './admin.ts';

describeMatrix('a bot is a user of the homeserver', () => {
  let matrix: MatrixRunning;
  let admin: Admin;
  let bob: Record<string, string>;
  const ask = async (request: string, body?: object) =>
    call(matrix.botmint(), request, { headers: bob, ...(body && { body }) });

  beforeAll(async () => {
    matrix = await startMatrix();
    admin = await openAdmin(matrix.synapse);
    bob = bearer((await signIn(matrix.botmint(), 'bob')).access_token);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test('made in Slack, it is there by its display name, and is called what it is called from then on', async () => {
    await using person = await matrix.botmint().person('bob');
    await person.command('/bots create steve');
    const made = await person.nextEvent('ephemeral');
    expect(made.message.text).toBe(
      'steve is ready, and you own it. In Matrix it is `@bot_steve:hs.test`. It has no token yet: `/tokens issue -u steve -e 100d`',
    );
    await admin.until('@bot_steve:hs.test', { displayname: 'steve', deactivated: false });
    await ask('POST /api/v1/bots/steve', { display_name: 'Steve the Deployer' });
    await admin.until('@bot_steve:hs.test', { displayname: 'Steve the Deployer' });
    const errands = 'select kind, fault, done_at is not null as is_done from matrix_errand';
    expect(await sql(matrix.botmint().databaseUrl, errands)).toContainEqual({
      kind: 'user',
      fault: null,
      is_done: true,
    });
  });
});
