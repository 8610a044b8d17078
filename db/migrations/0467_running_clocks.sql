-- Clocks that run are looked for each second, and counted on the wallboard: found without reading those of all orders there ever were.
create index work_order_clock_running on work_order_clock (due_at) where stopped_at is null;
