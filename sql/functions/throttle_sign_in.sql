-- Who tries passwords waits: every try counts before its password is looked at, and the
-- same statement says whether it may be looked at, so that a thousand tries at once are as
-- slow as one after the other. A sign-in that succeeds takes its try back.
--
-- The first tries are free; from then on each doubles the wait for the next, up to a
-- longest one. A network waits longer than an account, so a stranger who keeps an account
-- waiting is soon kept waiting longer than its owner; and where somebody has signed in to
-- an account before, strangers elsewhere do not hold them up at all.
--
-- The network is counted first, and an account only from a network that may try: who is
-- refused for their network keeps no account waiting. The order is always the same, so two
-- tries never wait for each other in a circle. A try that is refused for its account gives its
-- network's back, or one who goes on trying in vain would keep all of an office out.

create or replace function orakul.network_of(address inet) returns cidr
language sql immutable parallel safe as $$
    select network(set_masklen(address, case family(address) when 4 then 32 else 64 end))
$$;

-- What an account is counted by: by its e-mail, and where its owner is known, by the
-- network, too.
create or replace function orakul.sign_in_subject(email text, address inet) returns text
language sql stable as $$
    select encode(sha256(convert_to(lower(sign_in_subject.email), 'UTF8')), 'hex')
        || coalesce(' ' || (
            select orakul.network_of(sign_in_subject.address)
            from orakul.session
            join orakul.person on person.id = session.person_id
            where lower(person.email) = lower(sign_in_subject.email)
                and orakul.network_of(session.address)
                    = orakul.network_of(sign_in_subject.address)
                and session.created_at > clock_timestamp() - interval '90 days'
            limit 1
        )::text, '')
$$;

-- Count a try; null if it may go on, otherwise how long to wait. A day without a try
-- forgets the earlier ones. The clock is read with the row locked.
create or replace function orakul.count_sign_in(
    kind text, subject text, free integer, longest interval
) returns interval
language plpgsql as $$
#variable_conflict use_column
declare
    opens_at timestamptz;
begin
    insert into orakul.sign_in_count as known (kind, subject, tries, tried_at, open_at)
    values (
        count_sign_in.kind, count_sign_in.subject, 1, clock_timestamp(), clock_timestamp())
    on conflict (kind, subject) do update
    set (tries, tried_at, open_at) = (
        select
            counted.tries,
            clock_timestamp(),
            clock_timestamp() + case
                when counted.tries < count_sign_in.free then interval '0'
                else least(
                    count_sign_in.longest,
                    interval '1 second' * power(2, least(counted.tries - free, 30)))
            end
        from (
            select case
                when known.tried_at < clock_timestamp() - interval '1 day' then 1
                else known.tries + 1
            end as tries
        ) as counted
    )
    where known.open_at <= clock_timestamp();
    if found then
        return null;
    end if;
    select open_at into opens_at
    from orakul.sign_in_count as known
    where known.kind = count_sign_in.kind and known.subject = count_sign_in.subject;
    return greatest(opens_at - clock_timestamp(), interval '1 second');
end;
$$;

-- Take a try of a network back.
create or replace function orakul.uncount_sign_in(address inet) returns void
language sql as $$
    update orakul.sign_in_count
    set tries = greatest(tries - 1, 0), open_at = least(open_at, clock_timestamp())
    where kind = 'address' and subject = orakul.network_of(uncount_sign_in.address)::text;
$$;

-- Null if a password may be tried now, otherwise how long to wait. Nothing is counted by an
-- address that is not known.
create or replace function orakul.admit_sign_in_v1(email text, address inet) returns interval
language plpgsql as $$
declare
    wait interval;
begin
    if address is not null then
        wait := orakul.count_sign_in(
            'address', orakul.network_of(address)::text, 20, interval '1 hour');
    end if;
    if wait is null then
        wait := orakul.count_sign_in(
            'account', orakul.sign_in_subject(email, address), 5, interval '5 minutes');
        if wait is not null then
            perform orakul.uncount_sign_in(address);
        end if;
    end if;
    return wait;
end;
$$;

-- Take a try back that was none: the account begins anew, the network has one less. The
-- other tries of a network stay, or who has one account would try others for free.
create or replace function orakul.welcome_sign_in_v1(email text, address inet) returns void
language plpgsql as $$
begin
    perform orakul.uncount_sign_in(welcome_sign_in_v1.address);
    delete from orakul.sign_in_count
    where kind = 'account'
        and subject = orakul.sign_in_subject(
            welcome_sign_in_v1.email, welcome_sign_in_v1.address);
end;
$$;
