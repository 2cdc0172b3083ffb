import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { signatureHeaders } from '../../src/core/webhook-signature.ts';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { SECRET } from './hook.ts';

const PROGRAM = join(import.meta.dirname, '../../docs/webhooks/receive.mjs');
const BODY = '{"id":"e1","event":"token.revoked","data":{}}';

/** The receiver of the docs, as a person starts it, and a way out that reaches it. */
async function openTry() {
  await using stack = new AsyncDisposableStack();
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--secret', SECRET], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stack.defer(async () => {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const [url = ''] = /http:\S+/.exec(await line()) ?? [];
  const egress = stack.use(openEgress({ allowed: ['127.0.0.0/8'] }));
  const opened = stack.move();
  return {
    line,
    async send(id: string, { secret = SECRET, body = BODY } = {}): Promise<number | null> {
      const secrets = [new Secret(secret)];
      const headers = signatureHeaders({ scheme: 'agentflow', secrets, id, at: new Date(), body });
      const { status } = await egress.post({ url, headers, body, timeoutMs: 10_000 });
      return status;
    },
    url,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

test('the receiver to try it with tells each event once, however often it comes', async () => {
  await using receiver = await openTry();
  expect(await receiver.send('e1')).toBe(204);
  expect(await receiver.line()).toBe(`e1 ${BODY}`);
  expect(await receiver.send('e1')).toBe(204);
  expect(await receiver.line()).toBe('e1 again, passed over');
  expect(await receiver.send('e2')).toBe(204);
  expect(await receiver.line()).toBe(`e2 ${BODY}`);
});

test('it refuses what is not signed with its secret, what is too large, and what is no POST', async () => {
  await using receiver = await openTry();
  expect(await receiver.send('e1', { secret: 'a-secret-that-is-not-of-this-one' })).toBe(401);
  expect(await receiver.line()).toBe('refused: no signature fits this secret and this body');
  expect(await receiver.send('e1', { body: 'x'.repeat(1_100_000) })).toBe(413);
  expect((await fetch(receiver.url)).status).toBe(405);
  // What was refused was not had.
  expect(await receiver.send('e1')).toBe(204);
  expect(await receiver.line()).toBe(`e1 ${BODY}`);
});
