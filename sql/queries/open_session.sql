-- open_session(person bigint, expires_at timestamp with time zone) -> id uuid
--
-- Open a session.
insert into orakul.session (person_id, expires_at)
values ($1::bigint, $2::timestamptz)
returning id
