-- Actions on everything that a filter finds. The tasks are chosen when it is accepted: what
-- comes later is not touched. They are dealt with in chunks, each in one transaction with
-- its outcome, so a crash loses and repeats nothing.

-- What stands in the way of an action on many tasks (control_task.sql). Those that carry out such
-- actions are left to whoever acts on each: what somebody undid would be done after all, and what
-- can still be undone would begin.
create or replace function orakul.obstacles_to_many_v1(
    action text, ids bigint[], person bigint, priority integer, at timestamptz
) returns setof orakul.action_outcome
language sql stable as $$
    select
        outcome.id,
        outcome.was,
        case
            when outcome.obstacle is null and task.name = 'bulk_action' then 'bulk'
            else outcome.obstacle
        end
    from orakul.obstacles_v1(action, ids, person, priority, at) as outcome
    left join orakul.task on task.id = outcome.id
$$;

-- What an action on these tasks would do now, and what would be in its way.
drop function if exists orakul.survey_bulk_v1(text, bigint[], bigint, integer);

create or replace function orakul.survey_bulk_v1(
    action text, ids bigint[], person bigint, priority integer, at timestamptz default null
) returns jsonb
language sql stable set timezone = 'UTC' as $$
    with outcome as materialized (
        select id, was, obstacle
        from orakul.obstacles_to_many_v1(
            survey_bulk_v1.action, ids, survey_bulk_v1.person, survey_bulk_v1.priority,
            survey_bulk_v1.at)
    )
    select jsonb_build_object(
        'total', (select count(*) from outcome),
        'would_change', (select count(*) from outcome where obstacle is null),
        'states', (
            select coalesce(jsonb_object_agg(was, many), '{}')
            from (
                -- What was deleted since it was chosen is in no state.
                select was, count(*) as many from outcome
                where was is not null group by was) as counted),
        'skipped', (
            select coalesce(jsonb_object_agg(obstacle, many), '{}')
            from (
                select obstacle, count(*) as many from outcome
                where obstacle is not null group by obstacle) as counted),
        'samples', (
            select coalesce(jsonb_agg(orakul.listed_task(task) order by task.id), '[]')
            from (
                select id from outcome where obstacle is null order by id limit 5) as first
            join orakul.task on task.id = first.id))
$$;

-- The release before gives no time.
drop function if exists orakul.accept_bulk_v1(text, bigint[], bigint, integer, text);

create or replace function orakul.accept_bulk_v1(
    action text, ids bigint[], person bigint, priority integer, reason text,
    at timestamptz default null
) returns bigint
language sql as $$
    with accepted as (
        insert into orakul.bulk
            (action, priority, scheduled_at, reason, person_id, actor, total)
        values (
            accept_bulk_v1.action, accept_bulk_v1.priority, accept_bulk_v1.at,
            accept_bulk_v1.reason, accept_bulk_v1.person, orakul.current_actor(),
            cardinality(ids))
        returning id
    ),
    kept as (
        insert into orakul.bulk_chunk (bulk_id, number, ids)
        select accepted.id, chunk.number, chunk.ids
        from accepted
        cross join (
            select (place - 1) / 1000 as number, array_agg(id order by place) as ids
            from unnest(ids) with ordinality as each (id, place)
            group by 1
        ) as chunk
    )
    select id from accepted
$$;

-- Deal with the next chunk as whoever asked, with the rights that they have now; those of the
-- command line, who are no person, are restricted by none.
-- The answer is how many tasks are dealt with, null when none were left.
create or replace function orakul.carry_out_chunk_v1(bulk bigint) returns bigint
language plpgsql as $$
#variable_conflict use_column
declare
    actor text := coalesce(orakul.setting('actor'), '');
    reason text := coalesce(orakul.setting('reason'), '');
    asked orakul.bulk;
    chunk orakul.bulk_chunk;
    spared bigint[];
    outcomes orakul.action_outcome[];
begin
    select * into asked from orakul.bulk where id = carry_out_chunk_v1.bulk for no key update;
    select * into chunk from orakul.bulk_chunk
    where bulk_id = asked.id and done is null
    order by number limit 1;
    if chunk.bulk_id is null then
        return null;
    end if;

    perform set_config(
        'orakul.actor', coalesce('person:' || asked.person_id, asked.actor), true);
    perform set_config('orakul.reason', coalesce(asked.reason, ''), true);
    spared := array(
        select id from orakul.task where id = any (chunk.ids) and name = 'bulk_action');
    outcomes := array(
        select each
        from orakul.act_on_tasks_v1(
            asked.action, array(select id from unnest(chunk.ids) as id where id <> all (spared)),
            asked.person_id, asked.priority, asked.scheduled_at) as each
        union all
        select each
        from orakul.obstacles_to_many_v1(
            asked.action, spared, asked.person_id, asked.priority, asked.scheduled_at) as each);
    perform set_config('orakul.actor', actor, true);
    perform set_config('orakul.reason', reason, true);

    update orakul.bulk_chunk
    set done = (select count(*) from unnest(outcomes) as each where each.obstacle is null),
        skipped = (
            select coalesce(jsonb_object_agg(obstacle, many), '{}')
            from (
                select obstacle, count(*) as many from unnest(outcomes)
                where obstacle is not null group by obstacle) as counted),
        skipped_tasks = (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', id::text, 'state', was, 'obstacle', obstacle) order by id), '[]')
            from unnest(outcomes) where obstacle is not null)
    where bulk_id = asked.id and number = chunk.number;
    return chunk.number * 1000 + cardinality(chunk.ids);
end;
$$;

-- What a bulk action came to: how many were changed, how many were not and why, and some of
-- those.
create or replace function orakul.bulk_result_v1(bulk bigint) returns jsonb
language sql stable as $$
    select jsonb_build_object(
        'action', bulk.action,
        'total', bulk.total,
        'done', (
            select coalesce(sum(done), 0) from orakul.bulk_chunk where bulk_id = bulk.id),
        'skipped', (
            select coalesce(jsonb_object_agg(obstacle, many), '{}')
            from (
                select key as obstacle, sum(value::bigint) as many
                from orakul.bulk_chunk
                cross join jsonb_each_text(skipped)
                where bulk_id = bulk.id
                group by key) as counted),
        'samples', (
            select coalesce(jsonb_agg(sample order by number, place), '[]')
            from (
                select number, place, sample
                from orakul.bulk_chunk
                cross join jsonb_array_elements(skipped_tasks) with ordinality as each (sample, place)
                where bulk_id = bulk.id
                order by number, place
                limit 20) as first))
    from orakul.bulk where bulk.id = bulk_result_v1.bulk
$$;
