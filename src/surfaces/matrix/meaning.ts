import { findDirect } from '../../commands/matrix-directs.ts';
import { knownMember } from '../../commands/matrix-hearing.ts';
import { overFor, passPrompts, type Prompt, promptFor } from '../../commands/matrix-prompts.ts';
import type { Id } from '../../core/ids.ts';
import type { RoomEvent } from '../../core/matrix.ts';
import { typedSecretIn } from '../typed-secret.ts';
import { read } from '../words.ts';
import { goOn } from './answering.ts';
import { type Answer, isMeantFor, pressedAnswer, typedAnswer } from './answer.ts';
import { actorOf, type CommandBot, type Heard, isInPrivate } from './bot.ts';
import { converse } from './conversation.ts';
import { sayOver } from './over.ts';
import { lineIn, reactionIn, type Said, saidIn } from './reading.ts';
import { isStray, sayUnknown } from './stray.ts';
import { clearSecret, holdsCutToken, refuseSecret, refuseToken } from './typed.ts';

/** What somebody wants of the command bot. */
export interface Meant {
  /** The message that the answer is a reply to. */
  about: string;
  thread: string | undefined;
  work(heard: Heard): Promise<void>;
}

/** Of whose homeserver it is told, and since when. */
export interface Told {
  organization: Id<'organization'>;
  receivedAt: Date;
}

/** Undefined for what is none of its business. */
export async function meantBy(
  event: RoomEvent,
  { organization, receivedAt }: Told,
  bot: CommandBot,
): Promise<Meant | undefined> {
  if (event.type === 'm.reaction') return pressed(event, organization, bot);
  const said = event.type === 'm.room.message' ? saidIn(event) : undefined;
  if (!said) return undefined;
  const words = new Set(bot.catalogue.map(({ name }) => name.split(' ')[0] ?? ''));
  const line = lineIn(said, { self: bot.homeserver.self, words });
  const where = { about: event.event_id, thread: said.thread };
  if (line !== undefined) return { ...where, work: (heard) => obey(line, heard, bot) };
  const member = await knownMember(bot.deps, { organization, userId: event.sender });
  if (!member) return undefined;
  const answered = await answeredBy(
    said,
    event,
    { organization, member: member.id, typedAt: receivedAt },
    bot,
  );
  if (answered) {
    const { prompt, answer } = answered;
    return {
      ...where,
      work: (heard) => (holdsCutToken(said.text) ? refuseToken(heard) : goOn(prompt, answer, heard, bot)),
    };
  }
  const { event_id: by, room_id: room } = event;
  const over = await overFor(bot.deps, { organization, member: member.id, room, event: said.repliesTo, by });
  if (over && isIn(over, said) && isMeantFor(over.state, said.text))
    return { ...where, work: (heard) => sayOver(over, heard, bot) };
  const direct = await findDirect(bot.deps, { organization, member: member.id });
  if (direct?.room !== room) return undefined;
  return { ...where, work: (heard) => obey(said.text.replace(/^!/, ''), heard, bot) };
}

/** Whether it was said where that was asked. */
const isIn = ({ thread, eventId }: Prompt, said: Said): boolean =>
  said.thread === (thread ?? undefined) || said.thread === eventId;

async function pressed(
  event: RoomEvent,
  organization: Id<'organization'>,
  bot: CommandBot,
): Promise<Meant | undefined> {
  const reaction = reactionIn(event);
  const member = reaction && (await knownMember(bot.deps, { organization, userId: event.sender }));
  if (!member) return undefined;
  const { event_id: by, room_id: room } = event;
  const asked = { organization, member: member.id, room, event: reaction.to, by };
  const open = await promptFor(bot.deps, asked);
  const prompt = open ?? (await overFor(bot.deps, asked));
  const answer = prompt && pressedAnswer(prompt.state, reaction.key);
  if (!answer) return undefined;
  return {
    about: reaction.to,
    thread: prompt.thread ?? undefined,
    work: (heard) => (open ? goOn(prompt, answer, heard, bot) : sayOver(prompt, heard, bot)),
  };
}

async function answeredBy(
  said: Said,
  { event_id: by, room_id: room }: RoomEvent,
  whose: { organization: Id<'organization'>; member: Id<'member'>; typedAt: Date },
  { deps }: CommandBot,
): Promise<{ prompt: Prompt; answer: Answer } | undefined> {
  const asked = { ...whose, room, by };
  const replied = said.repliesTo && (await promptFor(deps, { ...asked, event: said.repliesTo }));
  const prompt = replied || (await promptFor(deps, asked));
  const answer = prompt && isIn(prompt, said) ? typedAnswer(prompt.state, said.text) : undefined;
  return answer && prompt && { prompt, answer };
}

/** Asks what was typed as a command. */
async function obey(line: string, heard: Heard, bot: CommandBot): Promise<void> {
  if (holdsCutToken(line)) return refuseToken(heard);
  const { id: member } = await actorOf(heard, bot);
  const { room } = heard.place;
  const whose = { organization: heard.organization, member, room };
  if (isStray(line, bot.catalogue)) return sayUnknown(line, await promptFor(bot.deps, whose), heard, bot);
  // Of what is only written wrong, too, a question goes on.
  const { command, raw } = read(line, bot.catalogue);
  await passPrompts(bot.deps, whose);
  const isAlone = typedSecretIn(command, raw) !== undefined && (await isInPrivate(heard, bot));
  if (!isAlone && (await refuseSecret(command, raw, heard))) return;
  if (isAlone) await clearSecret(heard);
  await converse({ command: command.name, input: raw, confirmed: false }, heard, bot);
}
