-- Matrix: a homeserver that belongs to one organization, its people, what it told us, and what is to be done there.

alter table organization add matrix_server text unique;

-- A person is known by a Slack user id, a Matrix user id, or both.
alter table member
  add matrix_user_id text,
  add unique (organization_id, matrix_user_id);

-- Where it is said; null: wherever they are.
alter table notice add via text check (via in ('slack', 'matrix'));

-- What the homeserver told, once each, in the order in which it did. It is kept before it is answered, and worked off
-- afterwards, a room's in order.
create table matrix_event (
  organization_id uuid not null references organization,
  id              bigint not null generated always as identity,
  event_id        text not null,
  room_id         text not null,
  -- As it came, without any token of ours; of what is done only what it is, whose, and of whom.
  event           jsonb not null,
  received_at     timestamptz not null,
  due_at          timestamptz not null,
  claimed_by      uuid,
  attempts        int not null default 0,
  -- When what it says of rooms was taken down, and bots were told.
  told_at         timestamptz,
  done_at         timestamptz,
  fault           text,
  primary key (organization_id, id),
  unique (organization_id, event_id)
);

create index matrix_event_due on matrix_event (due_at) where done_at is null;
create index matrix_event_held on matrix_event (claimed_by) where claimed_by is not null and done_at is null;
create index matrix_event_of_room on matrix_event (organization_id, room_id, id) where done_at is null;
create index matrix_event_by_age on matrix_event (received_at);
-- Not by whose it is: with a policy on the table no index is asked for what is in JSON.
create index matrix_event_of_membership on matrix_event (organization_id, room_id, received_at)
  where event->>'type' = 'm.room.member';

create table matrix_room (
  organization_id   uuid not null references organization,
  room_id           text not null,
  is_encrypted      boolean not null default false,
  -- When the command bot said that it cannot read there.
  told_encrypted_at timestamptz,
  primary key (organization_id, room_id)
);

-- The rooms that our own users are in or invited to; the command bot is no bot's.
create table matrix_membership (
  organization_id uuid not null references organization,
  room_id         text not null,
  user_id         text not null,
  bot_id          uuid,
  state           text not null check (state in ('join', 'invite')),
  at              timestamptz not null,
  primary key (organization_id, room_id, user_id),
  foreign key (organization_id, bot_id) references bot
);

create index matrix_membership_of_user on matrix_membership (organization_id, user_id);

-- The users of the homeserver that are ours. Written before each is made, when it was seen not to be there: what was there
-- before is somebody's.
create table matrix_user (
  organization_id uuid not null references organization,
  user_id         text not null,
  created_at      timestamptz not null,
  primary key (organization_id, user_id)
);

-- The room in which the command bot speaks with one person alone.
create table matrix_direct (
  organization_id uuid not null references organization,
  member_id       uuid not null,
  room_id         text not null,
  created_at      timestamptz not null,
  primary key (organization_id, member_id),
  foreign key (organization_id, member_id) references member
);

-- Something that a person can answer by a number, a word or a reaction: a form, a question, or buttons.
create table matrix_prompt (
  organization_id uuid not null references organization,
  id              uuid not null,
  member_id       uuid not null,
  room_id         text not null,
  -- The message that asks; null until it is sent.
  event_id        text,
  -- The thread that it stands in.
  thread_id       text,
  kind            text not null check (kind in ('form', 'question', 'buttons')),
  -- What is asked and what was answered, sealed: an answer may be a secret.
  state           text not null,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  -- When something else was asked after it: a typed answer is no longer to it, a reaction to its buttons still is.
  passed_at       timestamptz,
  answered_at     timestamptz,
  -- The event that answered, so that the same one heard again is the answer still.
  answered_by     text,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references member
);

create index matrix_prompt_open on matrix_prompt (organization_id, room_id, member_id, created_at)
  where answered_at is null;
create index matrix_prompt_of_event on matrix_prompt (organization_id, event_id);
create index matrix_prompt_by_answer on matrix_prompt (organization_id, answered_by) where answered_by is not null;
create index matrix_prompt_by_end on matrix_prompt (expires_at);

-- What is to be done on the homeserver: a bot's user brought in step with the bot, or a message redacted.
create table matrix_errand (
  organization_id uuid not null references organization,
  id              uuid not null,
  kind            text not null check (kind in ('user', 'redact')),
  bot_id          uuid,
  room_id         text,
  -- Of the message; null when it is not known whether it was sent: then it is looked for.
  event_id        text,
  created_at      timestamptz not null,
  due_at          timestamptz not null,
  claimed_by      uuid,
  attempts        int not null default 0,
  -- How often it was asked for: what changes while it is run is run again.
  asked           int not null default 1,
  done_at         timestamptz,
  given_up_at     timestamptz,
  fault           text,
  primary key (organization_id, id),
  foreign key (organization_id, bot_id) references bot,
  check ((kind = 'user') = (bot_id is not null)),
  check ((kind = 'redact') = (room_id is not null))
);

create index matrix_errand_due on matrix_errand (due_at) where done_at is null and given_up_at is null;
create index matrix_errand_held on matrix_errand (claimed_by)
  where claimed_by is not null and done_at is null and given_up_at is null;
create unique index matrix_errand_of_bot on matrix_errand (organization_id, bot_id)
  where bot_id is not null and done_at is null and given_up_at is null;
create index matrix_errand_by_age on matrix_errand (created_at);

-- What a bot without a webhook can ask for, for a day (Telegram's getUpdates).
create table bot_update (
  organization_id uuid not null references organization,
  bot_id          uuid not null,
  update_id       bigint not null,
  payload         jsonb not null,
  created_at      timestamptz not null,
  primary key (organization_id, bot_id, update_id),
  foreign key (organization_id, bot_id) references bot
);

create index bot_update_by_age on bot_update (created_at);

-- A code by which a person joins their Slack and their Matrix account. Only its hash is kept.
create table link_code (
  organization_id uuid not null references organization,
  member_id       uuid not null,
  hash            bytea not null check (length(hash) = 32),
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  primary key (organization_id, member_id),
  unique (organization_id, hash),
  foreign key (organization_id, member_id) references member
);

-- Codes that were tried and were none: each counts, also of several at the same moment.
create table link_try (
  organization_id uuid not null references organization,
  id              uuid not null,
  member_id       uuid not null,
  at              timestamptz not null,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references member
);

create index link_try_of_member on link_try (organization_id, member_id, at);

create function fence(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('create policy organization_only on %I using (in_scope(organization_id))', name);
end $$;

select fence('matrix_event'), fence('matrix_room'), fence('matrix_membership'), fence('matrix_user'),
  fence('matrix_direct'),
  fence('matrix_prompt'), fence('matrix_errand'), fence('bot_update'), fence('link_code'), fence('link_try');

drop function fence;
