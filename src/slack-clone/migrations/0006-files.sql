-- What was uploaded. `upload_hash` is the SHA-256 of the secret in its upload address, null once that has been used.
-- A file is there for others when it is completed; a deleted one keeps its row, so that its messages can say so.
create table file (
  id           text primary key,
  member_id    text not null references member (id),
  name         text not null,
  title        text not null,
  alt_txt      text not null default '',
  filetype     text not null,
  mode         text not null check (mode in ('hosted', 'snippet')),
  size         integer not null check (size > 0),
  preview      text,
  is_public    boolean not null default false,
  upload_hash  bytea unique check (length(upload_hash) = 32),
  uploaded_at  timestamptz,
  completed_at timestamptz,
  deleted_at   timestamptz,
  created_at   timestamptz not null
);

create index file_of_member on file (member_id);
create index file_unfinished on file (created_at) where completed_at is null;

-- What is in it, in parts of a megabyte, so that neither coming nor going is it ever whole in memory. Kept as it is:
-- most of what is uploaded is compressed already.
create table file_part (
  file_id  text not null references file (id) on delete cascade,
  position integer not null,
  bytes    bytea not null,
  primary key (file_id, position)
);

alter table file_part alter column bytes set storage external;

-- In which messages it is, and where among their files.
create table file_share (
  channel_id text not null,
  ts         text collate "C" not null,
  file_id    text not null references file (id),
  position   smallint not null,
  primary key (channel_id, ts, file_id),
  foreign key (channel_id, ts) references message (channel_id, ts) on delete cascade
);

create index file_share_of on file_share (file_id);
