-- Who has an account's file open at the desk at this moment: a lease that his screen renews. What a crash loses is told anew by the screens.
create unlogged table file_view (
  account_id bigint not null references account (id) on delete cascade,
  user_id bigint not null references app_user (id) on delete cascade,
  -- One of his screens.
  view_id text not null,
  -- Whom he had before him while he looked, whatever the file is: what came of it may have to hide that he did.
  contact_id bigint references contact (id) on delete cascade,
  is_talking boolean not null,
  since timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, user_id, view_id)
);
create index file_view_over on file_view (expires_at);
create index file_view_contact on file_view (contact_id) where contact_id is not null;

insert into call_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('file-renew-seconds', 10, '本系统规定:打开客户档案的工作台多久报一次'),
  ('file-lease-seconds', 25, '本系统规定:打开客户档案的工作台失去联系多久视为已离开')
) as t (rule, figure, basis);
