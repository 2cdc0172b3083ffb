-- A person's sign-in to the API, the command line and MCP. What they carry is signed and stored nowhere.
create table session (
  organization_id uuid not null references organization,
  id              uuid not null,
  member_id       uuid not null,
  -- Who opened it: the operator, for them.
  opened_by       text not null check (opened_by in ('operator')),
  created_at      timestamptz not null,
  -- Which of its refresh tokens is the last one, and when and whence it was asked for.
  generation      int not null default 1 check (generation > 0),
  refreshed_at    timestamptz not null,
  address         inet,
  -- Unless it is refreshed before.
  expires_at      timestamptz not null,
  revoked_at      timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references member
);
create index session_of_member on session (organization_id, member_id, created_at, id);
create index session_by_end on session (expires_at);
alter table session enable row level security;
alter table session force row level security;
create policy organization_only on session using (in_scope(organization_id));
