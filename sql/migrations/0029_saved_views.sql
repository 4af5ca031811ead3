-- Views of the board that somebody keeps under a name: what stands in its address, by the keys
-- that the board knows. One with a project is shared with the project's members.
create table orakul.saved_view (
    id bigint generated always as identity primary key,
    owner_id bigint not null references orakul.person,
    project_id bigint references orakul.project,
    name text not null check (name = btrim(name) and char_length(name) between 1 and 100),
    search jsonb not null check (
        jsonb_typeof(search) = 'object'
        and search - '{state,q,name,id,owner,project,sort,columns,chart,by,span}'::text[] = '{}'
        and octet_length(search::text) <= 8192
    ),
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    unique (owner_id, name)
);

create index saved_view_shared on orakul.saved_view (project_id, id) where project_id is not null;
