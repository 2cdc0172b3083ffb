import type { Spoken } from '../words.ts';
import { typedSecretIn } from '../typed-secret.ts';
import { bold, code, command as typed, joined, say, type Text } from '../../core/text.ts';
import type { Heard } from './bot.ts';
import { contentOf } from './dress.ts';

/** What is left of a token that somebody typed: the rest was cut out before it was kept. */
const CUT = /(?:af_bot_|af_control_|eyJ)…/;

export const holdsCutToken = (text: string): boolean => CUT.test(text);

/** For a token that was typed: it goes no further, the message is taken away where it may be, and the person is told. */
export async function refuseToken(heard: Heard): Promise<void> {
  const what = say`What is typed here stays in the hands of the homeserver, so count that token as seen and end it: ${typed('tokens revoke')} with its id.`;
  await heard.place.say(contentOf({ text: joined(what, await takenAway(heard)) }));
}

/** The same for another secret that was typed where others read it. False: there is none. */
export async function refuseSecret(
  command: Spoken,
  raw: Readonly<Record<string, string>>,
  heard: Heard,
): Promise<boolean> {
  const seen = typedSecretIn(command, raw);
  if (!seen) return false;
  const what = say`${bold(seen.label)}: others read what is typed here, so count it as seen and take another. In a direct message with me ${typed(command.name)} takes it.`;
  await heard.place.say(contentOf({ text: joined(what, await takenAway(heard)) }));
  return true;
}

/** For one that was typed to me alone: it is used, and its message taken away before that, where it may be. */
export async function clearSecret(heard: Heard): Promise<void> {
  await heard.place.say(contentOf({ text: await takenAway(heard) }));
}

/** Takes away the message that was heard, and says whether it could. */
async function takenAway({ place, eventId }: Heard): Promise<Text> {
  const isGone = await place.redact(eventId, 'It held a secret.');
  return isGone
    ? say`I took your message away.`
    : say`I may not take your message away here: remove it yourself, with ${code('Remove')} in its menu.`;
}
