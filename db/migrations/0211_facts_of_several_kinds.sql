-- What changes together is held together: by whom an account is reached, how it pays, and its contract.
alter table application_claim
  drop constraint application_claim_fact_check,
  add constraint application_claim_fact_check check (fact in ('all', 'capacity', 'customer', 'contact', 'payment',
    'contract', 'class', 'price', 'demand', 'meter', 'network', 'section'));
