import { z } from 'zod';
import { flag, structured } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { changesOf, readProfile } from '../profile.ts';
import { tellOfPerson } from '../interactions/tell-of-person.ts';
import * as members from '../store/members.ts';
import { shownProfile } from '../user.ts';
import { seesEmail } from './users.ts';

/** Without `user`, the caller's own. */
export const usersProfileGet = defineMethod({
  name: 'users.profile.get',
  tier: 't4',
  scopes: { bot: ['users.profile:read'], user: ['users.profile:read'] },
  input: z.object({ user: z.string().optional(), include_labels: flag.default(false) }),
  async run({ workspace, caller }, { user = caller.userId }) {
    const found = await members.find(workspace.db, user);
    if (!found) throw new SlackError('user_not_found');
    return { profile: { ...shownProfile(workspace, found, seesEmail(caller)), fields: {} } };
  },
});

/** All at once as `profile`, or one by `name` and `value`. Admins may also change somebody else's. */
export const usersProfileSet = defineMethod({
  name: 'users.profile.set',
  tier: 't3',
  scopes: { user: ['users.profile:write'] },
  input: z.object({
    profile: structured(z.unknown()).optional(),
    name: z.string().optional(),
    value: z.string().optional(),
    user: z.string().optional(),
  }),
  async run(call, { profile, name, value, user }) {
    const { workspace, caller } = call;
    const wanted = readProfile(profile ?? (name === undefined ? undefined : { [name]: value }));
    const before = await changeable(call, user ?? caller.userId);
    if (wanted.email !== undefined && !caller.isAdmin) throw new SlackError('not_admin');
    const changes = changesOf(wanted, before);
    const person = await members.changeProfile(workspace.db, before.id, {
      ...changes,
      updated_at: workspace.clock.now(),
    });
    if (!person) throw new SlackError('email_taken');
    const ofStatus = 'status_text' in changes || 'status_emoji' in changes;
    const also = ofStatus ? (['user_status_changed'] as const) : [];
    await tellOfPerson(workspace, person, ['user_profile_changed', ...also]);
    return {
      username: person.name,
      profile: { ...shownProfile(workspace, person, seesEmail(caller)), fields: {} },
    };
  },
});

async function changeable({ workspace, caller }: Call, user: string): Promise<members.MemberRow> {
  if (user !== caller.userId && !caller.isAdmin) throw new SlackError('not_admin');
  const found = await members.find(workspace.db, user);
  if (!found || found.bot_id !== null) throw new SlackError('invalid_profile');
  const above = found.is_owner || found.is_admin;
  if (above && user !== caller.userId) throw new SlackError('cannot_update_admin_user');
  return found;
}
