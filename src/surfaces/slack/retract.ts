import { takeBack } from '../../commands/unshown.ts';
import type { MemberActor } from '../../core/actor.ts';
import { blocksOf, fallback } from './blocks.ts';
import type { Performed } from './conversation.ts';
import type { Caller, People } from './people.ts';

/** What was done, and could not be shown. */
type Unshown = Pick<Performed, 'command'> & { outcome: { kind: 'done'; output: unknown } };

/** Takes back what could not be shown, as far as it can be. The person is told. */
export async function retract(
  { command, outcome: { output } }: Unshown,
  actor: MemberActor,
  { userId }: Caller,
  { client, deps }: People,
): Promise<void> {
  const text = await takeBack(command, output, actor, deps);
  const { channel } = await client.conversations.open({ users: userId });
  if (!channel?.id) throw new Error('conversations.open answered without a channel');
  await client.chat.postMessage({
    channel: channel.id,
    text: fallback({ text }),
    blocks: blocksOf({ text }),
  });
}
