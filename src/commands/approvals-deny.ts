import { z } from 'zod';
import { say } from '../core/text.ts';
import { give, refuseUnlessOpen } from './answering.ts';
import { defineCommand } from './declare.ts';
import { ApprovalRef } from './inputs.ts';
import { ReasonToDeny } from './reason.ts';

export const approvalsDeny = defineCommand({
  name: 'approvals deny',
  title: 'Deny a request',
  summary: 'Deny what somebody else asked for, and say why if you like.',
  example: 'approvals deny 5b1f09c2 --reason "There is one already"',
  effect: 'write',
  confirm: false,
  scope: 'approvals:write',
  by: 'member',
  asPerson: true,
  http: 'POST /api/v1/approvals/:id/deny',
  input: z.strictObject({ id: ApprovalRef, reason: ReasonToDeny.optional() }),
  positional: ['id'],
  refuses: ['forbidden', 'already_done'],
  output: z.object({ id: z.string(), username: z.string(), requester: z.string() }),

  async run(context, { id: approval, reason = null }) {
    refuseUnlessOpen(context, approval);
    const { actor } = context;
    if (actor.kind !== 'member') throw new Error('only a member denies');
    await give(context, approval, { by: actor.id, isApproved: false, said: reason });
    return { id: approval.id, username: approval.username, requester: approval.requester_name };
  },

  say({ username, requester }) {
    return { text: say`What ${requester} asked for ${username} is denied, and ${requester} is told.` };
  },
});
