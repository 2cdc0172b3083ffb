-- The whole life of a credential: policy, rotation, claims, approvals, reminders, services and identities, the seal of
-- the audit log, and the processes that have to hear of a revocation before it counts as done.

-- Policy. Lifetimes and thresholds are whole seconds.
alter table organization
  add default_lifetime  int not null default 31536000 check (default_lifetime > 0),
  add longest_lifetime  int check (longest_lifetime > 0),
  -- How long before the end of a token its owner is told; 0, when it has ended, is always among them.
  add reminders         int[] not null default '{604800,259200,86400}',
  -- How long both live when a rotation is started, and how long the old one must be quiet, once the new one was used,
  -- for the rotation to finish by itself; null: it does not.
  add rotation_grace    int not null default 604800 check (rotation_grace >= 0),
  add rotation_quiet    int default 86400 check (rotation_quiet > 0),
  -- Whether the use of a token that was replaced freezes its whole family.
  add freezes_family    boolean not null default false,
  -- What has to be approved: bots that are made, scopes that are widened.
  add approval_for      text[] not null default '{}' check (approval_for <@ array['bots', 'scopes']),
  -- The channel of the approvers; null: each admin is asked directly.
  add approval_channel  text,
  add check (default_lifetime <= longest_lifetime);

-- The workspace gives a role, an admin may give another; deactivation beats both.
alter table member
  add given_role text check (given_role in ('admin', 'member', 'guest')),
  add role text not null generated always as (coalesce(given_role, workspace_role)) stored;
create index member_by_name on member (organization_id, name);

alter table bot
  add description     text not null default '' check (length(description) <= 300),
  add backup_owner_id uuid,
  add disabled_at     timestamptz,
  -- Somebody it was offered to, until they accept or the offer ends.
  add offered_to_id   uuid,
  add offer_ends_at   timestamptz,
  add foreign key (organization_id, backup_owner_id) references member,
  add foreign key (organization_id, offered_to_id) references member,
  add check ((offered_to_id is null) = (offer_ends_at is null));
create index bot_of_owner on bot (organization_id, owner_id) where deleted_at is null;

alter table token
  -- A token and its successors by rotation share the first one's id.
  add family_id           uuid,
  -- The token it takes the place of.
  add predecessor_id      uuid,
  -- When a successor was made; until when both live.
  add superseded_at       timestamptz,
  add grace_ends_at       timestamptz,
  -- When it was presented past its grace, and its owner told.
  add superseded_use_at   timestamptz,
  add frozen_at           timestamptz,
  -- Why it ended before its time, in a word: revoked, rotated, deleted, transferred, reported, unseen, policy.
  add ended_by            text,
  -- Where it may be used from; empty: anywhere.
  add networks            cidr[] not null default '{}',
  add use_limit           int check (use_limit > 0),
  add uses_left           int check (uses_left >= 0),
  add created_by_token    uuid,
  -- Null until it is known that somebody saw it: a surface that broke off before leaves a token that nobody has.
  add shown_at            timestamptz,
  add last_used_at        timestamptz,
  add last_used_address   inet,
  add last_used_surface   text,
  add check ((use_limit is null) = (uses_left is null)),
  add check ((superseded_at is null) = (grace_ends_at is null));
-- Tokens that are there already begin a family each, and were shown.
alter table token no force row level security;
update token set family_id = id, shown_at = created_at;
alter table token force row level security;
alter table token alter family_id set not null;
create index token_of_family on token (organization_id, family_id);
create index token_issued_by on token (organization_id, created_by_token) where created_by_token is not null;
create index token_by_end on token (expires_at) where revoked_at is null;
create index token_unseen on token (created_at) where shown_at is null and revoked_at is null;
create index token_superseded on token (grace_ends_at) where superseded_at is not null and revoked_at is null;
-- Of two rotations at once, one wins.
create unique index token_successor on token (organization_id, predecessor_id) where revoked_at is null;

-- A promise of a token to one person, minted when they take it. Until then nothing exists.
create table claim (
  organization_id uuid not null references organization,
  id              uuid not null,
  member_id       uuid not null,
  bot_id          uuid not null,
  -- The token it replaces, or the terms of a new one.
  token_id        uuid,
  terms           jsonb,
  reason          text not null check (reason in ('reminder', 'approval', 'transfer', 'hand-over')),
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  taken_at        timestamptz,
  made_token_id   uuid,
  withdrawn_at    timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references member,
  foreign key (organization_id, bot_id) references bot,
  foreign key (organization_id, token_id) references token,
  foreign key (organization_id, made_token_id) references token,
  check (num_nonnulls(token_id, terms) = 1)
);
create unique index claim_open on claim (organization_id, token_id, member_id)
  where taken_at is null and withdrawn_at is null;
create index claim_of_bot on claim (organization_id, bot_id);

