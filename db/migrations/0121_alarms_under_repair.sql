-- An alarm that is handled by a repair order, and the order that it began or joined.
alter table alarm add column repair_order_id bigint references repair_order (id);
create index alarm_repair on alarm (repair_order_id) where repair_order_id is not null;

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'repair_step_kind_check';
  alter table repair_step drop constraint repair_step_kind_check;
  execute 'alter table repair_step add constraint repair_step_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''alarm-added''::text, ');
end $$;
