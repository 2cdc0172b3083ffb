import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { startBotmint } from '../../running.ts';
import { issue } from '../rest/calling.ts';
import { saidTo } from '../slack/asking.ts';
import { openDoor } from './door.ts';

const SUITE = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));

const FIXTURE = 'it asks for a tool or a resource that the suite’s own example server has';
const NOTHING_ASKED = 'commands ask back for nothing: what is left out is refused with a sentence';
const NO_PROMPTS = 'there are no prompts, so prompts are no capability of ours';
const NO_LOG = 'nothing is logged to clients, so logging is no capability of ours';
const NO_STREAM = 'no stream and no session stays open, for it would outlive its token';

/** Every scenario that does not pass, and why. */
const EXPECTED: Record<string, string> = {
  'json-schema-2020-12': FIXTURE,
  'resources-read-binary': FIXTURE,
  'resources-read-text': FIXTURE,
  'resources-templates-read': FIXTURE,
  'tools-call-audio': FIXTURE,
  'tools-call-embedded-resource': FIXTURE,
  'tools-call-error': FIXTURE,
  'tools-call-image': FIXTURE,
  'tools-call-mixed-content': FIXTURE,
  'tools-call-simple-text': FIXTURE,
  'tools-call-with-progress': FIXTURE,
  'elicitation-sep1034-defaults': NOTHING_ASKED,
  'elicitation-sep1330-enums': NOTHING_ASKED,
  'tools-call-elicitation': NOTHING_ASKED,
  'tools-call-sampling': NOTHING_ASKED,
  'logging-set-level': NO_LOG,
  'tools-call-with-logging': NO_LOG,
  'prompts-get-embedded-resource': NO_PROMPTS,
  'prompts-get-simple': NO_PROMPTS,
  'prompts-get-with-args': NO_PROMPTS,
  'prompts-get-with-image': NO_PROMPTS,
  'prompts-list': NO_PROMPTS,
  'resources-subscribe': NO_STREAM,
  'resources-unsubscribe': NO_STREAM,
  'server-sse-multiple-streams': NO_STREAM,
  'server-sse-polling': NO_STREAM,
};

const PASSED = [
  'completion-complete',
  'dns-rebinding-protection',
  'ping',
  'resources-list',
  'server-initialize',
  'tools-list',
];

test('every server scenario of the conformance suite passes, or is named with the reason why not', async () => {
  await using botmint = await startBotmint();
  await using alice = await botmint.person('alice');
  await saidTo(alice, '/bots create steve');
  // The suite asks more in a second than the other tiers allow.
  await saidTo(alice, '/bots set-tier steve enterprise');
  const { token } = await issue(alice, '-u steve -e 3d -s "bots:read tokens:read audit:read"');
  await using door = await openDoor(botmint, token);
  const outcomes = await runSuite(door.url);
  const failing = outcomes.filter(({ passed }) => !passed).map(({ name }) => name);
  const passing = outcomes.filter(({ passed }) => passed).map(({ name }) => name);
  expect(failing.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  expect(passing.toSorted()).toEqual(PASSED);
  expect(botmint.logged).toEqual([]);
}, 60_000);

const Checks = z.array(z.object({ status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']) }));

/** What became of each scenario: it passed if nothing failed and nothing was warned of. */
async function runSuite(url: string): Promise<{ name: string; passed: boolean }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const asked = ['server', '--url', url, '--suite', 'all', '--output-dir', folder];
    await once(spawn(process.execPath, [SUITE, ...asked], { stdio: 'ignore' }), 'close');
    const outcomes = (await readdir(folder)).map(async (scenario) => {
      const [, name = ''] = /^server-(.*)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(scenario) ?? [];
      const checks = Checks.parse(JSON.parse(await readFile(join(folder, scenario, 'checks.json'), 'utf8')));
      const statuses = checks.map(({ status }) => status).filter((status) => status !== 'INFO');
      return { name, passed: statuses.length > 0 && statuses.every((status) => status === 'SUCCESS') };
    });
    return await Promise.all(outcomes);
  } finally {
    await rm(folder, { recursive: true });
  }
}