-- A request that somebody else has to approve: what was asked, letter for letter, and why.
create table approval (
  organization_id uuid not null references organization,
  id              uuid not null,
  kind            text not null check (kind in ('bots', 'scopes')),
  requester_id    uuid not null,
  -- The bot whose scopes are widened; a bot that is to be made has no row yet.
  bot_id          uuid,
  command         text not null,
  input           jsonb not null,
  reason          text not null check (length(reason) between 1 and 300),
  added_scopes    text[] not null,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  answered_at     timestamptz,
  answered_by     uuid,
  is_approved     boolean,
  -- What the one who answered said.
  answer          text check (length(answer) between 1 and 300),
  primary key (organization_id, id),
  foreign key (organization_id, requester_id) references member,
  foreign key (organization_id, answered_by) references member,
  foreign key (organization_id, bot_id) references bot,
  check ((answered_at is null) = (is_approved is null))
);
create index approval_open on approval (organization_id, created_at) where answered_at is null;
-- One request at a time for a name, and for a bot's scopes.
create unique index approval_of_one on approval (organization_id, kind, coalesce(bot_id::text, input->>'username'))
  where answered_at is null;

create table service (
  organization_id uuid not null references organization,
  id              uuid not null,
  service_type    text not null,
  external_id     text not null check (length(external_id) between 1 and 200),
  label           text check (length(label) between 1 and 100),
  created_at      timestamptz not null,
  primary key (organization_id, id),
  unique (organization_id, service_type, external_id)
);

-- A bot's name in a service. A service that is referenced cannot go.
create table identity (
  organization_id uuid not null references organization,
  bot_id          uuid not null,
  service_id      uuid not null,
  value           text not null check (length(value) between 1 and 200),
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (organization_id, bot_id, service_id),
  foreign key (organization_id, bot_id) references bot,
  foreign key (organization_id, service_id) references service
);
create index identity_of_service on identity (organization_id, service_id);

-- Something to be said to a person, or in a channel: what about, never the words, which are found when it is said.
create table notice (
  organization_id uuid not null references organization,
  id              uuid not null,
  kind            text not null,
  member_id       uuid,
  channel         text,
  subject         jsonb not null,
  created_at      timestamptz not null,
  due_at          timestamptz not null,
  -- The process that is saying it, and how often that was begun.
  claimed_by      uuid,
  attempts        int not null default 0,
  sent_at         timestamptz,
  -- Where it stands, so that it can be replaced.
  place           text,
  given_up_at     timestamptz,
  fault           text,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references member,
  check (num_nonnulls(member_id, channel) = 1)
);
create index notice_due on notice (due_at) where sent_at is null and given_up_at is null;
-- Where an approval was asked, so that its buttons can go when it is answered.
create index notice_asking on notice (organization_id, (subject->>'approval')) where kind = 'approval_asked';
create index notice_claimed on notice (claimed_by)
  where claimed_by is not null and sent_at is null and given_up_at is null;

-- That a token's owner was told at this threshold, seconds before its end. Never twice.
create table reminder (
  organization_id uuid not null references organization,
  token_id        uuid not null,
  threshold       int not null check (threshold >= 0),
  created_at      timestamptz not null,
  -- The message it stands in; null for one that a later threshold has made needless.
  notice_id       uuid,
  primary key (organization_id, token_id, threshold),
  foreign key (organization_id, token_id) references token,
  -- That it was told outlives the message.
  foreign key (organization_id, notice_id) references notice on delete set null (notice_id)
);
create index reminder_of_notice on reminder (organization_id, notice_id) where notice_id is not null;

-- What a repeated Idempotency-Key is answered with. Never a secret.
create table replay (
  organization_id uuid not null references organization,
  actor_id        uuid not null,
  key             text not null check (length(key) between 1 and 255),
  request_hash    bytea not null,
  body            jsonb,
  -- The token whose secret the first answer held.
  token_id        uuid,
  created_at      timestamptz not null,
  primary key (organization_id, actor_id, key),
  foreign key (organization_id, token_id) references token
);

-- The audit log is chained by one sealer an organization; a row is not touched after it was sealed.
alter table audit_entry
  alter actor_id drop not null,
  drop constraint audit_entry_actor_kind_check,
  add check (actor_kind in ('member', 'bot', 'system')),
  -- What it was about beside the target: the id of the token that was made or ended.
  add subject       uuid,
  add note          text check (length(note) <= 300),
  -- Refusals past the tenth of a minute are counted in one row, which is sealed when its minute is over.
  add count         int not null default 1 check (count > 0),
  add open_until    timestamptz,
  add sequence      bigint,
  add previous_hash bytea,
  add hash          bytea,
  add unique (organization_id, sequence),
  add check (num_nonnulls(sequence, previous_hash, hash) in (0, 3));
create index audit_entry_unsealed on audit_entry (organization_id, at) where sequence is null;

-- The last row of each chain, signed: who can write to this database and not to the key cannot make another.
create table audit_head (
  organization_id uuid not null references organization,
  sequence        bigint not null,
  hash            bytea not null,
  signature       text not null,
  sealed_at       timestamptz not null,
  primary key (organization_id)
);

-- Every process of this installation, for as long as it beats.
create table process (
  id         uuid primary key,
  name       text not null,
  started_at timestamptz not null,
  beat_at    timestamptz not null
);

create function fence(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('create policy organization_only on %I using (in_scope(organization_id))', name);
end $$;
select fence('claim'), fence('approval'), fence('service'), fence('identity'), fence('notice'), fence('reminder'),
  fence('replay'), fence('audit_head');
drop function fence;
