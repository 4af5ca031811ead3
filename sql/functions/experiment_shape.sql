-- Experiments and their items as clients see them, in lists and in events.

-- In short: what is told of single classes stands in the detail.
create or replace function orakul.experiment_shape(experiment orakul.experiment) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', experiment.id::text,
        'project', (
            select slug from orakul.project where project.id = experiment.project_id),
        'name', experiment.name,
        'source', experiment.source,
        'again_of', experiment.again_of::text,
        'state', experiment.state,
        'counts', jsonb_build_object(
            'items', experiment.items,
            'classified', experiment.classified,
            'correct', experiment.correct,
            'failed', experiment.failed),
        'eta_seconds', case when experiment.state = 'running' then (
            select task.progress_eta from orakul.task where task.id = experiment.task_id) end,
        'engine', experiment.engine,
        'model', experiment.model,
        'tokens', jsonb_build_object(
            'input', experiment.input_tokens, 'output', experiment.output_tokens),
        'cost', experiment.cost::double precision,
        'metrics', experiment.metrics - 'classes' - 'confusion',
        'error', experiment.error,
        'task_id', experiment.task_id::text,
        'trace_id', experiment.trace_id,
        'created_by', orakul.person_shape(experiment.created_by),
        'created_at', experiment.created_at,
        'started_at', experiment.started_at,
        'finished_at', experiment.finished_at
    )
$$;

create or replace function orakul.experiment_detail(experiment orakul.experiment) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select orakul.experiment_shape(experiment) || jsonb_build_object(
        'labels', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object('name', label.name, 'description', label.description)
                    order by label.place),
                '[]')
            from orakul.experiment_label as label
            where label.experiment_id = experiment.id),
        'classes', coalesce(experiment.metrics -> 'classes', '[]'),
        'confusion', coalesce(experiment.metrics -> 'confusion', '[]')
    )
$$;

create or replace function orakul.experiment_item_shape(item orakul.experiment_item) returns jsonb
language sql immutable as $$
    select jsonb_build_object(
        'number', item.number,
        'message_id', item.message_id::text,
        'text', item.text,
        'expected', item.expected,
        'predicted', item.predicted,
        'confidence', round(item.confidence::numeric, 4),
        'reasoning', item.reasoning,
        'reasons', item.reasons,
        'error', item.error,
        'seconds', round(item.seconds::numeric, 6)
    )
$$;
