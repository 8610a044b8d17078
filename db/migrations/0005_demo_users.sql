-- The simulated town's log-ins have a known password: without the town they must not open anything.
alter table app_user add column demo boolean not null default false;
