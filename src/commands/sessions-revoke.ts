import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { bold, code, command, quoted, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as sessions from '../store/sessions.ts';
import { type Context, defineCommand } from './declare.ts';
import { hints } from './inputs.ts';

const CURRENT = 'current';

const SessionId = z.string().trim().toLowerCase().register(hints, {
  label: 'Session',
  hint: 'The id of a session, or six or more characters of it; or current.',
  placeholder: '5b1f09c2',
});

export const sessionsRevoke = defineCommand({
  name: 'sessions revoke',
  title: 'End a session',
  summary: 'End a session at once: one of yours, or as an admin of anybody.',
  example: 'sessions revoke current',
  effect: 'destroy',
  confirm: false,
  scope: 'members:read',
  by: 'member',
  http: 'DELETE /api/v1/sessions/:id',
  input: z.strictObject({ id: SessionId }),
  positional: ['id'],
  refuses: ['unknown_session'],
  output: z.object({ id: z.string(), name: z.string(), is_own: z.boolean() }),

  async run(context, { id: named }) {
    const { db, clock, actor } = context;
    const found = await oneSession(context, named);
    const session = found && (await sessions.lock(db, found));
    if (!session || session.revoked_at) throw unknown(named);
    await sessions.revoke(db, session.id, clock.now());
    const { id, name } = session;
    return { id, name, is_own: actor.kind === 'member' && actor.id === session.member_id };
  },

  say({ id, name, is_own: isOwn }) {
    return {
      text: isOwn
        ? say`Your session ${code(shortId(id))} has ended, and is refused everywhere as of now.`
        : say`The session ${code(shortId(id))} of ${bold(name)} has ended, and is refused everywhere as of now.`,
    };
  },
});

/** One's own, or as an admin anybody's, by a part of its id that fits no other. */
async function oneSession({ db, clock, actor }: Context, named: string): Promise<Id<'session'> | undefined> {
  const own = actor.kind === 'member' ? actor : undefined;
  if (named === CURRENT) return own?.sessionId;
  if (!/^[0-9a-f-]{6,36}$/.test(named)) return undefined;
  const member = own && own.role !== 'admin' ? own.id : undefined;
  const found = await sessions.list(db, { at: clock.now(), member, part: named, limit: 2 });
  return found.length === 1 ? found[0]?.id : undefined;
}

function unknown(named: string): AppError {
  const sentence =
    named === CURRENT
      ? say`You are not signed in with a session here. Those there are: ${command('sessions list')}`
      : say`There is no one session with the id ${quoted(named)}. Those there are: ${command('sessions list')}`;
  return new AppError('unknown_session', sentence, { field: 'id' });
}
