-- Whoever applies before he is anybody's customer finds his applications by the log-in that handed them in.
create index application_submitted_by on application (submitted_by) where customer_id is null;
