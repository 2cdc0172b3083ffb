import { z } from 'zod';
import { type Actor, type MemberActor, nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { RESERVED_PREFIX } from '../core/names.ts';
import { bold, code, command, say } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import type { Member } from '../store/members.ts';
import { Asked, askForBot, sayAsked } from './asking.ts';
import { refuseBackup } from './backup-owner.ts';
import { BackupOwner, Description, DisplayName } from './bot-inputs.ts';
import { type Context, defineCommand } from './declare.ts';
import { emit } from './emit.ts';
import { BotName } from './inputs.ts';
import { giveUser, type MatrixUser } from './matrix-users.ts';
import { Reason } from './reason.ts';

export const botsCreate = defineCommand({
  name: 'bots create',
  title: 'Create a bot',
  summary: 'Create a bot user that you own.',
  example: 'bots create steve',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'member',
  asPerson: true,
  http: 'PUT /api/v1/bots/:username',
  input: z.strictObject({
    username: BotName,
    display_name: DisplayName.optional(),
    description: Description.optional(),
    backup_owner: BackupOwner.optional(),
    reason: Reason.optional(),
  }),
  positional: ['username'],
  refuses: ['forbidden', 'reserved_slug', 'bot_already_exists', 'already_done'],
  output: z.union([
    z.object({
      username: z.string(),
      display_name: z.string(),
      owner: z.string(),
      backup_owner: z.string().nullable(),
      created_at: z.date(),
      /** Null where there is no homeserver, or no room for it beside that one's name. */
      matrix_user_id: z.string().nullable(),
      /** In Matrix: that there is no room for it. */
      is_too_long_for_matrix: z.boolean().optional(),
    }),
    Asked,
  ]),

  async run(context, { reason, ...wanted }) {
    const { actor } = context;
    if (actor.kind !== 'member') throw new Error('only a member owns bots');
    refuseReserved(wanted.username, actor);
    const asked = await askForBot(context, wanted, reason);
    if (asked) return asked;
    const { bot, matrix } = await makeBot(context, actor, wanted);
    return {
      username: bot.username,
      display_name: bot.display_name,
      owner: actor.name,
      backup_owner: wanted.backup_owner?.name ?? null,
      created_at: bot.created_at,
      matrix_user_id: matrix?.userId ?? null,
      ...(matrix?.userId === null && { is_too_long_for_matrix: true }),
    };
  },

  say(output, view) {
    if ('approval' in output) return sayAsked(output, view);
    const { username, matrix_user_id: userId } = output;
    const there = output.is_too_long_for_matrix
      ? TOO_LONG
      : userId === null
        ? []
        : say` In Matrix it is ${code(userId)}.`;
    return {
      text: say`${bold(username)} is ready, and you own it.${there} It has no token yet: ${command(`tokens issue -u ${username} -e 100d`)}`,
      buttons: [{ label: 'Issue a token', command: 'tokens issue', input: { username } }],
    };
  },
});

const TOO_LONG = say` It is no user in Matrix: with the name of the homeserver, its user id would pass the 255 bytes that Matrix allows.`;

/** What is said of a bot that is to be made. */
export interface Wanted {
  username: string;
  display_name?: string | undefined;
  description?: string | undefined;
  backup_owner?: Member | undefined;
}

/**
 * Makes a bot for somebody, who need not be the one who asks.
 * @throws AppError when the name is not theirs to give or was given out before.
 */
export async function makeBot(
  context: Context,
  owner: Pick<MemberActor, 'id' | 'name' | 'role'>,
  { username, display_name, description = '', backup_owner }: Wanted,
): Promise<{ bot: bots.BotRow; matrix: MatrixUser | undefined }> {
  const { db, ids, clock, actor } = context;
  refuseReserved(username, owner);
  if (backup_owner) refuseBackup(backup_owner, owner.id, username);
  const bot = await bots.insert(db, {
    organization_id: actor.organizationId,
    id: ids.make(),
    username,
    display_name: display_name || username,
    description,
    owner_id: owner.id,
    backup_owner_id: backup_owner?.id ?? null,
    created_at: clock.now(),
  });
  if (!bot) throw await taken(username, context);
  const matrix = await giveUser(context, bot);
  await emit(context, bot, 'bot.created', { bot: { username, owner: owner.name }, by: nameOf(actor) });
  return { bot, matrix };
}

/** @throws AppError reserved_slug for a name that is not theirs to give. */
export function refuseReserved(username: string, { role }: Pick<MemberActor, 'role'>): void {
  if (username === 'me') {
    throw new AppError('reserved_slug', say`${code('me')} is what a bot calls itself. Take another name.`, {
      field: 'username',
    });
  }
  if (!username.startsWith(RESERVED_PREFIX) || role === 'admin') return;
  const sentence = say`Names that begin with ${code(RESERVED_PREFIX)} are given by admins only. Take another.`;
  throw new AppError('reserved_slug', sentence, { field: 'username' });
}

async function taken(username: string, { db, clock, actor }: Context): Promise<AppError> {
  const bot = await bots.findByUsername(db, username, clock.now());
  const sentence = bot?.deleted_at
    ? say`${bold(username)} was deleted on ${absolute(bot.deleted_at, actor.timeZone)}. Names are never given out twice: take another.`
    : say`There is already a bot named ${bold(username)}; ${whoOwns(bot, actor)} it. Names are never given out twice.`;
  return new AppError('bot_already_exists', sentence, { field: 'username' });
}

function whoOwns(bot: bots.Bot | undefined, actor: Actor): string {
  if (!bot) return 'somebody owns';
  return actor.kind === 'member' && bot.owner_id === actor.id ? 'you own' : `${bot.owner_name} owns`;
}
