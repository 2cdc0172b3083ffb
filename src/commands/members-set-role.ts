import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, counted, say, type Text } from '../core/text.ts';
import * as members from '../store/members.ts';
import { type Context, defineCommand } from './declare.ts';
import { hints, MemberRef } from './inputs.ts';

const Role = z.enum(['admin', 'member', 'guest']);

const NewRole = z.enum([...Role.options, 'workspace']).register(hints, {
  label: 'Role',
  hint: 'Either admin, member or guest; workspace for what the workspace says.',
  placeholder: 'member',
});

export const membersSetRole = defineCommand({
  name: 'members set-role',
  title: 'Set a role',
  summary: 'Give somebody a role that goes before the one that the workspace gives.',
  example: 'members set-role @carol member',
  effect: 'write',
  confirm: false,
  scope: 'members:write',
  by: 'member',
  http: 'POST /api/v1/members/:person/role',
  input: z.strictObject({ person: MemberRef, role: NewRole }),
  positional: ['person', 'role'],
  refuses: ['forbidden'],
  output: z.object({
    name: z.string(),
    role: Role,
    previous_role: Role,
    /** Whether it is the workspace's own. */
    is_of_workspace: z.boolean(),
    bot_count: z.int(),
  }),

  async run(context, { person, role }) {
    const { db, actor, forget } = context;
    if (actor.kind === 'member' && actor.id === person.id)
      throw refusal(say`Nobody changes their own role. Another admin can.`);
    const given = role === 'workspace' ? null : role;
    await refuseLastAdmin(context, person, given ?? person.workspace_role);
    const now = await members.giveRole(db, person.id, given);
    forget({ members: [person.id] });
    return {
      name: person.name,
      role: now,
      previous_role: person.role,
      is_of_workspace: given === null,
      bot_count: await members.countBots(db, person.id),
    };
  },

  say({ name, role, previous_role, is_of_workspace, bot_count }) {
    const again = is_of_workspace ? say`, as the workspace has it` : say``;
    const is =
      role === previous_role
        ? say`${bold(name)} is ${WITH_ARTICLE[role]}${again}, as before.`
        : say`${bold(name)} is ${WITH_ARTICLE[role]} as of now${again}.`;
    return { text: bot_count === 0 || role === previous_role ? is : say`${is} ${tokensOf(bot_count, role)}` };
  },
});

const WITH_ARTICLE = { admin: 'an admin', member: 'a member', guest: 'a guest' };

function tokensOf(count: number, role: z.output<typeof Role>): Text {
  const whose = count === 1 ? 'the bot that they own' : `the ${counted(count, 'bot')} that they own`;
  return say`The tokens of ${whose} may do no more than ${WITH_ARTICLE[role]} may, at once.`;
}

/** Of two admins who take each other's role at once, one is too late. */
async function refuseLastAdmin({ db }: Context, person: members.Member, role: string): Promise<void> {
  await members.lockRoles(db);
  if (person.role !== 'admin' || role === 'admin') return;
  if ((await members.countOtherAdmins(db, person.id)) > 0) return;
  throw refusal(say`${person.name} is the last admin here. Make somebody else one first.`);
}

const refusal = (sentence: Text): AppError => new AppError('forbidden', sentence, { field: 'person' });
