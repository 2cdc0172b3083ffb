import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { bold, code, command, say, type Text } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import { type Command, tokenOf } from './declare.ts';
import { type Deps, execute } from './execute.ts';
import { commandNamed } from './unknown-command.ts';

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

/**
 * For what was done, and could not be shown. A token is one that nobody has then: it is revoked, which takes back its
 * rotation and opens its claim again. A signing key stays, as what it signs goes to its owner alone. Resolves with what
 * the person is told.
 */
export async function takeBack(asked: Command, output: unknown, actor: Actor, deps: Deps): Promise<Text> {
  if (tokenOf(asked, output) !== undefined) return revoke(Minted.parse(output), actor, deps);
  const keyed = Keyed.safeParse(output).data;
  return keyed
    ? keyUnshown(keyed, deps)
    : say`The answer could not be shown to you. Ask again: ${command(asked.name)}`;
}

async function revoke(minted: Minted, actor: Actor, deps: Deps): Promise<Text> {
  const { id, username } = minted;
  const outcome = await execute(commandNamed('tokens revoke', deps), { id }, actor, deps, true);
  const isRevoked = outcome.kind === 'done';
  deps.log.warn(`the new token ${id} could not be shown, and is ${isRevoked ? '' : 'not '}revoked`);
  return isRevoked ? revoked(minted) : stillAlive(id, username);
}

function keyUnshown({ username, name }: z.output<typeof Keyed>, deps: Deps): Text {
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
