-- A register's energy is kept beside its two ends: across a rollover their difference does not give it.
alter table bill_register add column energy_wh bigint not null;
