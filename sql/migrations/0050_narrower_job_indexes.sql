-- Two of Procrastinate's indexes get an entry for each change of each job, and are read by nothing
-- here but for jobs that wait in a queue, or that have a lock: the others are left out. They keep
-- their names, so that a migration of Procrastinate's finds them.
drop index procrastinate_jobs_queue_name_idx_v1;
create index procrastinate_jobs_queue_name_idx_v1 on procrastinate_jobs (queue_name)
where status = 'todo';

drop index procrastinate_jobs_id_lock_idx_v1;
create index procrastinate_jobs_id_lock_idx_v1 on procrastinate_jobs (id, lock)
where status in ('todo', 'doing') and lock is not null;
