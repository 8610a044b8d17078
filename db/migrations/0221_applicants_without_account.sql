-- Who applies for his first supply is found by his log-in: he is no customer yet.
create index application_submitted_by on application (submitted_by);
create index app_user_customer on app_user (customer_id) where customer_id is not null;
