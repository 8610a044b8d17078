-- An application says how it came in: what an agent took by telephone nobody has seen papers for, and the contact in which it was asked for stands with it.
alter table application
  add column channel text not null default 'counter' check (channel in ('online', 'counter', 'desk', 'office')),
  add column contact_no text,
  add check ((channel = 'desk') = (contact_no is not null));

update application p set channel = 'online'
where exists (select from app_user u where u.username = p.submitted_by and 'customer' = any(u.roles));
update application set channel = 'office' where channel = 'counter' and kind in ('cut-over', 'section-change', 'ratio-correction');
