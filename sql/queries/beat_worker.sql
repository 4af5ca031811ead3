-- beat_worker(id bigint, name text, queues text[]) -> nothing
--
-- Show that a worker lives. One that was forgotten while it was silent is known again.
with alive as (
    insert into procrastinate_workers (id, last_heartbeat) overriding system value
    values ($1::bigint, now())
    on conflict (id) do update set last_heartbeat = excluded.last_heartbeat
    returning id
)
insert into orakul.worker (id, name, queues)
select id, $2::text, $3::text[] from alive
on conflict (id) do nothing
