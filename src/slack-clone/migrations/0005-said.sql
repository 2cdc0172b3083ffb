-- Beside text and blocks: what is attached to a message, and the name and picture that its app gave itself for it.
alter table message add column attachments jsonb;
alter table message add column persona jsonb;

-- False: its text is shown as it is. Null: as Slack's text is.
alter table message add column mrkdwn boolean;

-- The scheduled message that it comes from, of which there can be one.
alter table message add column scheduled_id text unique;

-- A thread does not lose its parent, nor does a reply come to one that is just going. What is there is not looked at.
alter table message add foreign key (channel_id, thread_ts) references message (channel_id, ts) not valid;

-- `place` counts up, so that reactions stand in the order in which they were added.
create table reaction (
  channel_id text not null,
  ts         text collate "C" not null,
  name       text not null,
  member_id  text not null references member (id),
  place      bigint generated always as identity,
  primary key (channel_id, ts, name, member_id),
  foreign key (channel_id, ts) references message (channel_id, ts) on delete cascade
);

create index reaction_of_member on reaction (member_id, place);

create table pin (
  channel_id text not null,
  ts         text collate "C" not null,
  member_id  text not null references member (id),
  created_at timestamptz not null,
  primary key (channel_id, ts),
  foreign key (channel_id, ts) references message (channel_id, ts) on delete cascade
);

create table bookmark (
  id         text primary key,
  channel_id text not null references channel (id),
  title      text not null,
  link       text not null,
  emoji      text not null,
  app_id     text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null references member (id)
);

create index bookmark_of_channel on bookmark (channel_id, created_at, id);

-- What is to be said, and when. The row goes in the transaction in which the message comes.
create table scheduled_message (
  id         text primary key,
  channel_id text not null references channel (id),
  member_id  text not null references member (id),
  bot_id     text,
  app_id     text,
  post_at    timestamptz not null,
  created_at timestamptz not null,
  content    jsonb not null
);

create index scheduled_message_due on scheduled_message (post_at);
create index scheduled_message_of_channel on scheduled_message (channel_id, post_at);

-- An app that is installed already asks for no links until its manifest is read again.
update app set manifest = manifest || '{"unfurlDomains": []}';
