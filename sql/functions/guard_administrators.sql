-- Somebody always administers an installation that ever had an administrator. Two who
-- demote each other at once are told apart by the lock: the second looks only when the
-- first has committed, and its look is a statement of its own, so it sees what the first
-- did. Not a lock of the table: that would wait for every writer of messages' authors.

create or replace function orakul.guard_administrators() returns trigger
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('orakul.administrators'));
    if not exists (select from orakul.person where role = 'admin' and is_active) then
        raise exception 'there would be no active administrator left'
            using errcode = 'check_violation', constraint = 'last_administrator';
    end if;
    return null;
end;
$$;

create or replace trigger guard_administrators
after update of role, is_active on orakul.person
for each row
when (old.role = 'admin' and old.is_active
    and (new.role is distinct from 'admin' or not new.is_active))
execute function orakul.guard_administrators();

create or replace trigger guard_deleted_administrators
after delete on orakul.person
for each row
when (old.role = 'admin' and old.is_active)
execute function orakul.guard_administrators();
