import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Cloning, openCloning } from './cloning.ts';
import { signIn } from '../../slack-clone/person.ts';

let here: Cloning;

beforeAll(async () => {
  here = await openCloning();
});

afterAll(async () => {
  await here[Symbol.asyncDispose]();
});

describe('the workspace that Botmint is in', () => {
  test('is listed, and is neither stopped nor destroyed', async () => {
    expect((await here.ask('ls')).out).toMatch(/\nslack-local  Local workspace  full  running  http/);
    for (const line of ['stop slack-local', 'destroy slack-local --yes']) {
      const { code, err } = await here.ask(line);
      expect([code, err]).toEqual([1, expect.stringMatching(/where Botmint itself is.*\[CLONE_BUILT_IN\]/)]);
    }
  });

  test.each(['tokens slack-local --reprovision', 'reset slack-local'])('goes on after %s', async (line) => {
    const name = line.split(' ')[0] ?? '';
    await using before = await here.botmint.person('bob');
    await before.command(`/bots create before-${name}`);
    const old = await here.pairOf('slack-local');
    expect(await here.ask(line)).toMatchObject({ code: 0 });
    const now = await here.pairOf('slack-local');
    expect(now.botToken === old.botToken).toBe(name === 'reset');
    await using bob = await here.botmint.person('bob');
    await bob.command(`/bots show before-${name}`);
    expect(JSON.stringify(await bob.nextEvent('ephemeral'))).toMatch(/Owner.*bob/);
  });
});

describe('what goes wrong has a name, and says what to run next', () => {
  test.each([
    ['spin stripe', 'TEMPLATE_NOT_FOUND', 'botmint clone spin slack'],
    ['spin slack --mode none', 'INVALID_INPUT', 'botmint help clone spin'],
    ['spin slack --seed nothing', 'SEED_VALIDATION', 'acme-corp, small, medium, large'],
    ['tokens slack-zzzz', 'CLONE_NOT_FOUND', 'botmint clone ls'],
    ['seed slack-local', 'INVALID_INPUT', 'Fixture is missing'],
  ])('%s: %s', async (line, name, next) => {
    const { code, out, err } = await here.ask(line);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(next) });
    const inJson = await here.ask(`${line} --json`);
    expect([inJson.code, JSON.parse(inJson.out)]).toMatchObject([1, { ok: false, error: name }]);
  });

  test('a port that is taken', async () => {
    await using other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());
    const { code, err } = await here.ask(`spin slack --port ${port}`);
    expect([code, err]).toEqual([1, expect.stringContaining(`Port ${port} is taken by another program.`)]);
  });

  test('a fixture of one’s own, by the first faults in it', async () => {
    const path = join(here.botmint.dataFolder, 'team.yml');
    const zoe = { name: 'zoe', real_name: 'Zoe' };
    const said = (by: string) => ({
      people: [zoe],
      channels: [{ name: 'zoo', messages: [{ by, text: 'Hi' }] }],
    });
    await writeFile(path, JSON.stringify(said('max')));
    expect((await here.ask(`seed slack-local -f ${path}`)).err).toMatch(
      /no fixture, and nothing was changed\. channels\.0: names max, who is not among the people \[SEED_VALIDATION\]/,
    );
    await writeFile(path, JSON.stringify(said('zoe')));
    expect((await here.ask(`seed slack-local -f ${path}`)).out).toContain(
      '1 new person, 1 new channel, 1 message.',
    );
    await using somebody = await signIn(here.botmint.workspace, 'zoe');
    expect(somebody.id).toMatch(/^U/);
  });

  test('a registry that others can read, by how to close it', async () => {
    const path = join(here.botmint.dataFolder, 'registry.json');
    await chmod(path, 0o644);
    const { code, err } = await here.ask('tokens slack-local');
    await chmod(path, 0o600);
    expect([code, err]).toEqual([1, expect.stringContaining(`Run: chmod 600 ${path} [REGISTRY_CORRUPT]`)]);
  });

  test('that nothing runs', async () => {
    const { code, err } = await here.ask('ls', { DATA_DIR: '/nowhere' });
    expect([code, err]).toEqual([1, expect.stringContaining('`npm start`')]);
    const { out } = await here.ask('ls --json', { DATA_DIR: '/nowhere' });
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: 'CONTROL_PLANE_DOWN' });
  });

  test('that nobody but the operator is answered', async () => {
    const asked = { command: 'tokens', input: { id: 'slack-local' }, confirmed: true, folder: '/' };
    const headers = { 'content-type': 'application/json', authorization: 'Bearer af_control_0' };
    const response = await fetch(`${here.botmint.api}/clone`, {
      method: 'POST',
      headers,
      body: JSON.stringify(asked),
    });
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { ok: false, error: 'NOT_THE_OPERATOR' },
    ]);
  });
});
