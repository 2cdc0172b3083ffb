import { z } from 'zod';
import { tokenOf } from '../../commands/declare.ts';
import { execute } from '../../commands/execute.ts';
import type { MemberActor } from '../../core/actor.ts';
import { bold, code, command, say, type Text } from '../../core/text.ts';
import { shortId } from '../../core/tokens.ts';
import { blocksOf, fallback } from './blocks.ts';
import type { Performed } from './conversation.ts';
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

/** A webhook whose signing key is new. */
const Keyed = z.object({ username: z.string(), name: z.string() });

/** What was done, and could not be shown. */
type Unshown = Pick<Performed, 'command'> & { outcome: { kind: 'done'; output: unknown } };

/**
 * A token that could not be shown is one that nobody has: it is revoked, which takes back its rotation and opens its
 * claim again. A signing key stays, as what it signs goes to its owner alone. The person is told.
 */
export async function retract(
  { command: asked, outcome: { output } }: Unshown,
  actor: MemberActor,
  { userId }: Caller,
  people: People,
): Promise<void> {
  const isToken = tokenOf(asked, output) !== undefined;
  const text = isToken
    ? await revoke(Minted.parse(output), actor, people)
    : keyUnshown(Keyed.parse(output), people);
  const { channel } = await people.client.conversations.open({ users: userId });
  if (!channel?.id) throw new Error('conversations.open answered without a channel');
  await people.client.chat.postMessage({
    channel: channel.id,
    text: fallback({ text }),
    blocks: blocksOf({ text }),
  });
}

async function revoke(minted: Minted, actor: MemberActor, { deps }: People): Promise<Text> {
  const { id, username } = minted;
  const outcome = await execute(commandNamed('tokens revoke', deps), { id }, actor, deps, true);
  const isRevoked = outcome.kind === 'done';
  deps.log.warn(`the new token ${id} could not be shown, and is ${isRevoked ? '' : 'not '}revoked`);
  return isRevoked ? revoked(minted) : stillAlive(id, username);
}

function keyUnshown({ username, name }: z.output<typeof Keyed>, { deps }: People): Text {
  const webhook = `${username}/${name}`;
  deps.log.warn(`the new signing key of ${webhook} could not be shown`);
  return say`The new signing key of ${bold(webhook)} could not be shown to you, and is in use. To have one that you can see: ${command(`webhooks rotate-secret ${webhook}`)}`;
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
