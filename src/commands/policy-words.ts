import { z } from 'zod';
import { inWords } from '../core/durations.ts';
import { listed } from '../core/text.ts';
import type { Policy } from '../store/policies.ts';

/** A policy as commands answer it. */
export const PolicyShape = z.object({
  default_lifetime: z.int(),
  longest_lifetime: z.int().nullable(),
  reminders: z.array(z.int()),
  rotation_grace: z.int(),
  rotation_quiet: z.int().nullable(),
  freezes_family: z.boolean(),
  approval_for: z.array(z.enum(['bots', 'scopes'])),
  approval_channel: z.string().nullable(),
});

/** Each term of a policy by name, in words. */
export function termsOf(policy: Policy): [name: string, words: string][] {
  return [
    ['Default expiry', inWords(policy.default_lifetime)],
    ['Longest lifetime', orNone(policy.longest_lifetime, 'no limit')],
    ['Reminders', remindersInWords(policy.reminders)],
    ['Rotation grace', `both tokens live for ${inWords(policy.rotation_grace)}`],
    ['Rotation ends by itself', quietInWords(policy.rotation_quiet)],
    [
      'A replaced token is used',
      policy.freezes_family ? 'its owner is told, and its family is frozen' : 'its owner is told',
    ],
    ['Needs approval', approvalInWords(policy.approval_for)],
    [
      'Approval is asked',
      policy.approval_channel === null ? 'of each admin, directly' : `in ${policy.approval_channel}`,
    ],
  ];
}

const orNone = (seconds: number | null, none: string): string => (seconds === null ? none : inWords(seconds));

function remindersInWords(thresholds: readonly number[]): string {
  if (thresholds.length === 0) return 'when a token has ended';
  return `${listed(thresholds.map(inWords))} before a token ends, and when it has`;
}

function quietInWords(quiet: number | null): string {
  if (quiet === null) return 'never';
  return `once the new token was used and the old one is quiet for ${inWords(quiet)}`;
}

function approvalInWords(kinds: readonly ('bots' | 'scopes')[]): string {
  const words = { bots: 'new bots', scopes: 'wider scopes' };
  return kinds.length === 0 ? 'nothing' : listed(kinds.map((kind) => words[kind]));
}
