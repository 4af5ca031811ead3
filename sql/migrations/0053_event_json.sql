-- An event is written once and handed to each who reads it as the text that it is. To take it
-- apart and pack it when it is written, and to put it together again for each reader, took a
-- tenth of claiming and ending tasks. The log is written anew, once.
--
-- Whoever uses the old functions goes on until the new ones are there: what they make is turned
-- into text as it is stored, and where they look into it they do so as before. Their sessions keep
-- plans that pack it as before, though: whoever made drafts with such a plan has locked tasks and
-- is waited for, and a change of that table, be it of nothing, has all others planned anew.
lock table orakul.task, orakul.ticket, orakul.event;
alter table orakul.task reset (fillfactor);

-- What looks into events; a new database has none of it yet.
create temporary table reader on commit drop as
select format('create view orakul.%I as %s', viewname, replace(definition, 'data ->', 'data::jsonb ->'))
    as statement
from pg_views
where schemaname = 'orakul' and viewname in ('task_change', 'pause_change')
union all
select replace(pg_get_functiondef(oid), 'data -> ''task''', 'data::jsonb -> ''task''')
from pg_proc
where pronamespace = 'orakul'::regnamespace and proname in ('tasks_as_of', 'keep_board');
drop view if exists orakul.task_change, orakul.pause_change;

alter table orakul.ticket
    drop column drafts,
    alter column data type json using data::json;
alter type orakul.event_draft alter attribute data type json;
alter table orakul.ticket add column drafts orakul.event_draft[];
alter table orakul.ticket alter column drafts set storage external;

alter table orakul.event alter column data type json using data::json;

do $$
declare
    each text;
begin
    for each in select statement from reader loop
        execute each;
    end loop;
end;
$$;
