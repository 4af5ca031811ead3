-- An installation is set up once: as soon as somebody may sign in, by whichever way they came,
-- it is closed for good. Of two who are the first at once, the second waits for the row.

create or replace function orakul.close_setup() returns trigger
language plpgsql as $$
begin
    update orakul.setup set closed_at = now() where closed_at is null;
    if found then
        delete from orakul.setup_code;
    end if;
    return new;
end;
$$;

create or replace trigger close_setup
before insert or update of role on orakul.person
for each row when (new.role is not null)
execute function orakul.close_setup();
