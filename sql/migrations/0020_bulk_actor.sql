-- Whoever types a command on the machine is no person, and asks for bulk actions as well.
-- Those of the release before are of a person and name no actor.

alter table orakul.bulk add column actor text;
alter table orakul.bulk alter column person_id drop not null;
alter table orakul.bulk
    add constraint bulk_asked check (person_id is not null or actor is not null);
