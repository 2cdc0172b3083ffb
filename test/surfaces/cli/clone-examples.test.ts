import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { toolOf } from '../../tool.ts';
import { type Cloning, openCloning, urlOf } from './cloning.ts';

let here: Cloning;

beforeAll(async () => {
  here = await openCloning();
});

afterAll(async () => {
  await here[Symbol.asyncDispose]();
});

const Channels = z.array(z.object({ id: z.string(), name: z.string() }));

test('the seed’s examples run in a shell as they stand, with the name of our command', async ({ skip }) => {
  for (const program of ['jq', 'curl'])
    toolOf({ program, advice: `needs ${program}: apt-get install ${program}`, isInCi: true }, skip);
  const clone = await here.spun(' --seed acme-corp');
  const shell = async (line: string) => here.client.shell(line);
  const shown = await shell(`botmint clone tokens ${clone.id}`);
  expect(shown.out).toMatch(/^slack-\w+ tokens:\n  bot token   xoxb-\S+\n  user token  xoxp-\S+\n  app A/);
  const api = `${urlOf(clone)}/api`;
  const listed = await shell(
    `BOT=$(botmint clone tokens ${clone.id} --json | jq -r .botToken)\n` +
      `curl -s ${api}/channels -H "authorization: Bearer $BOT"`,
  );
  const general = Channels.parse(JSON.parse(listed.out)).find(({ name }) => name === 'general')?.id ?? '';
  const posted = await shell(
    `BOT=$(botmint clone tokens ${clone.id} --json | jq -r .botToken)\n` +
      `curl -s ${api}/messages -H "authorization: Bearer $BOT" -d channel=${general} -d text=Hello\n` +
      `botmint clone tokens ${clone.id} --reprovision >/dev/null\n` +
      `curl -s -o /dev/null -w '%{http_code}' "${api}/messages?channel=${general}" -H "authorization: Bearer $BOT"`,
  );
  // Said with the first pair, which is refused once there is another.
  expect(posted.out).toMatch(/"text":"Hello".*401$/s);
});
