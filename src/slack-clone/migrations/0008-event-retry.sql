-- Events that an app has not taken at once, until it does or has been asked three times more. `body` is what it is sent;
-- `number` counts the next try.
create table event_retry (
  event_id text primary key,
  app_id   text not null references app (id),
  body     jsonb not null,
  number   smallint not null check (number between 2 and 3),
  reason   text not null,
  due_at   timestamptz not null
);

create index event_retry_due on event_retry (due_at);
