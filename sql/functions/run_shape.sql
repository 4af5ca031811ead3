-- Runs, task proposals and task items as clients see them, in lists and in events.

create or replace function orakul.run_shape(run orakul.run) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', run.id::text,
        'project', (select slug from orakul.project where project.id = run.project_id),
        'state', run.state,
        'source', run.source,
        'window_start', run.window_start,
        'window_end', run.window_end,
        'counters', jsonb_build_object(
            'total', run.total,
            'pending', run.pending,
            'approved', run.approved,
            'rejected', run.rejected,
            'merged', run.merged),
        'items', jsonb_build_object('found', run.items_found, 'kept', run.items_kept),
        'batches', jsonb_build_object(
            'total', run.batches_total,
            'done', run.batches_done,
            'failed', run.batches_failed),
        'engine', run.engine,
        'model', run.model,
        'tokens', jsonb_build_object('input', run.input_tokens, 'output', run.output_tokens),
        'cost', run.cost::double precision,
        'accuracy_metrics', run.accuracy_metrics,
        'error_log', run.error_log,
        'task_id', run.task_id::text,
        'trace_id', run.trace_id,
        'created_by', orakul.person_shape(run.created_by),
        'created_at', run.created_at,
        'started_at', run.started_at,
        'completed_at', run.completed_at,
        'closed_at', run.closed_at
    )
$$;

create or replace function orakul.task_proposal_shape(proposal orakul.task_proposal)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', proposal.id::text,
        'run_id', proposal.run_id::text,
        'project', (
            select project.slug
            from orakul.run
            join orakul.project on project.id = run.project_id
            where run.id = proposal.run_id),
        'batch', proposal.batch,
        'state', proposal.state,
        'title', proposal.title,
        'description', proposal.description,
        'category', proposal.category,
        'priority', proposal.priority,
        'tags', proposal.tags,
        'due', proposal.due,
        'confidence', round(proposal.confidence::numeric, 4),
        'reasoning', proposal.reasoning,
        'reasons', proposal.reasons,
        'engine', proposal.engine,
        'recommendation', proposal.recommendation,
        'similar', case
            when proposal.similar_item_id is not null then jsonb_build_object(
                'kind', 'task_item',
                'id', proposal.similar_item_id::text,
                'title', (
                    select item.title from orakul.task_item as item
                    where item.id = proposal.similar_item_id),
                'score', round(proposal.similarity::numeric, 4))
            when proposal.similar_proposal_id is not null then jsonb_build_object(
                'kind', 'proposal',
                'id', proposal.similar_proposal_id::text,
                'title', (
                    select other.title from orakul.task_proposal as other
                    where other.id = proposal.similar_proposal_id),
                'score', round(proposal.similarity::numeric, 4))
        end,
        'edited', proposal.edited,
        'sources', array(
            select source.message_id::text
            from orakul.task_proposal_source as source
            where source.proposal_id = proposal.id
            order by source.message_id),
        'item_id', proposal.item_id::text,
        'created_at', proposal.created_at,
        'reviewed_by', orakul.person_shape(proposal.reviewed_by),
        'reviewed_at', proposal.reviewed_at,
        'review_note', proposal.review_note
    )
$$;

create or replace function orakul.task_item_shape(item orakul.task_item) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', item.id::text,
        'project', (select slug from orakul.project where project.id = item.project_id),
        'title', item.title,
        'description', item.description,
        'category', item.category,
        'priority', item.priority,
        'status', item.status,
        'tags', item.tags,
        'parent_id', item.parent_id::text,
        'assignee', orakul.person_shape(item.assignee_id),
        'due', item.due,
        'sources', array(
            select source.message_id::text
            from orakul.task_item_source as source
            where source.item_id = item.id
            order by source.message_id),
        'created_at', item.created_at
    )
$$;
