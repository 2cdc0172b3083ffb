import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig, readRegistrationConfig } from '../../src/config.ts';
import { register, withRegistration } from '../../src/matrix-registration.ts';
import { random } from '../../src/system.ts';
import { buildClient, runAs } from '../surfaces/cli/client.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botmint-registration-'));
  path = join(folder, 'matrix-registration.yaml');
});

afterEach(() => rm(folder, { recursive: true }));

const make = async (environment: Record<string, string>, url?: string) =>
  register(readRegistrationConfig({ DATA_DIR: folder, ...environment }), url, random);

const NAME = { MATRIX_SERVER_NAME: 'example.org' };
const SET = { MATRIX_HOMESERVER_URL: 'http://127.0.0.1:8008', ...NAME };
const start = async (environment: Record<string, string> = SET) =>
  withRegistration(readConfig({ DATA_DIR: folder, ...environment }));

const tokensIn = async (): Promise<unknown[]> => {
  const { as_token, hs_token } = parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  return [as_token, hs_token];
};

describe('botmint matrix registration', () => {
  test('writes a file for its owner alone, says where it is and what to do, and shows no token', async () => {
    const env = { PATH: dirname(process.execPath), HOME: folder, DATA_DIR: folder, ...NAME };
    const ran = await runAs(process.execPath, [join(root, 'src/main.ts'), 'matrix', 'registration'], env);
    expect(ran).toMatchObject({ code: 0, err: '' });
    for (const said of [path, 'app_service_config_files', 'Restart the homeserver', 'MATRIX_HOMESERVER_URL'])
      expect(ran.out).toContain(said);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const tokens = await tokensIn();
    expect(new Set(tokens)).toHaveLength(2);
    for (const token of tokens) {
      expect(token).toMatch(/^[0-9a-f]{64}$/);
      expect(ran.out).not.toContain(token);
    }
    expect(parse(await readFile(path, 'utf8'))).toMatchObject({
      id: 'botmint',
      url: 'http://127.0.0.1:3000',
      sender_localpart: 'botmint',
      rate_limited: false,
      namespaces: {
        users: [
          { exclusive: true, regex: String.raw`@bot_.*:example\.org$` },
          { exclusive: true, regex: String.raw`@botmint:example\.org$` },
        ],
      },
    });
  });

  test('once more keeps the tokens, and changes where Botmint is and what the server is called', async () => {
    expect(await make(NAME)).toMatchObject({ path, isChanged: true });
    const tokens = await tokensIn();
    expect(await make({})).toMatchObject({ serverName: 'example.org', isChanged: false });
    const moved = await make({ MATRIX_SERVER_NAME: 'other.org:8448' }, 'https://botmint.other.org');
    expect(moved).toMatchObject({ serverName: 'other.org:8448', url: 'https://botmint.other.org' });
    expect(await make({ PORT: '4000' })).toMatchObject({ ...moved, isChanged: false });
    expect(await tokensIn()).toEqual(tokens);
  });

  test('takes a file that was written before user ids had an end in it, and ends them', async () => {
    await make(NAME);
    const written = await readFile(path, 'utf8');
    await writeFile(path, written.replaceAll(String.raw`\.org$`, String.raw`\.org`), { mode: 0o600 });
    expect(await start()).toMatchObject({ MATRIX_SERVER_NAME: 'example.org' });
    await make({});
    expect(await readFile(path, 'utf8')).toBe(written);
  });

  test('made twice at once makes one', async () => {
    await Promise.all([make(NAME), make(NAME), make(NAME)]);
    const config = await start();
    expect(await tokensIn()).toEqual([config.MATRIX_AS_TOKEN?.reveal(), config.MATRIX_HS_TOKEN?.reveal()]);
  });

  test('takes the tokens of the environment, and refuses when the file has others', async () => {
    const tokens = { MATRIX_AS_TOKEN: 'a'.repeat(32), MATRIX_HS_TOKEN: 'b'.repeat(32) };
    await make({ ...NAME, ...tokens });
    expect(await tokensIn()).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
    await make({ ...NAME, ...tokens });
    const other = make({ ...NAME, ...tokens, MATRIX_HS_TOKEN: 'c'.repeat(32) });
    await expect(other).rejects.toThrow(`${path} has other tokens than MATRIX_AS_TOKEN and MATRIX_HS_TOKEN.`);
  });

  test('says what is missing, and what is no address', async () => {
    await expect(make({})).rejects.toThrow('MATRIX_SERVER_NAME=example.org botmint matrix registration');
    const env = { PATH: dirname(process.execPath), HOME: folder, DATA_DIR: folder, ...NAME };
    const words = [join(root, 'src/main.ts'), 'matrix', 'registration', '--url', 'botmint:3000'];
    expect(await runAs(process.execPath, words, env)).toMatchObject({
      code: 64,
      out: '',
      err: '`--url` is where the homeserver reaches Botmint, as in `http://127.0.0.1:3000`\n',
    });
  });

  test('where only the command line is says where it belongs', async () => {
    await using client = await buildClient(folder);
    expect(await client.botmint(['matrix', 'registration'], { env: NAME })).toMatchObject({
      code: 64,
      out: '',
      err: expect.stringContaining('`npx --no-install botmint matrix registration`'),
    });
  });
});

