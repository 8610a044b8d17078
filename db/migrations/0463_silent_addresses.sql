-- Whoever was answered last and is silent is found without looking at every conversation, however many are kept.
-- By an agent or the assistant, while the customer has written nothing since; that he is handed over is no answer.
alter table chat_thread
  add column answered_at timestamptz,
  -- Of which channel the address is, as its contact says too: so that short messages are found among mail by the index alone.
  add column address_channel text check (address_channel in ('sms', 'app', 'email'));
update chat_thread t set address_channel = c.channel from contact c where c.id = t.contact_id and t.address_hash is not null;
alter table chat_thread add check ((address_channel is null) = (address_hash is null));
update chat_thread t set answered_at = m.at
from (select distinct on (contact_id) contact_id, sender, at from chat_message where sender <> 'system' order by contact_id, id desc) m
where m.contact_id = t.contact_id and t.ended_at is null
  and (m.sender = 'agent' or m.sender = 'assistant' and t.handed_over_at is null);
create index chat_thread_answered on chat_thread (address_channel, answered_at)
  where ended_at is null and answered_at is not null and owner <> 'nobody';
-- Who has a page open is looked for each second, and stands apart from mail that stays open for days.
create index chat_thread_open_page on chat_thread (customer_wrote_at) where ended_at is null and address_hash is null;
