-- Days of the log: made ahead, so that writers find them, and dropped when they are old.
--
-- Either changes the table itself, for which nobody may read or write it: some ms once a
-- day. A long reader makes it wait, and everybody behind it; so it gives up soon and is
-- tried again. Nothing depends on it in time: what no day was made for goes into
-- event_later, which becomes a partition of its own when somebody keeps house again.

create or replace function orakul.lock_event_log() returns void
language plpgsql as $$
begin
    perform set_config('lock_timeout', '200ms', true);
    lock table orakul.event in access exclusive mode;
end;
$$;

-- The log's partitions, oldest first; a bound is null where there is none.
create or replace function orakul.event_partitions_v1()
returns table (name text, lower_bound bigint, upper_bound bigint)
language sql stable as $$
    select
        relname,
        (regexp_match(bound, $re$FROM \('(\d+)'\)$re$))[1]::bigint as lower_bound,
        (regexp_match(bound, $re$TO \('(\d+)'\)$re$))[1]::bigint
    from pg_inherits
    join pg_class on pg_class.oid = inhrelid
    cross join pg_get_expr(relpartbound, pg_class.oid) as bounds (bound)
    where inhparent = 'orakul.event'::regclass
    order by lower_bound nulls first
$$;

create or replace function orakul.day_of(moment timestamptz) returns date
language sql immutable as $$
    select (moment at time zone 'UTC')::date
$$;

create or replace function orakul.first_position_of(day date) returns bigint
language sql immutable as $$
    select orakul.position_at(day::timestamp at time zone 'UTC')
$$;

create or replace function orakul.add_event_partition(
    lower_bound bigint, before date, made text default null
) returns void
language plpgsql as $$
declare
    day text := to_char(coalesce(
        orakul.day_of(orakul.time_at(lower_bound)), before - 1), 'YYYYMMDD');
begin
    if made is null then
        execute format('create table orakul.event_%s (like orakul.event including constraints)', day);
    else
        execute format('alter table orakul.%I rename to event_%s', made, day);
    end if;
    execute format(
        'alter table orakul.event attach partition orakul.event_%s for values from (%s) to (%s)',
        day, coalesce(lower_bound::text, 'minvalue'), orakul.first_position_of(before));
end;
$$;

-- Make the days up to so many ahead; return how many partitions that were.
create or replace function orakul.partition_events_v1(
    ahead integer, moment timestamptz default clock_timestamp()
) returns integer
language plpgsql as $$
declare
    made integer := 0;
    start bigint;
    tomorrow date;
    horizon date;
    day date;
begin
    select lower_bound into start
    from orakul.event_partitions_v1() where name = 'event_later';
    if start >= orakul.first_position_of(orakul.day_of(moment) + 1 + ahead)
        and not exists (select from orakul.event_later) then
        return 0;
    end if;
    perform orakul.lock_event_log();
    select lower_bound into start
    from orakul.event_partitions_v1() where name = 'event_later';
    -- No writer is between drawing a position and writing there: the lock keeps them out.
    tomorrow := 1 + greatest(
        orakul.day_of(moment),
        orakul.day_of(orakul.time_at(pg_sequence_last_value('orakul.event_position'))));
    horizon := tomorrow + ahead;
    if start >= orakul.first_position_of(horizon) then
        return 0;
    end if;
    alter table orakul.event detach partition orakul.event_later;
    day := orakul.day_of(orakul.time_at(start));
    if start is null or day < tomorrow then
        if exists (select from orakul.event_later) then
            perform orakul.add_event_partition(start, tomorrow, 'event_later');
            create table orakul.event_later (like orakul.event including constraints);
        else
            perform orakul.add_event_partition(start, tomorrow);
        end if;
        made := 1;
        day := tomorrow;
    end if;
    while day < horizon loop
        perform orakul.add_event_partition(orakul.first_position_of(day), day + 1);
        made := made + 1;
        day := day + 1;
    end loop;
    execute format(
        'alter table orakul.event attach partition orakul.event_later'
        ' for values from (%s) to (maxvalue)', orakul.first_position_of(horizon));
    return made;
end;
$$;
