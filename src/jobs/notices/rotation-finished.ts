import { bold, code, command, say } from '../../core/text.ts';
import { shortId } from '../../core/tokens.ts';
import * as tokens from '../../store/tokens.ts';
import { absolute } from '../../core/times.ts';
import type { Compose } from './compose.ts';

/** A rotation finished itself: the new token was in use, and the old one quiet. */
export const rotationFinished: Compose<'rotation_finished'> = async (
  { token: id, successor },
  { db, now, timeZone },
) => {
  const [old, next] = [await tokens.find(db, id, now), await tokens.find(db, successor, now)];
  if (!old || !next) return undefined;
  const quiet = old.last_used_at
    ? `was not used since ${absolute(old.last_used_at, timeZone)}`
    : 'was not used any more';
  return {
    text: say`The rotation of ${bold(old.username)} is finished: ${code(shortId(successor))} is in use, and ${code(shortId(id))}, which ${quiet}, is revoked.`,
    note: say`The new one: ${command(`tokens show ${shortId(successor)}`)}`,
  };
};
