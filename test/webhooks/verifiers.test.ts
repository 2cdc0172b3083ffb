import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { signatureHeaders } from '../../src/core/webhook-signature.ts';
import { OPENSSL, run, toolOf } from '../tool.ts';

const FOLDER = join(import.meta.dirname, '../../docs/webhooks');
const BODY = '{"update_id":7,"message":{"text":"hé \\u2028 👩‍👧"},"room":"!a:example.org"}';
const TEXT = 'correct-horse-battery-staple-42';
const WRITTEN = `whsec_${Buffer.from('00ff10'.repeat(8), 'hex').toString('base64')}`;

/** A request, as a verifier of the docs is given it. */
interface Given {
  secret: string;
  body: string;
  id: string;
  time: string;
  signature: string;
}

function sent(secrets: readonly string[] = [TEXT], body = BODY, at = new Date()): Given {
  const all = secrets.map((each) => new Secret(each));
  const headers = signatureHeaders({ scheme: 'standard', secrets: all, id: 'msg_01JCKAT', at, body });
  const [secret = ''] = secrets;
  const part = (name: string): string => headers[`webhook-${name}`] ?? '';
  return { secret, body, id: part('id'), time: part('timestamp'), signature: part('signature') };
}

const UNFIT = 'no signature fits this secret and this body';
const LATE = 'it was not signed within the last 5 minutes';

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);
const withOther = (given: Given): Given => ({ ...given, signature: `v1a,AAAA ${given.signature}` });

/** One of the docs, and what runs it. */
interface Verifier {
  file: string;
  find: (skip: (note: string) => never) => Promise<{ program: string; args: readonly string[] }>;
}

const PYTHON = { program: 'python3', advice: 'needs Python: apt-get install python3', isInCi: true };
const GO = { program: 'go', advice: 'needs Go: apt-get install golang-go', isInCi: false };

let built: Promise<string> | undefined;

// With Go's cache kept from one run to the next: to build its library anew takes many seconds.
async function build(go: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-go-'));
  const program = join(folder, 'verify');
  const env = { GOCACHE: join(tmpdir(), 'botmint-go-cache'), GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  const { code, output } = await run(go, ['build', '-o', program, join(FOLDER, 'verify.go')], { env });
  if (code !== 0) throw new Error(output);
  return program;
}

afterAll(async () => {
  if (built) await rm(dirname(await built), { recursive: true });
});

const verifiers: readonly Verifier[] = [
  {
    file: 'verify.mjs',
    find: async () => ({ program: process.execPath, args: [join(FOLDER, 'verify.mjs')] }),
  },
  {
    file: 'verify.py',
    find: async (skip) => ({ program: toolOf(PYTHON, skip), args: [join(FOLDER, 'verify.py')] }),
  },
  {
    file: 'verify.go',
    find: async (skip) => ({ program: await (built ??= build(toolOf(GO, skip))), args: [] }),
  },
  {
    file: 'verify.sh',
    find: async (skip) => {
      toolOf(OPENSSL, skip);
      return { program: 'sh', args: [join(FOLDER, 'verify.sh')] };
    },
  },
];

describe.each(verifiers)('$file', { timeout: 120_000 }, ({ find }) => {
  async function told(given: Given, skip: (note: string) => never) {
    const { program, args } = await find(skip);
    const { secret, body, id, time, signature } = given;
    const env = { WEBHOOK_ID: id, WEBHOOK_TIMESTAMP: time, WEBHOOK_SIGNATURE: signature };
    return run(program, [...args, secret], { input: body, env });
  }

  test.for(
    Object.entries({
      'a delivery': () => sent(),
      'one that is signed with a key in base64': () => sent([WRITTEN]),
      'one with a secret that only looks like base64': () => sent(['whsec_not-base64-but-long-enough']),
      'one with a secret of another script': () => sent(['пароль-🔑-密码-and-then-some']),
      'the old secret of a rotation': () => sent([TEXT, WRITTEN]),
      'the new secret of a rotation': () => ({ ...sent([TEXT, WRITTEN]), secret: WRITTEN }),
      'one with a signature of another kind before': () => withOther(sent()),
      'a body of 256 KiB with lines in it': () => sent([TEXT], 'é\n'.repeat(87_381)),
      'one from a clock that is 4 minutes ahead': () => sent([TEXT], BODY, minutes(4)),
      'one that was signed 4 minutes ago': () => sent([TEXT], BODY, minutes(-4)),
    }),
  )('takes %s', async ([, given], { skip }) => {
    expect(await told(given(), skip)).toEqual({ code: 0, output: 'valid' });
  });

  test.for(
    Object.entries({
      'another body': () => [{ ...sent(), body: BODY.replace('7', '8') }, UNFIT],
      'another id': () => [{ ...sent(), id: 'msg_01JCKAU' }, UNFIT],
      'another time': () => [{ ...sent(), time: String(Number(sent().time) - 1) }, UNFIT],
      'another secret': () => [{ ...sent(), secret: `${TEXT}3` }, UNFIT],
      'a secret that was taken as text': () => [{ ...sent([WRITTEN]), secret: WRITTEN.slice(6) }, UNFIT],
      'half of a signature': () => [{ ...sent(), signature: sent().signature.slice(0, 20) }, UNFIT],
      'a signature that is a pattern': () => [{ ...sent(), signature: 'v1,* v1, *' }, UNFIT],
      'a signature of another kind': () => [
        { ...sent(), signature: `v2${sent().signature.slice(2)}` },
        UNFIT,
      ],
      'one that was signed 6 minutes ago': () => [sent([TEXT], BODY, minutes(-6)), LATE],
      'one that is signed 6 minutes ahead': () => [sent([TEXT], BODY, minutes(6)), LATE],
      'a time that is none': () => [{ ...sent(), time: 'soon' }, LATE],
      'a time that goes on and on': () => [{ ...sent(), time: '9'.repeat(40) }, LATE],
      'no secret': () => [{ ...sent(), secret: '' }, 'there is no secret'],
    } satisfies Record<string, () => [Given, string]>),
  )('refuses %s', async ([, given], { skip }) => {
    const [request, why] = given();
    expect(await told(request, skip)).toEqual({ code: 1, output: why });
  });

  test.for(['WEBHOOK_ID', 'WEBHOOK_TIMESTAMP', 'WEBHOOK_SIGNATURE'])(
    'refuses one without %s',
    async (name, { skip }) => {
      const { program, args } = await find(skip);
      const { id, time, signature, body } = sent();
      const env = { WEBHOOK_ID: id, WEBHOOK_TIMESTAMP: time, WEBHOOK_SIGNATURE: signature };
      const rest = Object.fromEntries(Object.entries(env).filter(([each]) => each !== name));
      expect(await run(program, [...args, TEXT], { input: body, env: rest })).toEqual({
        code: 1,
        output: 'a webhook- header is missing',
      });
    },
  );
});
