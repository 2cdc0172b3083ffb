-- What an app notes down with a message, for itself and other apps: `event_type` and `event_payload`.
alter table message add column metadata jsonb;

-- An app that is installed already asks for no events until its manifest is read again.
update app set manifest = manifest || '{"botEvents": [], "eventsUrl": ""}';
