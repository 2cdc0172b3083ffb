import { z } from 'zod';
import { code, say } from '../../core/text.ts';
import { bridge } from './bridge.ts';
import { send } from './door.ts';
import { failure } from './failure.ts';
import type { Here } from './own.ts';

/** What whoever has the workspaces says of the one that was asked for. */
const Place = z.object({ id: z.string(), url: z.string() });

const Answered = z.object({ ok: z.boolean(), error: z.string().optional() });

/** MCP over stdio for a local workspace, as whoever the token in the environment is. @throws Failure */
export async function cloneMcp({ outside, settings }: Here, place: unknown): Promise<void> {
  const { id, url: address } = Place.parse(place);
  const tokens = code(`botmint clone tokens ${id}`);
  const { SLACK_MCP_TOKEN: credential } = settings;
  // A model is given what somebody chose to give it, and not the bot's token because that is at hand.
  if (!credential)
    throw failure(
      'not_logged_in',
      say`Set ${code('SLACK_MCP_TOKEN')} to the token that the model is to have. ${tokens} shows two: with the bot's it acts as the bot, with the user's as a person.`,
    );
  const door = { address, credential, advice: say`${code(`botmint clone status ${id}`)} says how it is.` };
  const who = Answered.safeParse((await send(door, { path: '/api/auth.test' })).body);
  if (!who.data?.ok)
    throw failure(
      'not_logged_in',
      say`${id} does not take the token in ${code('SLACK_MCP_TOKEN')}: ${who.data?.error ?? 'no answer'}. ${tokens} shows those that it takes.`,
    );
  const { stdin, stdout } = outside;
  await bridge({ who: id, door: async () => door, stdin, stdout });
}
