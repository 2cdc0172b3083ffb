import { z } from 'zod';
import { SlackError } from './api/error.ts';
import type { MemberRow } from './store/members.ts';

/** Characters; a status has fewer. */
const LONGEST_FIELD = 255;
const LONGEST_NAME = 80;
const LONGEST_STATUS = 100;

/** What a mention stands for already. */
const RESERVED_NAMES = new Set(['channel', 'everyone', 'group', 'here']);

/** As people and apps fill it in; `status_expiration` is in Unix seconds, and 0 is never. */
export type WantedProfile = z.infer<typeof WantedProfile>;
const line = z.string().optional();
const WantedProfile = z
  .object({
    real_name: line,
    first_name: line,
    last_name: line,
    display_name: line,
    email: z.email().toLowerCase().optional(),
    title: line,
    phone: line,
    pronouns: line,
    status_text: line,
    status_emoji: z
      .string()
      .regex(/^(:[a-z0-9_+'-]+:(:skin-tone-[2-6]:)?)?$/)
      .optional(),
    status_expiration: z.coerce.number().int().min(0).max(9_999_999_999).optional(),
  })
  .refine((profile) => Object.values(profile).some((value) => value !== undefined));

/** @throws invalid_profile, too_long, reserved_name or invalid_starts_with_at */
export function readProfile(raw: unknown): WantedProfile {
  const parsed = WantedProfile.safeParse(raw);
  if (!parsed.success) throw new SlackError('invalid_profile');
  const { real_name, display_name, status_text } = parsed.data;
  const limits = [
    [Object.values(parsed.data), LONGEST_FIELD],
    [[real_name, display_name], LONGEST_NAME],
    [[status_text], LONGEST_STATUS],
  ] as const;
  const tooLong = limits.some(([values, most]) => values.some((value) => String(value ?? '').length > most));
  if (tooLong) throw new SlackError('too_long');
  if (real_name === '') throw new SlackError('invalid_profile');
  if (display_name?.startsWith('@')) throw new SlackError('invalid_starts_with_at');
  if (RESERVED_NAMES.has(display_name?.toLowerCase() ?? '')) throw new SlackError('reserved_name');
  return parsed.data;
}

/** The columns that change. @throws must_clear_both_status_text_and_status_emoji */
export function changesOf(wanted: WantedProfile, before: MemberRow) {
  const { first_name, last_name, status_text, status_emoji, status_expiration, ...same } = wanted;
  const [first = '', ...rest] = before.real_name.split(' ');
  const named = first_name !== undefined || last_name !== undefined;
  const real_name = `${first_name ?? first} ${last_name ?? rest.join(' ')}`.trim();
  const half =
    (status_text === '' && status_emoji === undefined && before.status_emoji !== '') ||
    (status_emoji === '' && status_text === undefined && before.status_text !== '');
  if (half) throw new SlackError('must_clear_both_status_text_and_status_emoji');
  const text = status_text ?? before.status_text;
  const hasStatus =
    status_text !== undefined || status_emoji !== undefined || status_expiration !== undefined;
  return {
    ...same,
    ...(named && real_name !== '' && { real_name }),
    ...(hasStatus && {
      status_text: text,
      // Words alone get a speech balloon, as in Slack.
      status_emoji: (status_emoji ?? before.status_emoji) || (text === '' ? '' : ':speech_balloon:'),
      status_until: status_expiration ? new Date(status_expiration * 1000) : null,
    }),
  };
}
