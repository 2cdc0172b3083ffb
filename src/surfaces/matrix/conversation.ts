import type { Command } from '../../commands/declare.ts';
import { executeHeard, type Outcome } from '../../commands/execute.ts';
import { inputsOf } from '../../commands/declared.ts';
import type { Replayed } from '../../commands/once.ts';
import { isPrivate, mayAsk } from '../../commands/secrecy.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import type { MemberActor } from '../../core/actor.ts';
import type { Question } from '../../core/document.ts';
import { AppError } from '../../core/errors.ts';
import { serverOf } from '../../core/matrix.ts';
import { Unreachable } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { bold, code, joined, say, type Text } from '../../core/text.ts';
import { absolute } from '../../core/times.ts';
import { openInputs } from '../numbered.ts';
import { type Filling, nextIn } from './asking.ts';
import {
  actorOf,
  type Asker,
  type CommandBot,
  type Heard,
  isFromElsewhere,
  isInPrivate,
  isLate,
} from './bot.ts';
import { whyAside } from './company.ts';
import { contentOf } from './dress.ts';
import { askYes, pose, present } from './pose.ts';
import { reveal } from './reveal.ts';

/** A command with its inputs, as somebody typed, pressed or answered it. */
export interface Request {
  command: string;
  input: Record<string, string | number>;
  /** They said yes to it. */
  confirmed: boolean;
  /** The inputs that they were asked for. */
  asked?: readonly string[];
}

/** Asks, and answers where the person waits. What is missing is asked for. */
export async function converse(request: Request, heard: Heard, bot: CommandBot): Promise<void> {
  const command = commandNamed(request.command, bot.deps);
  const wantsPrivacy = isPrivate(command, Object.keys(request.input));
  const isSpoilt = inputsOf(command).some(({ name, unrecorded }) => unrecorded && name in request.input);
  const isKept = !isSpoilt && isFromElsewhere(heard, bot);
  const isAlone = wantsPrivacy && !isKept && (await isInPrivate(heard, bot));
  const actor = await actorOf(heard, bot, { fresh: command.effect === 'destroy', isAlone });
  const asker = { actor, heard, bot };
  // What opened something is nobody's any more, and its command says so.
  if (wantsPrivacy && !isAlone && !isSpoilt && mayAsk(command, { ...actor, isAlone: true }))
    return isKept ? refuseElsewhere(command, asker) : moveAside(command, request, asker);
  const isUnsure = command.effect === 'destroy' && isLate(heard, bot);
  if (isUnsure && !command.confirm) return askYes(whileAway(command, asker), request, asker);
  const outcome = await executeHeard(command, request.input, actor, bot.deps, {
    key: heard.eventId,
    confirmed: request.confirmed && !isUnsure,
  });
  await conclude(command, request, outcome, asker);
}

async function conclude(
  command: Command,
  request: Request,
  outcome: Outcome | Replayed,
  asker: Asker,
): Promise<void> {
  switch (outcome.kind) {
    case 'confirm': {
      const text = joined(isLate(asker.heard, asker.bot) ? cameLate(asker) : [], outcome.question.text);
      return askYes({ ...outcome.question, text }, request, asker);
    }
    case 'refused':
      // It is heard again: told now, it would be told of what is done then.
      if (outcome.error.code === 'service_unavailable') throw outcome.error;
      return refuse(command, request, outcome.error, asker);
    case 'replayed':
      return sayAgain(command, outcome.body, asker);
    case 'done':
      if (outcome.document.secret) return reveal({ command, ...outcome }, asker);
      await present(outcome.document, asker);
  }
}

/** What was done when it came first, and may not have been heard. */
async function sayAgain(command: Command, output: Record<string, unknown>, asker: Asker): Promise<void> {
  const secret = Object.values(output).find((value) => value instanceof Secret);
  if (!secret) {
    const text = say`${code(command.name)} is done; only the answer to it was lost on the way.`;
    await asker.heard.place.say(contentOf({ text }));
    return;
  }
  const text = say`The answer to ${code(command.name)} was lost on the way, so this token takes the place of the one in it, which is refused from now on. Copy it now: it is shown only here, only once.`;
  await reveal({ command, output, document: { text, secret } }, asker);
}

