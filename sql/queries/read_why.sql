-- read_why(task bigint, reader bigint, silence double precision) -> why jsonb
--
-- Why a task is not running, if this person sees it; a null `reader` sees everything. A
-- worker counts as dead after so many seconds of silence.
select orakul.why_v1($1::bigint, $2::bigint, make_interval(secs => $3::double precision)) as why
