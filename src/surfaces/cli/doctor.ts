import { z } from 'zod';
import { connect, refuseNobody } from './connect.ts';
import { ask, doneIn } from './door.ts';
import { OWN_EXITS } from './exits.ts';
import type { Here } from './own.ts';

const Report = z.object({ healthy: z.boolean() });

/** What the server says of itself; that none answers is an answer, too. */
export async function doctor({ asked, outside, settings, screen }: Here): Promise<number> {
  const connection = await connect(outside, settings);
  refuseNobody(connection);
  using _waiting = screen.waiting(`Waiting for ${connection.address} …`);
  const answer = doneIn(await ask(connection, { command: 'doctor', input: {}, confirmed: true }));
  if (asked.flags.json) screen.json({ ok: true, ...answer.output });
  else screen.show(answer.document);
  return Report.parse(answer.output).healthy ? 0 : OWN_EXITS.not_ok;
}
