-- Who took back what was brought; of those before it is on the record of acts alone.
alter table bringing add column withdrawn_by text check (withdrawn_by is null or state = 'withdrawn');
