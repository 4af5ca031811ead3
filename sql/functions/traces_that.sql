-- The traces of which a person sees the first task (all of them where `reader` is null), of those
-- that a list is restricted to; what is null restricts nothing. A trace is here as the first task of
-- it that the person sees and that is asked for: one that failed, one of a project. Who has a later
-- task in a trace may have joined it, so it is in no list of theirs. PostgreSQL reads both
-- as parts of the statement that they stand in, so lists keep their plans and cannot differ.

create or replace function orakul.tasks_of_traces(reader bigint, failed boolean, project text)
returns setof orakul.task
language sql stable as $$
    select task.*
    from orakul.task
    where (reader is null or task.owner_id = reader)
        and (not failed or task.state = 'failed')
        and (tasks_of_traces.project is null or task.project_id = (
            select orakul.project_called(tasks_of_traces.project)))
$$;

create or replace function orakul.traces_that(reader bigint, failed boolean, project text)
returns setof orakul.task
language sql stable as $$
    select task.*
    from orakul.tasks_of_traces(reader, failed, project) as task
    where exists (
        -- In an order that only the index of traces has: asked otherwise, or as a join, it might
        -- read the whole table, once or for each task.
        select
        from (
            select first.id
            from orakul.tasks_of_traces(
                case when failed or project is not null then reader end, failed, project) as first
            where first.trace_id = task.trace_id
            order by first.created_at, first.id
            limit 1
        ) as first
        where first.id = task.id)
        -- Where every task is asked for, that was the first of all.
        and (reader is null or not failed and project is null or reader = (
            select first.owner_id
            from orakul.task as first
            where first.trace_id = task.trace_id
            order by first.created_at, first.id
            limit 1))
$$;
