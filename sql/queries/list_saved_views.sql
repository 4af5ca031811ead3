-- list_saved_views(person bigint, reader bigint, after_id bigint, most integer) -> id bigint, shape jsonb
--
-- A page of a person's own views, and of those that are shared with projects that they see
-- (all of them where `reader` is null), in the order in which they were saved.
select id, orakul.saved_view_shape(saved) as shape
from orakul.saved_view as saved
where (
    owner_id = $1::bigint
    or project_id is not null and $2::bigint is null
    or project_id in (select project_id from orakul.project_member where person_id = $2::bigint)
)
and ($3::bigint is null or id > $3::bigint)
order by id
limit $4::integer
