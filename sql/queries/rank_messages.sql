-- rank_messages(reader bigint, project text, classifications text[], author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], besides bigint, model text, place vector, border double precision, question text, idle text, most integer) -> shape jsonb, score double precision, likeness double precision
--
-- The messages that are most alike, or hold the words of a question, best first.
select message as shape, score, likeness
from orakul.rank_messages_v1(
    $1::bigint, $2::text, $3::text[], $4::text, $5::timestamptz, $6::timestamptz, $7::bigint[],
    $8::bigint[], $9::bigint[], $10::bigint, $11::text, $12::vector, $13::double precision,
    $14::text, $15::text, $16::integer)
