-- Direct messages among several; who said what a channel is for and when; what each member has read; what people say of
-- themselves.
alter table channel drop constraint channel_kind_check;
alter table channel add constraint channel_kind_check check (kind in ('public', 'private', 'im', 'mpim'));

-- `pair` names the members of a direct message, two or several, so that they have one and not two.
alter table channel drop constraint channel_check;
alter table channel add constraint channel_pair_check check ((kind in ('im', 'mpim')) = (pair is not null));

alter table channel
  add column topic_by       text references member (id),
  add column topic_at       timestamptz,
  add column purpose_by     text references member (id),
  add column purpose_at     timestamptz,
  add column previous_names text[] not null default '{}',
  add column updated_at     timestamptz;

-- The timestamp of the last message that was read. A direct message that was closed opens again by what is said after.
alter table channel_member
  add column last_read text collate "C" not null default '0000000000.000000',
  add column closed_ts text collate "C";

-- What stands beside the text of what the workspace itself writes: `topic`, `old_name`, `inviter`.
alter table message add column detail jsonb;

-- Null: a bot, which has no address; nobody chose a display name, so it is the name; no status that ends by itself.
alter table member
  add column email        text unique,
  add column display_name text,
  add column title        text not null default '',
  add column phone        text not null default '',
  add column pronouns     text not null default '',
  add column status_text  text not null default '',
  add column status_emoji text not null default '',
  add column status_until timestamptz,
  add column is_away      boolean not null default false,
  add column updated_at   timestamptz;

update member set email = member.name || '@' || workspace.domain || '.example' from workspace where bot_id is null;
