-- What can be searched for: the words of a message, and those that stand in its blocks. Only the index keeps them. A
-- message of an app can be nearly a megabyte of blocks, more than Postgres indexes of one row, and then they are left
-- out.
create view message_words as
select channel_id, ts, member_id, subtype, thread_ts, text,
       to_tsvector('simple', text) || case
         when blocks is null or octet_length(blocks::text) > 150000 then ''::tsvector
         else jsonb_to_tsvector(
           'simple',
           jsonb_path_query_array(blocks, '$.**.text ? (@.type() == "string")'),
           '["string"]'
         )
       end as words
  from message;

-- What was said last waits in a list that each search reads: a short one.
create index message_words_index on message using gin ((
  to_tsvector('simple', text) || case
    when blocks is null or octet_length(blocks::text) > 150000 then ''::tsvector
    else jsonb_to_tsvector(
      'simple',
      jsonb_path_query_array(blocks, '$.**.text ? (@.type() == "string")'),
      '["string"]'
    )
  end
)) with (gin_pending_list_limit = 256);
