-- take_write(person bigint, rate integer) -> wait interval
--
-- Count a change by a person who may make so many a minute; null if it may be made, otherwise
-- how long to wait, and nothing is counted. Each change is spent for its part of a minute, so
-- that a whole minute's may be made at once. The clock is read with the row locked.
with taken as (
    insert into orakul.write_allowance as known (person_id, spent_until)
    values ($1::bigint, clock_timestamp() + interval '1 minute' / $2::integer)
    on conflict (person_id) do update
    set spent_until = greatest(known.spent_until, clock_timestamp()) + interval '1 minute' / $2
    where known.spent_until <= clock_timestamp() + interval '1 minute' - interval '1 minute' / $2
    returning 1
)
select case
    when exists (select from taken) then null
    else greatest(
        interval '1 second',
        coalesce(max(spent_until), clock_timestamp() + interval '1 minute')
            + interval '1 minute' / $2 - interval '1 minute' - clock_timestamp())
end as wait
from orakul.write_allowance
where person_id = $1
