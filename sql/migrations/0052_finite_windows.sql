-- The window of a run and the end of a token are times that every client can read, as when a task is
-- due (0044_finite_times.sql): one without end was stored, and broke every list that it was in.
update orakul.run
set window_start = greatest(window_start, timestamptz '0001-01-02T00:00Z'),
    window_end = least(window_end, timestamptz '9999-12-31T00:00Z')
where window_start < timestamptz '0001-01-02T00:00Z'
    or window_end > timestamptz '9999-12-31T00:00Z';

update orakul.api_token
set expires_at = timestamptz '9999-12-31T00:00Z'
where expires_at > timestamptz '9999-12-31T00:00Z';

alter table orakul.run add constraint run_window_finite check (
    window_start >= timestamptz '0001-01-02T00:00Z'
    and window_end <= timestamptz '9999-12-31T00:00Z');
alter table orakul.api_token add constraint api_token_expires_at_check check (
    expires_at between timestamptz '0001-01-02T00:00Z' and timestamptz '9999-12-31T00:00Z');
