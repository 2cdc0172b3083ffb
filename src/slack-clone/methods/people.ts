import { z } from 'zod';
import { flag } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { tellOfPerson } from '../interactions/tell-of-person.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import * as tokens from '../store/tokens.ts';
import { shownPerson } from '../user.ts';
import type { Workspace } from '../workspace.ts';
import { CLIENT } from './client.ts';

const Wanted = z
  .object({
    user: z.string(),
    deleted: flag.optional(),
    is_admin: flag.optional(),
    is_restricted: flag.optional(),
  })
  .refine(({ is_admin, is_restricted }) => !(is_admin && is_restricted), 'a guest cannot be an admin')
  .refine((wanted) => Object.keys(wanted).length > 1, 'must change something');
type Wanted = z.infer<typeof Wanted>;

/** What an admin does on Slack's own pages for members. */
export const clientSetPerson = defineMethod({
  name: 'client.setPerson',
  tier: 't2',
  scopes: CLIENT,
  input: Wanted,
  async run({ workspace, caller }, wanted) {
    const { db, events, team } = workspace;
    const person = await db.transaction().execute(async (transaction) => {
      // One after the other: else two admins could each take the other's place, and nobody would be one.
      await lockUntilCommit(transaction, `people of ${team.id}`);
      const admin = await members.find(transaction, caller.userId);
      if (!admin?.is_admin && !admin?.is_owner) throw new SlackError('not_an_admin');
      return change(workspace, transaction, wanted);
    });
    if (person.deleted) events.endOfPerson(person.id);
    await tellOfPerson(workspace, person);
    return { user: shownPerson(person) };
  },
});

async function change({ clock }: Workspace, db: Database, wanted: Wanted): Promise<members.MemberRow> {
  const found = await members.find(db, wanted.user);
  if (!found || found.bot_id !== null) throw new SlackError('user_not_found');
  const person = await members.update(db, found.id, columnsOf(wanted, clock.now()));
  const stay = await members.people(db);
  if (!stay.some(({ is_admin, is_owner }) => is_admin || is_owner))
    throw new SlackError('cannot_modify_primary_owner');
  if (person.deleted) await tokens.revokeOf(db, person.id, clock.now());
  return person;
}

/** Who becomes one thing stops being what cannot go with it. */
function columnsOf({ deleted, is_admin, is_restricted }: Wanted, updated_at: Date) {
  return {
    updated_at,
    ...(deleted !== undefined && { deleted }),
    ...(is_admin === true && { is_admin, is_restricted: false, is_ultra_restricted: false }),
    ...(is_admin === false && { is_admin, is_owner: false }),
    ...(is_restricted === true && { is_restricted, is_admin: false, is_owner: false }),
    ...(is_restricted === false && { is_restricted, is_ultra_restricted: false }),
  };
}
