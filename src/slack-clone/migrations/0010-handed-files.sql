-- What a person handed to an app in a form: its bot may read it, though it was said nowhere.
create table handed_file (
  file_id   text not null references file (id) on delete cascade,
  member_id text not null references member (id),
  primary key (file_id, member_id)
);
