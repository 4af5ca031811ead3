-- keep_log_lines(lines jsonb, actor text) -> keep_log_lines_v1 void
--
-- Keep what tasks logged, as far as their logs are not full.
select orakul.keep_log_lines_v1($1::jsonb, $2::text)
