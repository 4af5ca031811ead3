-- Why the offline engine answers as it does, sentence by sentence: the kind of each and what
-- stands in its blanks, so that it can be said in the reader's language. Null where a model
-- wrote the reasoning, and of answers of before this was kept.
alter table orakul.knowledge_proposal
    add column reasons jsonb check (jsonb_typeof(reasons) = 'array');

alter table orakul.task_proposal
    add column reasons jsonb check (jsonb_typeof(reasons) = 'array');

alter table orakul.experiment_item
    add column reasons jsonb check (jsonb_typeof(reasons) = 'array');

-- And why the last delivery to a channel of alerts did not arrive.
alter table orakul.alert_channel
    add column last_reason jsonb check (jsonb_typeof(last_reason) = 'object');
