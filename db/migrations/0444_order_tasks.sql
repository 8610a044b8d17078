-- What another role or unit is asked to do for a work order: the order is not reported back before it is done.
create table order_task (
  id bigint generated always as identity primary key,
  work_order_id bigint not null references work_order (id),
  number int not null check (number > 0),
  organisation_id bigint not null references organisation (id),
  handler text not null,
  description text not null,
  due_at timestamptz not null,
  state text not null check (state in ('asked', 'accepted', 'done', 'refused', 'cancelled')),
  asked_by text not null,
  asked_at timestamptz not null,
  answer text,
  answered_by text,
  answered_at timestamptz,
  version int not null default 1,
  unique (work_order_id, number),
  check ((state in ('done', 'refused', 'cancelled')) = (answered_at is not null))
);
create index order_task_open on order_task (organisation_id, due_at) where state in ('asked', 'accepted');
