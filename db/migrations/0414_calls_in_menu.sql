-- Calls in the menu are looked for every second, as those in the queue are.
create index contact_in_menu on contact (queued_at) where state = 'in-menu';