describe('Botmint with MATRIX_HOMESERVER_URL', () => {
  test('takes both tokens from the registration, unless they are set', async () => {
    await make(NAME);
    const config = await start();
    expect([config.MATRIX_AS_TOKEN?.reveal(), config.MATRIX_HS_TOKEN?.reveal()]).toEqual(await tokensIn());
    const set = await start({ ...SET, MATRIX_AS_TOKEN: 'a'.repeat(32), MATRIX_HS_TOKEN: 'b'.repeat(32) });
    expect(set.MATRIX_AS_TOKEN?.reveal()).toBe('a'.repeat(32));
    expect((await start({})).MATRIX_AS_TOKEN).toBe(undefined);
  });

  test('says what is not right, and does not start', async () => {
    await expect(start()).rejects.toThrow(`there is no registration in ${path}. Make it: `);
    await make(NAME);
    await expect(start({ ...SET, MATRIX_SERVER_NAME: 'other.org' })).rejects.toThrow(
      `The registration in ${path} is for example.org, and MATRIX_SERVER_NAME is other.org.`,
    );
    await chmod(path, 0o640);
    await expect(start()).rejects.toThrow(`${path} can be read by others. Close it: chmod 600 ${path}`);
    await chmod(path, 0o600);
    const written = await readFile(path, 'utf8');
    const [asToken, hsToken] = (await tokensIn()).map(String);
    await writeFile(path, written.replaceAll(asToken ?? '', 'abc'));
    await expect(start()).rejects.toThrow(`${path} has a token of less than 16 characters. Remove it`);
    await writeFile(path, written.replaceAll(asToken ?? '', hsToken ?? ''));
    await expect(start()).rejects.toThrow(`${path} has the same token twice. Remove it`);
    const same = { MATRIX_AS_TOKEN: 'a'.repeat(32), MATRIX_HS_TOKEN: 'a'.repeat(32) };
    await expect(start({ ...SET, ...same })).rejects.toThrow('are the same, so that whoever knows one');
    for (const text of ['', 'id: other\nurl: x', '{', 'as_token: 1']) {
      await writeFile(path, text);
      await expect(start()).rejects.toThrow(`${path} is no registration of Botmint.`);
    }
  });

  test('ends with 1 and that sentence', async () => {
    const env = { ...SET, PATH: dirname(process.execPath), HOME: folder, DATA_DIR: folder, PORT: '0' };
    expect(await runAs(process.execPath, [join(root, 'src/main.ts'), 'dev'], env)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^MATRIX_HOMESERVER_URL is set, and there is no registration in .+\n$/),
    });
  });
});
