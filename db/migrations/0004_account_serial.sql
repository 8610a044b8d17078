-- Account numbers are given in order, never twice.
create sequence account_serial start 10001;
