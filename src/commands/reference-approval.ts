import { AppError } from '../core/errors.ts';
import { command, quoted, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as approvals from '../store/approvals.ts';
import * as bots from '../store/bots.ts';
import { OFFERED, type Reference } from './reference.ts';

/** A request by its id or a part of it. One that is to be answered is locked, after its bot. */
export const approvalReference: Reference<approvals.Approval> = {
  async find({ db }, { field, text, purpose }) {
    const part = text.trim().toLowerCase();
    const found = /^[0-9a-f-]{6,36}$/.test(part) ? await approvals.findByPartOfId(db, part, 2) : [];
    const [approval, other] = found;
    if (!approval || other) throw unknownApproval(field, text, other !== undefined);
    if (purpose !== 'change') return approval;
    if (approval.bot_id) await bots.lock(db, approval.bot_id);
    await approvals.lock(db, approval.id);
    // It may have been answered while we waited.
    return (await approvals.find(db, approval.id)) ?? approval;
  },

  async choices({ db, clock, actor }, like) {
    const open = await approvals.list(db, { limit: OFFERED, openAt: clock.now() });
    return open
      .filter(({ requester_id }) => actor.kind !== 'member' || requester_id !== actor.id)
      .map(({ id, requester_name, username }) => ({
        value: id,
        label: `${shortId(id)} · ${requester_name} · ${username}`.slice(0, 75),
      }))
      .filter(({ label }) => label.toLowerCase().includes(like));
  },
};

function unknownApproval(field: string, text: string, isAmbiguous: boolean): AppError {
  const sentence = isAmbiguous
    ? say`More than one request has ${quoted(text)} in its id. Give more of it.`
    : say`There is no request with the id ${quoted(text)}. ${command('approvals list')} shows those there are.`;
  return new AppError('unknown_approval', sentence, { field });
}
