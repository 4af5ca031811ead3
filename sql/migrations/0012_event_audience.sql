-- Who may see an event is checked where it is drafted. A check of the log itself is parsed
-- anew by each insert, and that while the lock of all commits is held: a tenth of its time.
create domain orakul.audience as text check (value in ('owner', 'project', 'admin'));

alter table orakul.event drop constraint event_audience_check;
alter table orakul.ticket alter column audience type orakul.audience;
