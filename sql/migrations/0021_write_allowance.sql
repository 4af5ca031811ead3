-- How much each person may change, whichever process they ask: until when the changes that
-- they made are counted, each for its part of a minute (queries/take_write.sql).
--
-- Unlogged, so that counting waits for no disk. After a crash everybody begins anew.
create unlogged table orakul.write_allowance (
    person_id bigint primary key references orakul.person on delete cascade,
    spent_until timestamptz not null
) with (fillfactor = 50);
