-- How much an address wrote lately, and what it was told, is asked of its conversations whether they are over or not.
create index chat_thread_addressed on chat_thread (address_hash) where address_hash is not null;
