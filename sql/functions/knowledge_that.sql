-- The topics and the atoms that a reader sees (all of them where `reader` is null), of those that
-- a list is restricted to; what is null restricts nothing. As with orakul.messages_that, lists and
-- rankings have them in common.

create or replace function orakul.topics_that(
    reader bigint, projects text[], search text, ids bigint[]
) returns setof orakul.topic
language sql stable as $$
    select topic.*
    from orakul.topic
    join orakul.project on project.id = topic.project_id
    where (reader is null or exists (
            select from orakul.project_member as member
            where member.project_id = project.id and member.person_id = reader))
        and (projects is null
            or project.slug = any (projects)
            or project.id::text = any (projects))
        and (search is null or strpos(lower(orakul.text_of(topic)), lower(search)) > 0)
        and (topics_that.ids is null or topic.id = any (topics_that.ids))
$$;

create or replace function orakul.atoms_that(
    reader bigint, projects text[], search text, types text[], of_topic bigint, ids bigint[]
) returns setof orakul.atom
language sql stable as $$
    select atom.*
    from orakul.atom
    join orakul.project on project.id = atom.project_id
    where (reader is null or exists (
            select from orakul.project_member as member
            where member.project_id = project.id and member.person_id = reader))
        and (projects is null
            or project.slug = any (projects)
            or project.id::text = any (projects))
        and (search is null or strpos(lower(orakul.text_of(atom)), lower(search)) > 0)
        and (types is null or atom.type = any (types))
        and (of_topic is null or exists (
            select from orakul.topic_atom as linked
            where linked.atom_id = atom.id and linked.topic_id = of_topic))
        and (atoms_that.ids is null or atom.id = any (atoms_that.ids))
$$;

-- What there is to find of a topic and of an atom.
create or replace function orakul.text_of(topic orakul.topic) returns text
language sql stable parallel safe as $$
    select concat_ws(E'\n', topic.name, topic.description, array_to_string(topic.keywords, E'\n'))
$$;

create or replace function orakul.text_of(atom orakul.atom) returns text
language sql immutable parallel safe as $$
    select atom.title || E'\n' || atom.content
$$;
