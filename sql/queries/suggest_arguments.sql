-- suggest_arguments(names text[], reader bigint, part text, most integer) -> value text, told text
--
-- The names of arguments that have `part` in them, of kinds of tasks with these names or, where
-- there are none, of all; without those whose values nobody is shown. Where `reader` is not null,
-- of the kinds of the newest thousand tasks of their own.
select key as value, string_agg(kind.name, ', ' order by kind.name) as told
from orakul.task_kind as kind
cross join jsonb_object_keys(
    case when jsonb_typeof(kind.arguments -> 'properties') = 'object'
        then kind.arguments -> 'properties' else '{}' end) as key
where (cardinality($1::text[]) = 0 or kind.name = any ($1::text[]))
    and ($2::bigint is null or kind.name in (
        select own.name
        from (
            select name from orakul.task
            where owner_id = $2::bigint
            order by created_at desc, id desc
            limit 1000) as own))
    and key <> all (kind.secrets) and not orakul.names_secret(key)
    and strpos(lower(key), lower($3::text)) > 0
group by key
order by not starts_with(lower(key), lower($3::text)), key
limit $4::integer
