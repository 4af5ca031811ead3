-- Topics, atoms, extractions and proposals of knowledge as clients see them, in lists and
-- in events. A proposal has one shape for both kinds: an atom's title is its name, its
-- content the description.

create or replace function orakul.person_shape(person bigint) returns jsonb
language sql stable as $$
    select jsonb_build_object('id', person.id::text, 'name', person.name)
    from orakul.person where person.id = person_shape.person
$$;

create or replace function orakul.topic_shape(topic orakul.topic) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', topic.id::text,
        'project', (select slug from orakul.project where project.id = topic.project_id),
        'name', topic.name,
        'description', topic.description,
        'keywords', topic.keywords,
        'atoms', (
            select count(*) from orakul.topic_atom as linked where linked.topic_id = topic.id),
        'messages', (
            select count(*) from orakul.message where message.topic_id = topic.id),
        'created_at', topic.created_at
    )
$$;

create or replace function orakul.atom_shape(atom orakul.atom) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', atom.id::text,
        'project', (select slug from orakul.project where project.id = atom.project_id),
        'type', atom.type,
        'title', atom.title,
        'content', atom.content,
        'confidence', round(atom.confidence::numeric, 4),
        'topics', (
            select coalesce(
                jsonb_agg(jsonb_build_object('id', topic.id::text, 'name', topic.name)
                    order by topic.id),
                '[]')
            from orakul.topic_atom as linked
            join orakul.topic on topic.id = linked.topic_id
            where linked.atom_id = atom.id),
        'created_at', atom.created_at
    )
$$;

create or replace function orakul.extraction_shape(extraction orakul.extraction) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', extraction.id::text,
        'project', (select slug from orakul.project where project.id = extraction.project_id),
        'trigger', extraction.trigger,
        'state', extraction.state,
        'messages', cardinality(extraction.message_ids),
        'topics', extraction.topics,
        'atoms', extraction.atoms,
        'engine', extraction.engine,
        'model', extraction.model,
        'error', extraction.error,
        'task_id', extraction.task_id::text,
        'created_at', extraction.created_at,
        'started_at', extraction.started_at,
        'finished_at', extraction.finished_at
    )
$$;

create or replace function orakul.knowledge_proposal_shape(
    proposal orakul.knowledge_proposal
) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', proposal.id::text,
        'kind', proposal.kind,
        'state', proposal.state,
        'project', (select slug from orakul.project where project.id = proposal.project_id),
        'extraction_id', proposal.extraction_id::text,
        'name', proposal.name,
        'description', proposal.description,
        'keywords', proposal.keywords,
        'atom_type', proposal.atom_type,
        'confidence', round(proposal.confidence::numeric, 4),
        'reasoning', proposal.reasoning,
        'reasons', proposal.reasons,
        'engine', proposal.engine,
        'sources', array(
            select source.message_id::text
            from orakul.knowledge_source as source
            where source.proposal_id = proposal.id
            order by source.message_id),
        'similar', case when proposal.similar_id is not null then jsonb_build_object(
            'id', proposal.similar_id::text,
            'name', case proposal.kind
                when 'topic' then (
                    select topic.name from orakul.topic where topic.id = proposal.similar_id)
                else (select atom.title from orakul.atom where atom.id = proposal.similar_id)
            end,
            'score', round(proposal.similarity::numeric, 4)) end,
        'topic', (
            select jsonb_build_object(
                'proposal_id', of_topic.id::text,
                'id', of_topic.topic_id::text,
                'name', coalesce(topic.name, of_topic.name))
            from orakul.knowledge_proposal as of_topic
            left join orakul.topic on topic.id = of_topic.topic_id
            where of_topic.id = proposal.topic_proposal_id),
        'topic_id', proposal.topic_id::text,
        'atom_id', proposal.atom_id::text,
        'created_at', proposal.created_at,
        'reviewed_by', orakul.person_shape(proposal.reviewed_by),
        'reviewed_at', proposal.reviewed_at,
        'review_note', proposal.review_note
    )
$$;
