-- A saved view as clients see it, in lists and in events.

create or replace function orakul.saved_view_shape(saved orakul.saved_view) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', saved.id::text,
        'name', saved.name,
        'owner', (
            select jsonb_build_object('id', person.id::text, 'name', person.name)
            from orakul.person
            where person.id = saved.owner_id),
        'project', (select slug from orakul.project where project.id = saved.project_id),
        'search', saved.search,
        'created_at', saved.created_at,
        'changed_at', saved.changed_at
    )
$$;
