import { z } from 'zod';
import { mayDo, SCOPES } from '../core/scopes.ts';
import { bold, joined, say } from '../core/text.ts';
import type { Approval } from '../store/approvals.ts';
import * as claims from '../store/claims.ts';
import * as members from '../store/members.ts';
import { give, gone, refuseUnlessOpen, requesterOf } from './answering.ts';
import { WantedBot, WantedToken } from './asking.ts';
import { makeBot } from './bots-create.ts';
import { type Context, defineCommand } from './declare.ts';
import { ApprovalRef } from './inputs.ts';
import { mayActOn } from './rights.ts';

/** How long the requester can take the token. */
const CLAIMABLE_MS = 7 * 86_400_000;

export const approvalsApprove = defineCommand({
  name: 'approvals approve',
  title: 'Approve a request',
  summary: 'Approve what somebody else asked for.',
  example: 'approvals approve 5b1f09c2',
  effect: 'write',
  confirm: false,
  scope: 'approvals:write',
  by: 'member',
  asPerson: true,
  http: 'POST /api/v1/approvals/:id/approve',
  input: z.strictObject({ id: ApprovalRef }),
  positional: ['id'],
  refuses: ['forbidden', 'already_done', 'bot_already_exists'],
  output: z.object({
    id: z.string(),
    kind: z.enum(['bots', 'scopes']),
    username: z.string(),
    requester: z.string(),
    /** What the token may carry that the requester can take now. */
    scopes: z.array(z.enum(SCOPES)),
    /** What was asked for, and the requester does not hold any more. */
    left_out: z.array(z.enum(SCOPES)),
  }),

  async run(context, { id: approval }) {
    refuseUnlessOpen(context, approval);
    const { actor } = context;
    if (actor.kind !== 'member') throw new Error('only a member approves');
    const answer = { by: actor.id, isApproved: true, said: null };
    const { id, kind, username, requester_name: requester } = approval;
    if (kind === 'bots') {
      await makeTheirs(context, approval);
      await give(context, approval, answer);
      return { id, kind, username, requester, scopes: [], left_out: [] };
    }
    const { claim, scopes, left_out } = await promiseToken(context, approval);
    await give(context, approval, { ...answer, claim });
    return { id, kind, username, requester, scopes, left_out };
  },

  say({ kind, username, requester, scopes, left_out }) {
    if (kind === 'bots') return { text: say`${bold(username)} is made. ${requester} owns it, and is told.` };
    const token = say`${requester} can take a token for ${bold(username)} that ${mayDo(scopes)}, within 7 days, and is told.`;
    const less = say`${requester} does not hold ${left_out.join(', ')} any more, so it is left out.`;
    return { text: left_out.length > 0 ? joined(token, less) : token };
  },
});

/** As the requester would have made it, if nothing had to be approved. */
async function makeTheirs(context: Context, approval: Approval): Promise<void> {
  const requester = await requesterOf(context, approval);
  if (!requester.scopes.has('bots:write')) throw gone(approval, 'may not own bots any more');
  const { backup_owner: backup, ...wanted } = WantedBot.parse(approval.input);
  const backup_owner = backup === undefined ? undefined : await members.find(context.db, backup);
  await makeBot(context, requester, { ...wanted, backup_owner });
}

/** A claim on the token that was asked for, with what the requester still holds of its scopes. */
async function promiseToken(context: Context, approval: Approval) {
  const { db, ids, clock, actor } = context;
  const { bot_id, bot_owner_id, bot_deleted_at, username, requester_id } = approval;
  if (bot_id === null || bot_owner_id === null) throw new Error('scopes of no bot are widened');
  if (bot_deleted_at) throw gone(approval, `asks for a token of ${username}, which was deleted`);
  const requester = await requesterOf(context, approval);
  const wanted = WantedToken.parse(approval.input);
  const scopes = wanted.scopes.filter((scope) => requester.scopes.has(scope));
  const isTheirs = mayActOn(requester, {
    id: bot_id,
    owner_id: bot_owner_id,
    owner_is_deactivated: false,
    backup_owner_id: null,
  });
  if (!isTheirs || !requester.scopes.has('tokens:write'))
    throw gone(approval, `may not issue tokens for ${username} any more`);
  if (!approval.added_scopes.some((scope) => scopes.includes(scope)))
    throw gone(approval, 'does not hold any of these scopes any more');
  const id = ids.make<'claim'>();
  const at = clock.now();
  await claims.insert(db, {
    organization_id: actor.organizationId,
    id,
    member_id: requester_id,
    bot_id,
    token_id: null,
    terms: { ...wanted, scopes },
    reason: 'approval',
    created_at: at,
    expires_at: new Date(at.getTime() + CLAIMABLE_MS),
  });
  return { claim: id, scopes, left_out: wanted.scopes.filter((scope) => !scopes.includes(scope)) };
}
