-- suggest_arguments(names text[], part text, most integer) -> value text, told text
--
-- The names of arguments that have `part` in them, of kinds of tasks with these names or, where
-- there are none, of all; without those whose values nobody is shown.
select key as value, string_agg(kind.name, ', ' order by kind.name) as told
from orakul.task_kind as kind
cross join jsonb_object_keys(
    case when jsonb_typeof(kind.arguments -> 'properties') = 'object'
        then kind.arguments -> 'properties' else '{}' end) as key
where (cardinality($1::text[]) = 0 or kind.name = any ($1::text[]))
    and key <> all (kind.secrets) and not orakul.names_secret(key)
    and strpos(lower(key), lower($2::text)) > 0
group by key
order by not starts_with(lower(key), lower($2::text)), key
limit $3::integer
