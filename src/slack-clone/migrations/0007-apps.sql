-- Several apps in one workspace. An app is there before it is installed, and stays when it is uninstalled: then
-- `installed_at` is null. `is_own` is the one that came with the workspace. `source` is its manifest as it was given,
-- `request_url` where it listens when that names no address. The client's secret is a hash: it authenticates.
alter table app
  alter column bot_user_id drop not null,
  alter column installed_at drop not null,
  add column is_own boolean not null default false,
  add column client_id text unique,
  add column client_secret_hash bytea check (length(client_secret_hash) = 32),
  add column source jsonb,
  add column request_url text,
  add column created_at timestamptz,
  add column deleted_at timestamptz;

update app set
  is_own = true,
  created_at = installed_at,
  manifest = manifest || '{"redirectUrls": [], "userEvents": [], "socketMode": false}';

alter table app alter column created_at set not null;
create unique index app_own on app (is_own) where is_own;

-- `app` is an app-level token, `config` one that makes and changes apps; both belong to who made them. `granted_by` is
-- who allowed an app by OAuth; null for what came otherwise.
alter table token
  drop constraint token_kind_check,
  add constraint token_kind_check check (kind in ('bot', 'user', 'app', 'config')),
  add column granted_by text references member (id);

-- What an app exchanges for its tokens: once, within ten minutes. `redirect_uri` is null where none was named.
create table oauth_code (
  hash         bytea primary key check (length(hash) = 32),
  app_id       text not null references app (id),
  member_id    text not null references member (id),
  bot_scopes   text[] not null,
  user_scopes  text[] not null,
  redirect_uri text,
  expires_at   timestamptz not null,
  used_at      timestamptz
);

create index oauth_code_end on oauth_code (expires_at);
