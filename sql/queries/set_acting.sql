-- set_acting(actor text, reason text, owner_id bigint, project_id bigint, task_id bigint, traceparent text) -> set_config text, set_config text, set_config text, set_config text, set_config text, set_config text
--
-- Say for the rest of the transaction who acts; an empty setting counts as none.
select
    set_config('orakul.actor', $1::text, true),
    set_config('orakul.reason', coalesce($2::text, ''), true),
    set_config('orakul.owner_id', coalesce($3::bigint::text, ''), true),
    set_config('orakul.project_id', coalesce($4::bigint::text, ''), true),
    set_config('orakul.task_id', coalesce($5::bigint::text, ''), true),
    set_config('orakul.traceparent', coalesce($6::text, ''), true)
