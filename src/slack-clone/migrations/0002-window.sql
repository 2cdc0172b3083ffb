-- Which of a person's windows asked, as the hash of its token in hex: an answer that only they see is shown there. Null
-- for what was asked before this was kept.
alter table response_url add column window_key text;
