-- Slack workspaces that installed Botmint by OAuth: each is an organization, with a token of its own.

create table slack_installation (
  organization_id  uuid primary key references organization,
  team_id          text not null unique,
  team_name        text not null,
  bot_id           text not null,
  bot_user_id      text not null,
  scopes           text[] not null,
  -- AES-256-GCM, bound to this row. Null when the workspace has uninstalled Botmint: the rest says who was here.
  sealed_bot_token text,
  -- Who installed it last, as Slack names them.
  installed_by     text not null,
  installed_at     timestamptz not null,
  removed_at       timestamptz,
  check ((sealed_bot_token is null) = (removed_at is not null))
);

alter table slack_installation enable row level security;
alter table slack_installation force row level security;
create policy organization_only on slack_installation using (in_scope(organization_id));

-- Installing goes through a browser and comes back once: states that came back, by their hash, until they end.
create table slack_state (
  hash       bytea primary key check (length(hash) = 32),
  expires_at timestamptz not null
);

create index slack_state_by_end on slack_state (expires_at);
