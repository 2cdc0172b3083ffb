import type { Person } from './protocol.ts';
import { unixSeconds } from './stamps.ts';
import type { MemberRow } from './store/members.ts';
import type { Workspace } from './workspace.ts';

/** The sizes in which Slack tells of a picture. */
const PICTURE_SIZES = [24, 32, 48, 72, 192, 512];

/** As `client.boot` gives somebody who can be acted as. */
export function shownPerson(row: MemberRow): Person {
  const { id, name, real_name, tz, is_admin, is_restricted } = row;
  return { id, name, real_name, tz, is_admin, is_restricted };
}

/** As `users.info` gives a person or a bot. @param withEmail whether the caller may see addresses. */
export function shownUser(workspace: Workspace, row: MemberRow, withEmail: boolean): Record<string, unknown> {
  return {
    id: row.id,
    team_id: workspace.team.id,
    name: row.name,
    deleted: row.deleted,
    real_name: row.real_name,
    tz: row.tz,
    ...zone(row.tz, workspace.clock.now()),
    profile: shownProfile(workspace, row, withEmail),
    is_admin: row.is_admin,
    is_owner: row.is_owner,
    is_primary_owner: row.is_owner,
    is_restricted: row.is_restricted,
    is_ultra_restricted: row.is_ultra_restricted,
    is_bot: row.bot_id !== null,
    is_app_user: false,
    is_email_confirmed: row.email !== null,
    updated: unixSeconds(row.updated_at ?? row.created_at),
  };
}

/** As `users.profile.get` gives it. */
export function shownProfile(
  { team, address, clock }: Workspace,
  row: MemberRow,
  withEmail: boolean,
): Record<string, unknown> {
  const { id, real_name, name } = row;
  const display_name = row.display_name ?? name;
  const [first = real_name, ...rest] = real_name.split(' ');
  return {
    real_name,
    real_name_normalized: real_name,
    display_name,
    display_name_normalized: display_name,
    first_name: first,
    last_name: rest.join(' '),
    team: team.id,
    title: row.title,
    phone: row.phone,
    pronouns: row.pronouns,
    skype: '',
    ...shownStatus(row, clock.now()),
    avatar_hash: `g${id.toLowerCase()}`,
    ...pictures(`${address.url}/avatars/${id}`),
    ...(row.bot_id !== null && { bot_id: row.bot_id, api_app_id: row.app_id, always_active: true }),
    ...(row.email !== null && withEmail && { email: row.email }),
  };
}

function pictures(place: string): Record<string, string> {
  return Object.fromEntries(PICTURE_SIZES.map((size) => [`image_${size}`, `${place}-${size}.svg`]));
}

/** One that has ended is not there any more. */
function shownStatus(row: MemberRow, now: Date) {
  const ended = row.status_until !== null && row.status_until <= now;
  const nothing = { status_text: '', status_emoji: '', status_until: null };
  const { status_text, status_emoji, status_until } = ended ? nothing : row;
  return {
    status_text,
    status_text_canonical: '',
    status_emoji,
    status_emoji_display_info: [],
    status_expiration: status_until === null ? 0 : unixSeconds(status_until),
  };
}

/** Slack tells the zone's name and offset as they are now: `Central European Summer Time`, 7200. */
export function zone(timeZone: string, now: Date): { tz_label: string; tz_offset: number } {
  const part = (timeZoneName: 'long' | 'longOffset') =>
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(part('longOffset')) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return { tz_label: part('long'), tz_offset: sign === '-' ? -seconds : seconds };
}
