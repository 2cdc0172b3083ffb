import { z } from 'zod';
import type { Choice, Command, Context } from './declare.ts';
import { inputsOf } from './declared.ts';
import type { ReferenceKind } from './inputs.ts';
import type { Purpose, Reference } from './reference.ts';
import { approvalReference } from './reference-approval.ts';
import { botReference } from './reference-bot.ts';
import { claimReference } from './reference-claim.ts';
import { offeredReference, offeredToMeReference } from './reference-offer.ts';
import { memberOrNoneReference, memberReference } from './reference-member.ts';
import { tokenReference } from './reference-token.ts';
import { webhookReference } from './reference-webhook.ts';

/** In the order in which they are resolved: a bot is locked before its token. */
const REFERENCES: Record<ReferenceKind, Reference> = {
  bot: botReference,
  'bot offered to me': offeredToMeReference,
  'bot offered': offeredReference,
  token: tokenReference,
  webhook: webhookReference,
  member: memberReference,
  'member or none': memberOrNoneReference,
  approval: approvalReference,
  claim: claimReference,
};

const ORDER = Object.keys(REFERENCES);

/** Turns each reference of a parsed input into its row; rows to be changed are locked. */
export async function resolve(
  asked: Command,
  context: Context,
  parsed: object,
  purpose: Purpose,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = { ...parsed };
  const named = inputsOf(asked).filter(({ name, reference }) => reference && input[name] !== undefined);
  for (const { name, reference, anyones = false } of named.toSorted(byReference)) {
    if (!reference) continue;
    const text = z.string().parse(input[name]);
    input[name] = await REFERENCES[reference].find(context, { field: name, text, purpose, anyones });
  }
  return input;
}

const byReference = (one: { reference?: ReferenceKind }, other: { reference?: ReferenceKind }): number =>
  ORDER.indexOf(one.reference ?? '') - ORDER.indexOf(other.reference ?? '');

/** The rows an actor may act on that fit what was typed. */
export async function choicesOf(kind: ReferenceKind, context: Context, typed: string): Promise<Choice[]> {
  const like = typed
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .toLowerCase();
  return REFERENCES[kind].choices(context, like);
}
