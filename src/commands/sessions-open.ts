import { z } from 'zod';
import { IDLE_MS } from '../core/sessions.ts';
import { bold, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as sessions from '../store/sessions.ts';
import { defineCommand } from './declare.ts';
import { MemberRef } from './inputs.ts';
import { Opened, signBoth } from './session-tokens.ts';

/** Signs somebody in. It is for the operator alone, so it stands in no list. */
export const sessionsOpen = defineCommand({
  name: 'sessions open',
  title: 'Open a session',
  summary: 'Open a session for a person of the organization.',
  example: 'sessions open @alice',
  effect: 'write',
  confirm: false,
  scope: 'members:write',
  by: 'operator',
  http: 'POST /api/v1/sessions',
  input: z.strictObject({ person: MemberRef }),
  positional: ['person'],
  output: Opened,

  async run(context, { person }) {
    const { db, ids, clock, actor } = context;
    const at = clock.now();
    const session = {
      organization_id: actor.organizationId,
      id: ids.make<'session'>(),
      member_id: person.id,
      opened_by: 'operator' as const,
      created_at: at,
      refreshed_at: at,
      address: null,
      expires_at: new Date(at.getTime() + IDLE_MS),
      revoked_at: null,
    };
    await sessions.insert(db, session);
    return signBoth(context, { ...session, generation: 1, name: person.name, role: person.role });
  },

  say({ name, expires_at, session_id }, { actor, now }) {
    return {
      text: say`A session for ${bold(name)} is open. It goes on until ${absoluteAndRelative(expires_at, actor.timeZone, now)}, and longer when it is used.`,
      note: say`Its id is ${shortId(session_id)}.`,
    };
  },
});
