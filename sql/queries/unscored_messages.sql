-- unscored_messages(most integer) -> id bigint
--
-- Messages that nobody has scored yet, newest first.
select id from orakul.message where scored_at is null order by id desc limit $1::integer
