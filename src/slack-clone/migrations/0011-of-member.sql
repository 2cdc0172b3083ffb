-- What one person has said, for `from:` in a search.
create index message_of_member on message (member_id, ts);
