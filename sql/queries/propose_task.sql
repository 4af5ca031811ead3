-- propose_task(run_id bigint, batch integer, title text, description text, category text, priority text, tags text[], due date, confidence double precision, reasoning text, reasons jsonb, engine text, recommendation text, similar_item_id bigint, similar_proposal_id bigint, similarity double precision) -> id bigint
--
-- A pending proposal of a task.
insert into orakul.task_proposal
    (run_id, batch, title, description, category, priority, tags, due, confidence, reasoning,
     reasons, engine, recommendation, similar_item_id, similar_proposal_id, similarity)
values
    ($1::bigint, $2::integer, $3::text, $4::text, $5::text, $6::text, $7::text[], $8::date,
     $9::double precision, $10::text, $11::jsonb, $12::text, $13::text, $14::bigint, $15::bigint,
     $16::double precision)
returning id
