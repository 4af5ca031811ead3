-- tally_tasks(most integer) -> read integer
--
-- Count up to `most` events of the log into the histograms of tasks.
select orakul.tally_tasks_v1($1::integer) as read