/** Says why not; or asks for what is missing, and again for what was asked for and is wrong. */
async function refuse(
  command: Command,
  { input, asked = [] }: Request,
  { code: reason, fields, text }: AppError,
  asker: Asker,
): Promise<void> {
  const answers = asText(input);
  const refused = Object.keys(fields);
  const again = refused.filter((name) => asked.includes(name));
  if (reason === 'missing_input') {
    const inputs = inputsOf(command);
    const names = new Set([...openInputs(inputs, answers), ...refused]);
    // Of what can be left out elsewhere it has to be said why it is asked for here.
    const isUnusual = inputs.some(
      ({ name, required, asked: usual }) => refused.includes(name) && !required && !usual,
    );
    const filling = { command, answers, names: [...names], asked, said: isUnusual ? [text] : [] };
    if (await fillIn(filling, asker)) return;
  } else if (again.length > 0) {
    const kept = Object.entries(answers).filter(([name]) => !again.includes(name));
    const filling = { command, answers: Object.fromEntries(kept), names: again, asked, said: [text] };
    if (await fillIn(filling, asker)) return;
  }
  await asker.heard.place.say(contentOf({ text }));
}

/** Asks for the next input of a form. False: there is nothing more to ask for. */
export async function fillIn(filling: Filling, asker: Asker): Promise<boolean> {
  const { actor, heard, bot } = asker;
  const { place } = heard;
  const next = await nextIn(filling, actor, bot.deps);
  if (next.kind === 'answered') return false;
  if (!next.isSecret || (await isInPrivate(heard, bot))) {
    await pose(next, asker);
    return true;
  }
  const room = await directRoom(asker);
  await place.say(
    contentOf({
      text: say`I ask for the rest in a direct message, as what comes next is for nobody else to read.`,
    }),
  );
  await pose(next, asker, place.in(room));
  return true;
}

/** Has it asked where nobody else reads it. Nothing is done before. */
async function moveAside(command: Command, { input }: Request, asker: Asker): Promise<void> {
  const { place } = asker.heard;
  const room = await directRoom(asker);
  const text = await whyAside(command, asker.heard, room, asker.bot.directs);
  await place.say(contentOf({ text }));
  await present(
    {
      text: say`You asked for ${code(command.name)} where others read along. Here it is one press away.`,
      buttons: [{ label: command.title, command: command.name, input }],
    },
    asker,
    place.in(room),
  );
}

async function directRoom({ actor, heard, bot }: Asker): Promise<string> {
  try {
    return await bot.directs.openFor({ id: actor.id, matrixUserId: heard.userId });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new AppError(
      'forbidden',
      say`What comes next is for nobody else to read, and this homeserver encrypts every direct room, where I cannot read. Make one with me that is not encrypted, and ask me there.`,
    );
  }
}

/** Their own server keeps what it is told for as long as it likes. */
async function refuseElsewhere(command: Command, { heard }: Asker): Promise<void> {
  const text = say`${code(command.name)} answers with a secret, which ${serverOf(heard.userId)} would keep. Ask for it in Slack; ${code('/botmint link')} there makes your two accounts one.`;
  await heard.place.say(contentOf({ text }));
}

function whileAway(command: Command, asker: Asker): Question {
  const text = say`${cameLate(asker)} ${bold(command.title)} now?`;
  return { title: command.title, text, yes: command.title, no: 'Leave it' };
}

const cameLate = ({ heard, actor }: { heard: Heard; actor: MemberActor }): Text =>
  say`This came while I was away, on ${absolute(heard.at, actor.timeZone)}.`;

const asText = (input: Request['input']): Record<string, string> =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]));
