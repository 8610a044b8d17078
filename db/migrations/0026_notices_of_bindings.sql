-- Whoever holds an account reads on his own page that somebody bound it, with a mobile in his file or without; that is no event of a department.
alter table notice drop constraint notice_kind_check, add constraint notice_kind_check check (kind in ('bill', 'progress', 'planned-work', 'security'));
alter table notice alter column event_id drop not null;
