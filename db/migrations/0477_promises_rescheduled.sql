-- A promised call is moved to another window (改约); from which one, and who asked for it, stands in its event.
alter table promised_call_event drop constraint promised_call_event_kind_check;
alter table promised_call_event add constraint promised_call_event_kind_check
  check (kind in ('promised', 'due', 'put-back', 'reassigned', 'rescheduled', 'kept', 'not-reached', 'withdrawn', 'taken-over'));
