-- Dead letters: failed tasks that nobody has tried again or discarded. A task fails only
-- when it has no attempt left, or when another would be in vain.

create or replace view orakul.dead_letter as
select *
from orakul.task
where state = 'failed' and discarded_at is null;

-- Try dead letters again, or discard them, each or not, and say what became of each:
-- 'done'; 'unchanged', where it was discarded already; or why not: 'unknown' to this person,
-- 'denied', 'discarded', 'gone' from the queue, 'waiting' as another task, or the state that
-- it is in. In the order of ids, and with their jobs locked first, so that two who do this
-- at once wait for each other rather than deadlock, and the second finds it done. One statement
-- changes them all: what triggers do costs more than the change, and is done once.
create or replace function orakul.settle_dead_letters_v1(
    ids bigint[], reader bigint, discard boolean
) returns table (id bigint, outcome text)
language plpgsql as $$
#variable_conflict use_column
declare
    outcomes orakul.action_outcome[];  -- each with why it is left alone
    allowed bigint[];
    free bigint[];
begin
    -- Whoever owns a task of a project that they have left only looks at it.
    outcomes := array(
        select row(asked.id, seen.state, case
            when seen.id is null then 'unknown'
            when reader is not null and seen.project_id is not null
                and coalesce(member.role, 'viewer') = 'viewer' then 'denied'
        end)::orakul.action_outcome
        from (select distinct unnest(ids) as id) as asked
        left join orakul.task as seen
            on seen.id = asked.id and (reader is null or seen.owner_id = reader)
        left join orakul.project_member as member
            on member.project_id = seen.project_id and member.person_id = reader);
    allowed := array(select each.id from unnest(outcomes) as each where each.obstacle is null);
    perform from procrastinate_jobs as job
    where job.id = any (allowed) order by job.id for no key update;
    perform from orakul.task as task
    where task.id = any (allowed) order by task.id for no key update;

    -- What they are now, they stay until this is committed.
    outcomes := array(
        select row(asked.id, task.state, coalesce(asked.obstacle, case
            when task.id is null then 'unknown'
            when task.state <> 'failed' then task.state
            when task.discarded_at is not null and discard then 'unchanged'
            when task.discarded_at is not null then 'discarded'
        end))::orakul.action_outcome
        from unnest(outcomes) as asked
        left join orakul.task on task.id = asked.id);
    free := array(select each.id from unnest(outcomes) as each where each.obstacle is null);
    if discard then
        perform set_config('orakul.action', 'discard', true);
        update orakul.task
        set discarded_at = clock_timestamp(),
            discarded_by = orakul.current_actor(),
            discard_reason = orakul.setting('reason')
        where id = any (free);
        perform set_config('orakul.action', '', true);
    else
        outcomes := array(
            select row(asked.id, asked.was, coalesce(asked.obstacle, acted.obstacle))
                ::orakul.action_outcome
            from unnest(outcomes) as asked
            left join orakul.act_on_tasks_v1('retry', free, null, null, null) as acted
                on acted.id = asked.id);
    end if;
    return query
    select each.id, coalesce(each.obstacle, 'done') from unnest(outcomes) as each order by each.id;
end;
$$;
