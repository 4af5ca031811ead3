-- forget_spans(before timestamp with time zone) -> count bigint
--
-- Delete the spans that began before a time, and say how many there were.
with gone as (
    delete from orakul.span where started_at < $1::timestamptz returning 1
)
select count(*) from gone
