-- An action on many tasks may let them wait until another time.
alter table orakul.bulk add column scheduled_at timestamptz;
alter table orakul.bulk drop constraint bulk_action_check;
alter table orakul.bulk
    add constraint bulk_action_check
        check (action in ('retry', 'cancel', 'run_now', 'reschedule', 'priority')),
    add constraint bulk_scheduled check ((action = 'reschedule') = (scheduled_at is not null));
