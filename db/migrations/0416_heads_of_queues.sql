-- The heads of each queue are listed apart for each language that is asked for: many who wait for English do not hide who does not.
drop index contact_waiting;
create index contact_waiting on contact (skill, coalesce(also_skill, ''), ranked_at, id) where state = 'queued';
