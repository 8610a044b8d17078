-- Who must be adjusted for power factor is asked for the standard; that one is not, although of its size, is a fact of its own.
create table power_factor_duty (
  account_class text not null check (account_class in ('residential', 'agricultural', 'commercial')),
  from_kva numeric(12, 3) not null check (from_kva > 0),
  -- What most of the class have; the case decides.
  usual_standard numeric(3, 2) not null check (usual_standard in (0.90, 0.85, 0.80)),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (account_class with =, daterange(valid_from, valid_to) with &&)
);
insert into power_factor_duty (account_class, from_kva, usual_standard, legal_basis, valid_from) values
  ('commercial', 100, 0.85, '(83)水电财字第215号:100千伏安(千瓦)及以上的工业、非工业用户0.85,160千伏安以上的高压供电工业用户0.90', '1983-12-02'),
  ('agricultural', 100, 0.80, '(83)水电财字第215号:100千伏安(千瓦)及以上的农业用户0.80', '1983-12-02');

-- Why it is not adjusted; null where nobody said so.
alter table account_term
  add column power_factor_exempt text check (power_factor_exempt <> ''),
  add check (power_factor_exempt is null or power_factor_standard is null);
