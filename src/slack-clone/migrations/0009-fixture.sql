-- Which fixtures were brought in, so that what is brought in twice is there once.
create table fixture (
  name      text primary key,
  seeded_at timestamptz not null
);
