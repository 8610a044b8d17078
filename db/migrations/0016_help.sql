-- Which role's guide somebody has seen or put aside, so that it is offered once.
create table help_seen (
  user_id bigint not null references app_user (id) on delete cascade,
  role text not null,
  seen_at timestamptz not null,
  primary key (user_id, role)
);
