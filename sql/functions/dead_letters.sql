-- Dead letters: failed tasks that nobody has tried again or discarded. A task fails only
-- when it has no attempt left, or when another would be in vain.

create or replace view orakul.dead_letter as
select *
from orakul.task
where state = 'failed' and discarded_at is null;

-- Try dead letters again, or discard them, each or not, and say what became of each:
-- 'done'; 'unchanged', where it was discarded already; or why not: 'unknown' to this person,
-- 'denied', 'discarded', 'gone' from the queue, 'waiting' as another task, or the state that
-- it is in. In the order of ids, and each with its job locked first, so that two who do this
-- at once wait for each other rather than deadlock, and the second finds it done.
create or replace function orakul.settle_dead_letters_v1(
    ids bigint[], reader bigint, discard boolean
) returns table (id bigint, outcome text)
language plpgsql as $$
declare
    role text;
    task orakul.task;
begin
    for id in select distinct unnest(ids) order by 1 loop
        -- Whoever owns a task of a project that they have left only looks at it.
        select case
            when reader is null or seen.project_id is null then 'member'
            else coalesce(member.role, 'viewer')
        end into role
        from orakul.task as seen
        left join orakul.project_member as member
            on member.project_id = seen.project_id and member.person_id = reader
        where seen.id = settle_dead_letters_v1.id
            and (reader is null or seen.owner_id = reader);
        if not found then
            outcome := 'unknown';
        elsif role = 'viewer' then
            outcome := 'denied';
        else
            perform from procrastinate_jobs as job
            where job.id = settle_dead_letters_v1.id for no key update;
            select * into task from orakul.task as locked
            where locked.id = settle_dead_letters_v1.id for no key update;
            outcome := case
                when task.state <> 'failed' then task.state
                when task.discarded_at is null then 'done'
                when discard then 'unchanged'
                else 'discarded'
            end;
        end if;
        if outcome = 'done' and discard then
            update orakul.task as dead
            set discarded_at = clock_timestamp(),
                discarded_by = orakul.current_actor(),
                discard_reason = orakul.setting('reason')
            where dead.id = settle_dead_letters_v1.id;
        elsif outcome = 'done' then
            outcome := coalesce(
                (select obstacle from orakul.act_on_tasks_v1('retry', array[id], null, null, null)),
                'done');
        end if;
        return next;
    end loop;
end;
$$;
