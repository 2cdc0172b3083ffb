/**
 * What there is at least to do: signs and posts, so many at once to so many paths, and nothing else. In a process of its
 * own; told by a message what to post, it answers with how long that took.
 */
import { Agent, request } from 'undici';
import { z } from 'zod';
import { Secret } from '../../src/core/secret.ts';
import { signatureHeaders } from '../../src/core/webhook-signature.ts';
import { clock, ids } from '../../src/system.ts';

const Told = z.object({ url: z.string(), paths: z.int(), atOnce: z.int(), times: z.int(), body: z.string() });

const agent = new Agent({ pipelining: 1 });
const secrets = [new Secret('correct-horse-battery-staple-42')];

async function post({ url, paths, atOnce, times, body }: z.infer<typeof Told>): Promise<number> {
  let next = 0;
  const began = performance.now();
  const one = async (): Promise<void> => {
    while (next < times) {
      const path = `/bare-${next % paths}`;
      next += 1;
      const signed = signatureHeaders({
        scheme: 'agentflow',
        secrets,
        id: ids.make(),
        at: clock.now(),
        body,
      });
      const headers = { 'content-type': 'application/json', 'user-agent': 'bare', ...signed };
      const { body: answer } = await request(url + path, {
        method: 'POST',
        headers,
        body,
        dispatcher: agent,
      });
      await answer.dump();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return performance.now() - began;
}

process.on('message', (message) => {
  void post(Told.parse(message)).then((took) => process.send?.({ took }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
