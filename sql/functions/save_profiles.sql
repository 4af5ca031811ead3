-- Find or make the person behind each Telegram account, and refresh what is known of it.
--
-- Two first messages of one account may come at once: the lock lets one make the person
-- and the other find it. Accounts are taken in the order of their ids, so that two batches
-- never wait for each other in a circle. An export knows less than the Bot API, so what
-- is missing there takes nothing away.

create or replace function orakul.save_profiles_v1(authors jsonb)
returns table (telegram_id bigint, person_id bigint)
language plpgsql as $$
declare
    author record;
    person bigint;
begin
    for author in
        select * from jsonb_to_recordset(authors) as each (
            id bigint, name text, first_name text, last_name text, username text,
            language_code text, is_bot boolean, is_premium boolean)
        order by id
    loop
        update orakul.telegram_profile as profile
        set first_name = coalesce(author.first_name, profile.first_name),
            last_name = coalesce(author.last_name, profile.last_name),
            username = coalesce(author.username, profile.username),
            language_code = coalesce(author.language_code, profile.language_code),
            is_premium = coalesce(author.is_premium, profile.is_premium),
            updated_at = now()
        where profile.telegram_id = author.id
            and (coalesce(author.first_name, profile.first_name),
                coalesce(author.last_name, profile.last_name),
                coalesce(author.username, profile.username),
                coalesce(author.language_code, profile.language_code),
                coalesce(author.is_premium, profile.is_premium))
            is distinct from (profile.first_name, profile.last_name, profile.username,
                profile.language_code, profile.is_premium);
        select profile.person_id into person
        from orakul.telegram_profile as profile where profile.telegram_id = author.id;
        if person is null then
            person := orakul.make_profile(author.id, author.name, coalesce(author.is_bot, false));
            update orakul.telegram_profile as profile
            set first_name = author.first_name,
                last_name = author.last_name,
                username = author.username,
                language_code = author.language_code,
                is_premium = coalesce(author.is_premium, false)
            where profile.telegram_id = author.id;
        end if;
        -- An export calls people what its author likes, the Bot API what they call themselves; who
        -- signs in is called what administrators say.
        update orakul.person as known
        set name = author.name
        where known.id = person and known.role is null and author.first_name is not null
            and known.name <> author.name;
        telegram_id := author.id;
        person_id := person;
        return next;
    end loop;
end;
$$;

create or replace function orakul.make_profile(account bigint, name text, is_bot boolean)
returns bigint
language plpgsql as $$
declare
    person bigint;
begin
    perform pg_advisory_xact_lock(hashtext('orakul.telegram_profile'), hashint8(account));
    select profile.person_id into person
    from orakul.telegram_profile as profile where profile.telegram_id = account;
    if person is null then
        insert into orakul.person (name, is_bot)
        values (coalesce(nullif(make_profile.name, ''), 'Deleted account'), make_profile.is_bot)
        returning id into person;
        insert into orakul.telegram_profile (telegram_id, person_id) values (account, person);
    end if;
    return person;
end;
$$;
