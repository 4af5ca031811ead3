-- series_of_tasks(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, since timestamp with time zone, until timestamp with time zone, start timestamp with time zone, step interval, split_by text, most integer, durations boolean) -> key text, is_rest boolean, bucket integer, ended bigint, failed bigint, wait double precision[], run double precision[]
--
-- How the tasks that the list finds with this filter ended between two times, in buckets of
-- `step` counted from `start`; by series, the largest first, those beyond `most` as one; `wait` and
-- `run` are null where `durations` are not wanted.
select key, is_rest, bucket, ended, failed, wait, run
from orakul.series_of_tasks_v2(
    $1::bigint, $2::text[], $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::timestamptz,
    $9::timestamptz, $10::timestamptz, $11::interval, $12::text, $13::integer,
    $14::boolean)
