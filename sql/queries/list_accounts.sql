-- list_accounts(query text, after_id bigint, most integer) -> id bigint, shape jsonb
--
-- A page of those who may sign in, in the order in which they were added; with `query`,
-- those who have it in their name or e-mail.
select person.id, orakul.account_shape(person) as shape
from orakul.person
where person.role is not null
    and ($1::text is null or strpos(
        lower(concat_ws(' ', person.name, person.email)), lower($1::text)) > 0)
    and ($2::bigint is null or person.id > $2::bigint)
order by person.id
limit $3::integer
