-- Two rankings made one by reciprocal rank fusion: each gives what it ranks at place r
-- 1 / (60 + r), and the sums are compared. It takes no account of the scores, which mean
-- different things (Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet
-- and individual rank learning methods", SIGIR 2009, where k = 60 comes from).

create or replace function orakul.fused(one bigint[], other bigint[])
returns table (id bigint, score double precision)
language sql immutable parallel safe as $$
    select ranked.id, sum(1 / (60 + ranked.place::double precision))
    from (
        select * from unnest(one) with ordinality
        union all
        select * from unnest(other) with ordinality
    ) as ranked (id, place)
    group by ranked.id
$$;

-- How alike two places in the space of meanings are: the cosine, 0 to 1. Null where one of them
-- is.
create or replace function orakul.likeness(one vector, other vector) returns double precision
language sql immutable strict parallel safe as $$
    select greatest(0, least(1, 1 - (one <=> other)))
$$;
