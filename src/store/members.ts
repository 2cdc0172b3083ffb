import type { Selectable } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Role } from '../core/scopes.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type Member = Selectable<Tables['member']>;

export interface SlackMember {
  organization: Id<'organization'>;
  slackUserId: string;
  name: string;
  timeZone: string;
  workspaceRole: Role;
  isDeactivated: boolean;
  at: Date;
}

/** Writes what the workspace says of a person now, at first contact as later. */
export async function upsertFromSlack(db: Db, id: Id<'member'>, member: SlackMember): Promise<Member> {
  const seen = {
    name: member.name,
    time_zone: member.timeZone,
    workspace_role: member.workspaceRole,
    is_deactivated: member.isDeactivated,
    checked_at: member.at,
  };
  return db
    .insertInto('member')
    .values({
      ...seen,
      organization_id: member.organization,
      id,
      slack_user_id: member.slackUserId,
      created_at: member.at,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'slack_user_id']).doUpdateSet(seen))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findBySlackUser(db: Db, slackUserId: string): Promise<Member | undefined> {
  return db.selectFrom('member').selectAll().where('slack_user_id', '=', slackUserId).executeTakeFirst();
}
