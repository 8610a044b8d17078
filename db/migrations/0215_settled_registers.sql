-- A register that was read at a hand-over stands for the midnight on which the account changes hands.
alter table register_stand_in drop constraint register_stand_in_kind_check;
alter table register_stand_in add constraint register_stand_in_kind_check check (kind in ('settled', 'site', 'estimated'));
alter table register_stand_in add constraint register_stand_in_settled_check check (kind <> 'settled' or measured_at is not null);
