-- Changes of rights are events, too. Whoever fans out the log meets them in commit order
-- and reads the new rights before it shows the next event, so nothing is shown to anybody
-- after the commit that took the right away. They hear of it themselves, too, and know to read
-- again what they may see by now. A token that is merely used changes no rights.

create or replace function orakul.announce_rights() returns trigger
language plpgsql as $$
declare
    person bigint;
begin
    if tg_table_name = 'person' then
        if (new.role, new.is_active) is not distinct from (old.role, old.is_active) then
            return null;
        end if;
        person := new.id;
    elsif tg_op = 'DELETE' then
        person := old.person_id;
    elsif tg_table_name = 'api_token' then
        if new.revoked_at is not distinct from old.revoked_at then
            return null;
        end if;
        person := new.person_id;
    else
        person := new.person_id;
    end if;
    perform orakul.emit_v1('rights', 'rights_changed', 'owner', null, person,
        jsonb_build_object('person_id', person::text, 'of', tg_table_name));
    return null;
end;
$$;

create or replace trigger announce_rights
after update on orakul.person
for each row execute function orakul.announce_rights();

create or replace trigger announce_rights
after insert or update or delete on orakul.project_member
for each row execute function orakul.announce_rights();

create or replace trigger announce_rights
after update or delete on orakul.session
for each row execute function orakul.announce_rights();

create or replace trigger announce_rights
after update or delete on orakul.api_token
for each row execute function orakul.announce_rights();
