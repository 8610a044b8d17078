-- What another hotline handed in and is due soon goes from lead to lead too.
alter table hand_over_item drop constraint hand_over_item_kind_check;
alter table hand_over_item add constraint hand_over_item_kind_check
  check (kind in ('order', 'hand-in', 'call-back', 'unwritten', 'storm', 'absent', 'note', 'free'));
