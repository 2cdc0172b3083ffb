import { z } from 'zod';
import { maySeeSecrets } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { CODE_MS, hashOfCode, mintCode, readCode } from '../core/link-codes.ts';
import { commandBotId } from '../core/matrix.ts';
import { bold, code, counted, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import * as homeservers from '../store/homeservers.ts';
import { join } from '../store/joining.ts';
import * as linkCodes from '../store/link-codes.ts';
import * as members from '../store/members.ts';
import { type Context, defineCommand, OnceOnly } from './declare.ts';
import { hints, textRead } from './inputs.ts';
import {
  isKnownInBoth,
  otherOf,
  refuseOverTried,
  refuseSeen,
  refuseUnlinkable,
  wrongCode,
} from './linking.ts';

const LinkCode = textRead(readTyped).optional().register(hints, {
  label: 'Code',
  hint: 'The code from the other chat, as in K7QF-2M9X. Left out: a new one.',
  placeholder: 'K7QF-2M9X',
  unrecorded: true,
});

/** A code for whoever has the other account, and where it is to be typed. */
const Made = z.object({
  link_code: OnceOnly,
  expires_at: z.date(),
  type_in: z.enum(['slack', 'matrix']),
  /** Whom to write to there; null where everybody knows. */
  command_bot: z.string().nullable(),
});

const Joined = z.object({
  name: z.string(),
  matrix_user_id: z.string(),
  role: z.enum(['admin', 'member', 'guest']),
  bot_count: z.int(),
  /** Nothing was to be done. */
  was_joined: z.boolean(),
});

export const link = defineCommand({
  name: 'link',
  title: 'Link your accounts',
  summary: 'Be one person in Slack and in Matrix: get a code in one, and type it in the other.',
  example: 'link K7QF-2M9X',
  effect: 'destroy',
  confirm: true,
  scope: null,
  by: 'member',
  asPerson: true,
  http: 'POST /api/v1/link',
  input: z.strictObject({ code: LinkCode }),
  positional: ['code'],
  refuses: ['forbidden', 'rate_limited'],
  output: z.union([Made, Joined]),

  async run(context, { code: typed }) {
    // One after the other, so that two who type each other's are joined once.
    await members.lockRoles(context.db);
    const asker = await askerOf(context);
    if (isKnownInBoth(asker)) return answerOf(context, asker, true);
    return typed === undefined ? make(context, asker) : joinBy(context, asker, typed);
  },

  async question(context, { code: typed }) {
    const asker = await askerOf(context);
    // What is refused is refused when it is done, and a new code takes nothing away.
    if (typed === undefined || isKnownInBoth(asker) || !maySeeSecrets(context.actor)) return null;
    if ((await refuseOverTried(context, asker)) !== undefined) return null;
    const maker = await makerOf(context, typed);
    if (!maker || refuseUnlinkable(asker, maker)) return null;
    const [there, here] = [say`${bold(maker.name)} of ${otherOf(asker)}`, bold(asker.name)];
    return {
      title: 'Link two accounts?',
      text: say`The code was made by ${there}. Is that you? Then you are one person from now on, ${here} here: each of the two accounts may do what the other may, and has all its bots. There is no way back. A code that somebody else gave you is theirs: leave it.`,
      yes: 'Link them',
      no: 'Leave it',
    };
  },

  say(answer, { actor, now }) {
    if ('link_code' in answer) {
      const until = absoluteAndRelative(answer.expires_at, actor.timeZone, now);
      const where =
        answer.type_in === 'slack'
          ? say`In Slack, type ${code('/botmint link')} with this code`
          : say`In Matrix, open a direct room with ${code(answer.command_bot ?? 'Botmint')} and type ${code('!botmint link')} with this code there`;
      return {
        text: say`${where}, until ${until}. Then you are one person here and there, with the same bots.`,
        secret: answer.link_code,
        note: say`It works once, and the one before it not any more. Give it to nobody: whoever types it is you.`,
      };
    }
    const { name, matrix_user_id: userId, role, bot_count: count, was_joined: before } = answer;
    const bots: Text =
      count === 0 ? say`` : say` ${counted(count, 'bot')} ${count === 1 ? 'is' : 'are'} yours in both.`;
    return {
      text: say`You are ${bold(name)} in Slack and ${code(userId)} in Matrix, ${before ? 'and were one person before' : 'and one person from now on'}.${bots} You may do what your workspace says: ${role}.`,
    };
  },
});

/** @throws AppError invalid_input, without quoting what may be a secret. */
function readTyped(typed: string): string {
  const read = readCode(typed);
  if (read !== undefined) return read;
  throw new AppError(
    'invalid_input',
    say`A code is 8 letters and digits, as in ${code('K7QF-2M9X')}. ${code('link')} alone makes one, for the other chat.`,
  );
}

/** They, as they are now; nobody else changes what they tried until this ends. */
async function askerOf({ db, actor }: Context): Promise<members.Member> {
  if (actor.kind !== 'member') throw new Error('only a member has accounts');
  const asker = await members.find(db, actor.id);
  if (!asker) throw new Error('somebody who is not there asks');
  return asker;
}

async function make(context: Context, asker: members.Member): Promise<z.output<typeof Made>> {
  const { db, clock, random, actor } = context;
  const server = await homeservers.serverOf(db);
  if (server === undefined) {
    throw new AppError(
      'forbidden',
      say`Botmint is not in Matrix here, so there is no account to be joined. Who runs it can set ${code('MATRIX_HOMESERVER_URL')}.`,
    );
  }
  if (!maySeeSecrets(actor)) throw refuseSeen(context, 'not shown');
  const { code: link_code, hash } = mintCode(random);
  const at = clock.now();
  const expires_at = new Date(at.getTime() + CODE_MS);
  const { organization_id, id: member_id } = asker;
  await linkCodes.put(db, { organization_id, member_id, hash, created_at: at, expires_at });
  const inSlack = asker.slack_user_id !== null;
  return {
    link_code,
    expires_at,
    type_in: inSlack ? 'matrix' : 'slack',
    command_bot: inSlack ? commandBotId(server) : null,
  };
}

async function joinBy(
  context: Context,
  asker: members.Member,
  typed: string,
): Promise<z.output<typeof Joined>> {
  const { db, clock, actor, forget } = context;
  if (!maySeeSecrets(actor)) {
    await linkCodes.withdraw(db, hashOfCode(typed));
    throw refuseSeen(context, 'was seen');
  }
  const tooMany = await refuseOverTried(context, asker);
  if (tooMany) throw tooMany;
  const maker = await makerOf(context, typed);
  if (!maker) {
    const { organization_id, id: member_id } = asker;
    await linkCodes.addTry(db, { organization_id, member_id, at: clock.now() });
    throw wrongCode(asker);
  }
  const unlinkable = refuseUnlinkable(asker, maker);
  if (unlinkable) throw unlinkable;
  await linkCodes.withdraw(db, hashOfCode(typed));
  const [to, from] = asker.slack_user_id === null ? [maker, asker] : [asker, maker];
  const joined = await join(db, { from: from.id, to: to.id });
  forget({ members: [from.id, to.id] });
  return answerOf(context, joined, false);
}

/** Who made this code, if it can be used and they are here. */
async function makerOf({ db, clock }: Context, typed: string): Promise<members.Member | undefined> {
  const maker = await linkCodes.findMaker(db, hashOfCode(typed), clock.now());
  const member = maker && (await members.find(db, maker));
  return member && !member.is_deactivated ? member : undefined;
}

async function answerOf(
  { db }: Context,
  { id, name, role, matrix_user_id }: members.Member,
  was_joined: boolean,
): Promise<z.output<typeof Joined>> {
  const bot_count = await members.countBots(db, id);
  return { name, matrix_user_id: matrix_user_id ?? '', role, bot_count, was_joined };
}
