import type { Person } from './protocol.ts';
import { unixSeconds } from './stamps.ts';
import type { MemberRow } from './store/members.ts';

/** As `client.boot` gives somebody who can be acted as. */
export function shownPerson(row: MemberRow): Person {
  const { id, name, real_name, tz, is_admin, is_restricted } = row;
  return { id, name, real_name, tz, is_admin, is_restricted };
}

/** As `users.info` gives a person or a bot. @param withEmail whether the caller may see addresses. */
export function shownUser(
  row: MemberRow,
  teamId: string,
  now: Date,
  withEmail: boolean,
): Record<string, unknown> {
  const isBot = row.bot_id !== null;
  const updated = unixSeconds(row.created_at);
  return {
    id: row.id,
    team_id: teamId,
    name: row.name,
    deleted: row.deleted,
    real_name: row.real_name,
    tz: row.tz,
    ...zone(row.tz, now),
    profile: {
      ...names(row),
      team: teamId,
      title: '',
      phone: '',
      status_text: '',
      status_emoji: '',
      ...(isBot && { bot_id: row.bot_id, api_app_id: row.app_id }),
      ...(!isBot && withEmail && { email: `${row.name}@example.com` }),
    },
    is_admin: row.is_admin,
    is_owner: row.is_owner,
    is_primary_owner: row.is_owner,
    is_restricted: row.is_restricted,
    is_ultra_restricted: row.is_ultra_restricted,
    is_bot: isBot,
    is_app_user: false,
    updated,
  };
}

function names({ name, real_name }: MemberRow): Record<string, string> {
  const [first = real_name, ...rest] = real_name.split(' ');
  return {
    real_name,
    real_name_normalized: real_name,
    display_name: name,
    display_name_normalized: name,
    first_name: first,
    last_name: rest.join(' '),
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
