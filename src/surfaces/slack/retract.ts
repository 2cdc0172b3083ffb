import { z } from 'zod';
import { execute } from '../../commands/execute.ts';
import type { MemberActor } from '../../core/actor.ts';
import { bold, code, command, say, type Text } from '../../core/text.ts';
import { shortId } from '../../core/tokens.ts';
import { blocksOf, fallback } from './blocks.ts';
import type { Caller, People } from './people.ts';
import { commandNamed } from './press.ts';

const Minted = z.object({
  id: z.string(),
  username: z.string(),
  claim: z.string().optional(),
  /** The token it takes the place of, and until when that lives. */
  replaces: z.string().nullish(),
  replaced_until: z.date().nullish(),
});

type Minted = z.output<typeof Minted>;

/**
 * A token that could not be shown is one that nobody has: it is revoked, which takes back its rotation and opens its
 * claim again, and the person is told.
 */
export async function retract(
  output: unknown,
  actor: MemberActor,
  { userId }: Caller,
  people: People,
): Promise<void> {
  const minted = Minted.parse(output);
  const { id, username } = minted;
  const revoke = commandNamed('tokens revoke', people.deps);
  const outcome = await execute(revoke, { id }, actor, people.deps, true);
  const text = outcome.kind === 'done' ? revoked(minted) : stillAlive(id, username);
  people.deps.log.warn(
    `the new token ${id} could not be shown, and is ${outcome.kind === 'done' ? '' : 'not '}revoked`,
  );
  const { channel } = await people.client.conversations.open({ users: userId });
  if (!channel?.id) throw new Error('conversations.open answered without a channel');
  await people.client.chat.postMessage({
    channel: channel.id,
    text: fallback({ text }),
    blocks: blocksOf({ text }),
  });
}

function revoked(minted: Minted): Text {
  return say`The new token for ${bold(minted.username)} could not be shown to you, so ${code(shortId(minted.id))} is revoked: nobody has it. ${again(minted)}`;
}

function again({ username, claim, replaces, replaced_until: until }: Minted): Text {
  if (claim !== undefined) return say`Press ${bold('Show token')} again.`;
  return replaces && until
    ? say`The old one goes on as before. Try again: ${command(`tokens rotate start ${shortId(replaces)}`)}`
    : say`Try again: ${command(`tokens issue -u ${username} -e 100d`)}`;
}

function stillAlive(id: string, username: string): Text {
  return say`The new token for ${bold(username)} could not be shown to you, nor revoked. Nobody has it; end it: ${command(`tokens revoke ${shortId(id)}`)}`;
}
