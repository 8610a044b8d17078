-- Who said it in his own log-in: whoever holds the account after him reads neither score nor words of it.
alter table satisfaction add column customer_id bigint references customer (id) on delete set null;
create index satisfaction_customer on satisfaction (customer_id) where customer_id is not null;
-- Of an order only whoever held the account then could say it so; of a contact it is not known any more.
update satisfaction r set customer_id = (
  select t.customer_id from account_term t where t.account_id = r.account_id and t.known_to is null
    and t.valid_from <= (r.rated_at at time zone 'Asia/Shanghai')::date
    and (t.valid_to is null or t.valid_to > (r.rated_at at time zone 'Asia/Shanghai')::date) limit 1)
where r.way = 'own' and r.work_order_id is not null;
-- What a bad score opened is not told to the readers of the file: it is about one of them.
delete from timeline_entry t using work_order w join order_subkind s on s.id = w.subkind_id
where s.subkind = 'low-score' and t.account_id = w.account_id and t.kind = 'work-order'
  and split_part(t.subject, ':', 2) = w.work_order_no;
