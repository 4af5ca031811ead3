-- How many messages of each classification a list finds, and of all of them together, each
-- counted up to *most*. What it would take long to count is not counted: then the number is
-- null. (A stable function may not explain.)
--
-- How rare a text is the planner only guesses, so a search is judged by all that it may read.

create or replace function orakul.count_messages_v1(
    reader bigint, project text, search text, author text, since timestamptz,
    until timestamptz, ids bigint[], chats bigint[], topics bigint[], most integer
) returns table (classification text, counted bigint)
language plpgsql volatile as $$
declare
    dearest constant double precision := 30000;  -- of the planner's units: a part of a second
    listed constant text := 'select from orakul.messages_that($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';
    bounded constant text := format('select count(*) from (%s limit $11) as found', listed);
    classes text[];
    plan json;
begin
    foreach classification in array array['all', 'signal', 'weak_signal', 'noise'] loop
        classes := case when classification <> 'all' then array[classification] end;
        execute 'explain (format json) ' || case when search is null then bounded else listed end
            into plan
            using reader, project, search, classes, author, since, until, ids, chats, topics, most;
        counted := null;
        if (plan #>> '{0,Plan,Total Cost}')::double precision <= dearest then
            execute bounded into counted
                using reader, project, search, classes, author, since, until, ids, chats,
                    topics, most;
        end if;
        return next;
    end loop;
end;
$$;
