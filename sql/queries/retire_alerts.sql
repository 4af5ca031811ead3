-- retire_alerts(rule bigint) -> retire_alerts_v1 void
--
-- What a rule had found is resolved, since nobody looks any more.
select orakul.retire_alerts_v1($1::bigint)
