-- list_related(id bigint, reader bigint, most integer, beyond integer) -> relation text, id bigint, name text, state text, cancelling boolean, found bigint
--
-- The task that deferred this one, the one that it tries again, those that try it again and
-- those that it deferred, as far as this person sees them; a null `reader` sees everything. Of
-- each relation the first `most`, and how many there are. Children are in their parent's trace,
-- so no index of their own is needed: of a larger trace the first `beyond` tasks are looked at,
-- and how many there are is null.
with this as materialized (
    select id, parent_id, retry_of, trace_id, attempt
    from orakul.task
    where id = $1::bigint and ($2::bigint is null or owner_id = $2::bigint)
),
in_trace as materialized (
    select other.id, other.parent_id
    from this
    cross join lateral (
        select id, parent_id
        from orakul.task
        where trace_id = this.trace_id and this.attempt > 0
        limit $4::integer
    ) as other
),
related as (
    select 'parent' as relation, parent_id as id from this
    union all
    select 'original', retry_of from this
    union all
    select 'retry', task.id from this join orakul.task on task.retry_of = this.id
    union all
    select 'child', in_trace.id from this join in_trace on in_trace.parent_id = this.id
),
seen as (
    select
        related.relation, task.id, task.name, task.state, task.cancelling,
        row_number() over (partition by related.relation order by task.id) as place,
        count(*) over (partition by related.relation) as found
    from related
    join orakul.task on task.id = related.id
    where $2::bigint is null or task.owner_id = $2::bigint
)
select
    relation, id, name, state, cancelling,
    case when relation <> 'child' or (select count(*) from in_trace) < $4::integer
        then found end as found
from seen
where place <= $3::integer
order by relation, id
