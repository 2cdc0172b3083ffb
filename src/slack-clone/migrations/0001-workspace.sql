-- One workspace: who is in it, where they talk, what was said, which apps and tokens there are.
-- A clone's schema holds exactly one.
create table workspace (
  only_one   boolean primary key default true check (only_one),
  id         text not null unique,
  name       text not null,
  domain     text not null,
  created_at timestamptz not null
);

-- People and bot users alike, as Slack's own `users.list` calls them members.
create table member (
  id                  text primary key,
  name                text not null unique,
  real_name           text not null,
  tz                  text not null,
  is_admin            boolean not null default false,
  is_owner            boolean not null default false,
  is_restricted       boolean not null default false,
  is_ultra_restricted boolean not null default false,
  deleted             boolean not null default false,
  bot_id              text unique,
  app_id              text,
  created_at          timestamptz not null,
  check ((bot_id is null) = (app_id is null))
);

-- The manifest holds commands, scopes and addresses. The signing secret is not here: it must be readable, and what
-- must be readable lives in registry.json.
create table app (
  id           text primary key,
  bot_user_id  text not null unique references member (id),
  manifest     jsonb not null,
  installed_at timestamptz not null
);

-- Only the SHA-256 of a token. A revoked row stays, so that its bearer is told `token_revoked`.
-- `app_id` is null for the token of a person's own client.
create table token (
  hash       bytea primary key check (length(hash) = 32),
  kind       text not null check (kind in ('bot', 'user')),
  member_id  text not null references member (id),
  app_id     text references app (id),
  scopes     text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

create index token_of_app on token (app_id, kind);

-- `pair` names the two of a direct message, so that they have one and not two.
create table channel (
  id          text primary key,
  kind        text not null check (kind in ('public', 'private', 'im')),
  name        text unique,
  pair        text unique,
  is_general  boolean not null default false,
  is_archived boolean not null default false,
  topic       text not null default '',
  purpose     text not null default '',
  creator     text not null references member (id),
  created_at  timestamptz not null,
  check ((kind = 'im') = (pair is not null)),
  check ((kind = 'im') = (name is null))
);

create table channel_member (
  channel_id text not null references channel (id),
  member_id  text not null references member (id),
  joined_at  timestamptz not null,
  primary key (channel_id, member_id)
);

create index channel_member_of on channel_member (member_id);

-- Timestamps are text of one width, so that they sort as they are read.
create table message (
  channel_id  text not null references channel (id),
  ts          text collate "C" not null unique,
  member_id   text not null references member (id),
  bot_id      text,
  app_id      text,
  subtype     text,
  text        text not null,
  blocks      jsonb,
  thread_ts   text collate "C",
  edited_by   text,
  edited_ts   text,
  primary key (channel_id, ts)
);

create index message_of_thread on message (channel_id, thread_ts, ts) where thread_ts is not null;

-- An address an app may answer at: 5 times in 30 minutes. Its secret part is hashed, as it authenticates.
create table response_url (
  hash       bytea primary key check (length(hash) = 32),
  app_id     text not null references app (id),
  member_id  text not null references member (id),
  channel_id text not null references channel (id),
  message_ts text,
  ephemeral  boolean not null,
  uses       smallint not null default 0 check (uses between 0 and 5),
  expires_at timestamptz not null
);

create index response_url_end on response_url (expires_at);
