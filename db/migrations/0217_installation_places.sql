-- A meter's place within the address is a dated fact of the file, which claims and comparisons tell, as they tell a district.

-- 安装位置: where the meter of a point hangs within the address, as it was told when it was moved.
create table installation_place_term (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  place text not null check (length(place) between 1 and 200),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger installation_place_term_kept before update or delete on installation_place_term
  for each row execute function refuse_rewrite();
alter table application_claim
  drop constraint application_claim_fact_check,
  add constraint application_claim_fact_check check (fact in ('all', 'capacity', 'customer', 'contact', 'payment',
    'contract', 'class', 'price', 'demand', 'meter', 'place', 'network', 'section'));
alter table application_change
  drop constraint application_change_thing_check,
  add constraint application_change_thing_check check (thing in ('account', 'point', 'transformer', 'source', 'district'));

-- 暂拆: the day on which the meter is taken off is a day of use, as billing counts it.
update statutory_statement set
  text_zh = '拆表当日照收，自次日起至复装送电的前一日止，不计收基本电费。',
  text_en = 'The day on which the meter is taken down is charged; from the next day nothing is, until the day on which it is back.'
where kind = 'temporary-removal' and about = 'base-charge';
