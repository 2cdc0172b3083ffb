-- Every table that holds an organization's rows has organization_id first in its keys, under a policy that is forced
-- even on the tables' owner. app.organization is set for each transaction; '*' only by store/across.ts.

create function in_scope(organization uuid) returns boolean
  language sql stable
  return organization::text = current_setting('app.organization', true)
      or current_setting('app.organization', true) = '*';

create table organization (
  id            uuid primary key,
  slack_team_id text unique,
  name          text not null,
  created_at    timestamptz not null
);

create table member (
  organization_id uuid not null references organization,
  id              uuid not null,
  slack_user_id   text,
  name            text not null,
  time_zone       text not null,
  workspace_role  text not null check (workspace_role in ('admin', 'member', 'guest')),
  is_deactivated  boolean not null,
  checked_at      timestamptz not null,
  created_at      timestamptz not null,
  primary key (organization_id, id),
  unique (organization_id, slack_user_id)
);

-- A deleted bot keeps its row, and with it its name: a name is never given out twice.
create table bot (
  organization_id uuid not null references organization,
  id              uuid not null,
  username        text not null check (username ~ '^[a-z0-9][a-z0-9._-]{1,30}$'),
  display_name    text not null,
  owner_id        uuid not null,
  tier            text not null default 'free' check (tier in ('free', 'pro', 'enterprise')),
  is_verified     boolean not null default false,
  created_at      timestamptz not null,
  deleted_at      timestamptz,
  primary key (organization_id, id),
  unique (organization_id, username),
  foreign key (organization_id, owner_id) references member
);

-- Only the hash of a token is kept. The hint is its last six characters; the id is no secret and opens nothing.
create table token (
  organization_id   uuid not null references organization,
  id                uuid not null,
  bot_id            uuid not null,
  format            text not null check (format in ('jwt', 'opaque')),
  hash              bytea not null unique check (length(hash) = 32),
  hint              text not null check (length(hint) = 6),
  label             text check (length(label) between 1 and 100),
  scopes            text[] not null,
  created_by_member uuid,
  created_by_bot    uuid,
  created_at        timestamptz not null,
  expires_at        timestamptz not null check (expires_at > created_at),
  revoked_at        timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, bot_id) references bot,
  foreign key (organization_id, created_by_member) references member,
  foreign key (organization_id, created_by_bot) references bot,
  check (num_nonnulls(created_by_member, created_by_bot) = 1)
);
create index token_of_bot on token (organization_id, bot_id);
create index token_by_age on token (organization_id, created_at, id);

-- What was done and what was refused: by whom, from where, to what. Never what was said or shown.
create table audit_entry (
  organization_id uuid not null references organization,
  id              uuid not null,
  at              timestamptz not null,
  actor_kind      text not null check (actor_kind in ('member', 'bot')),
  actor_id        uuid not null,
  actor_name      text not null,
  surface         text not null,
  command         text not null,
  target          text,
  outcome         text not null,
  primary key (organization_id, id)
);
create index audit_entry_by_time on audit_entry (organization_id, at);

-- The installation itself: one row. The issuer is stored once and never follows a change of address.
create table installation (
  is_only    boolean primary key default true check (is_only),
  issuer     text not null,
  created_at timestamptz not null
);

create table signing_key (
  kid         text primary key,
  public_jwk  jsonb not null,
  private_jwk text not null,
  created_at  timestamptz not null,
  retired_at  timestamptz
);
-- One key signs at a time; retired ones still verify.
create unique index signing_key_in_use on signing_key ((true)) where retired_at is null;

alter table organization enable row level security;
alter table organization force row level security;
create policy organization_only on organization using (in_scope(id));

alter table member enable row level security;
alter table member force row level security;
create policy organization_only on member using (in_scope(organization_id));

alter table bot enable row level security;
alter table bot force row level security;
create policy organization_only on bot using (in_scope(organization_id));

alter table token enable row level security;
alter table token force row level security;
create policy organization_only on token using (in_scope(organization_id));

alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy organization_only on audit_entry using (in_scope(organization_id));
