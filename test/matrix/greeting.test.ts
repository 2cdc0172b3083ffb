import { beforeAll, expect, test } from 'vitest';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';

describeMatrix('Botmint at a homeserver', () => {
  let matrix: MatrixRunning;
  beforeAll(async () => {
    matrix = await startMatrix();
    return () => matrix[Symbol.asyncDispose]();
  });

  test('is there as a user that people find', async () => {
    const alice = await matrix.user('alice');
    const name = await alice.ask(
      'GET',
      `/_matrix/client/v3/profile/${encodeURIComponent(COMMAND_BOT)}/displayname`,
    );
    expect(name).toMatchObject({ status: 200, body: { displayname: 'Botmint' } });
  });
});
