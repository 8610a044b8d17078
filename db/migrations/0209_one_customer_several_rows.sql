-- The same customer may stand in several rows: renamed since, or entered twice. A party (同一客户) holds them together and
-- bears the id of one of them; the file itself is never rewritten, so that what was merged by mistake can be taken apart.
alter table customer add column party_id bigint references customer (id), add column name_key text;
create index customer_party on customer (coalesce(party_id, id));
create index customer_identity on customer (identity_id);
create index customer_name_key on customer (name_key) where name_key <> '';
create index customer_unkeyed on customer (id) where name_key is null;
alter table account add column address_key text;
create index account_address_key on account (address_key) where address_key <> '';
create index account_unkeyed on account (id) where address_key is null;
alter table application add column address_key text;
create index application_address_key on application (address_key) where status = 'open' and address_key <> '';

-- Whoever has one number on his papers is one person.
update customer c set party_id = f.id
from (select identity_id, min(id) as id from customer group by identity_id having count(*) > 1) f
where c.identity_id = f.identity_id and c.id <> f.id;

create table customer_merge (
  id bigint generated always as identity primary key,
  kept_id bigint not null references customer (id),
  merged_id bigint not null references customer (id),
  -- The rows that changed their party by it.
  customer_ids bigint[] not null,
  reason text not null,
  merged_by text not null,
  merged_by_name text not null,
  merged_at timestamptz not null,
  undone_by text,
  undone_by_name text,
  undone_at timestamptz,
  undone_reason text,
  check (kept_id <> merged_id),
  check ((undone_at is null) = (undone_reason is null))
);

-- Pairs that may be one customer, as the nightly search found them, and what somebody said of them.
create table customer_match (
  one_id bigint not null references customer (id),
  other_id bigint not null references customer (id),
  reasons text[] not null,
  found_at timestamptz not null,
  decision text check (decision in ('same', 'different')),
  decided_by text,
  decided_at timestamptz,
  primary key (one_id, other_id),
  check (one_id < other_id),
  check ((decision is null) = (decided_at is null))
);
create index customer_match_open on customer_match (found_at, one_id, other_id) where decision is null;

-- What a clerk said of a customer who may be the applicant.
create table application_match (
  application_id bigint not null references application (id),
  customer_id bigint not null references customer (id),
  decision text not null check (decision in ('same', 'different')),
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (application_id, customer_id)
);
