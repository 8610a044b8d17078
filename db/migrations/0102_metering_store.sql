-- What is known of installations may be kept in memory until a number changes, so that a batch asks one row, not all.

create table installation_version (
  only_row boolean primary key default true check (only_row),
  -- Tells databases apart that have the same name.
  store uuid not null default gen_random_uuid(),
  version bigint not null
);
insert into installation_version (version) values (1);

-- A transaction that is changing installations sees its own changes, and may yet be rolled back.
create function note_installation_change() returns trigger language plpgsql as $$
begin
  perform set_config('dianhu.changes_installations', pg_current_xact_id()::text, true);
  return null;
end $$;

-- At the very end of the transaction, once, so that archive transactions hold each other up only while they commit.
create function bump_installation_version() returns trigger language plpgsql as $$
begin
  if current_setting('dianhu.bumped_installations', true) is distinct from pg_current_xact_id()::text then
    perform set_config('dianhu.bumped_installations', pg_current_xact_id()::text, true);
    update installation_version set version = version + 1;
  end if;
  return null;
end $$;

create trigger installation_changes after insert or update or delete on installation
  execute function note_installation_change();
create trigger installation_register_changes after insert or update or delete on installation_register
  execute function note_installation_change();
create trigger device_changes after insert or update or delete on device
  execute function note_installation_change();

create constraint trigger installation_changed after insert or update or delete on installation
  deferrable initially deferred for each row execute function bump_installation_version();
create constraint trigger installation_register_changed after insert or update or delete on installation_register
  deferrable initially deferred for each row execute function bump_installation_version();
create constraint trigger device_changed after insert or update or delete on device
  deferrable initially deferred for each row execute function bump_installation_version();
