-- Whether the figure of a rule stands in the text that is named, and the text was at hand, as other rules say of themselves.
alter table due_rule add column confirmed boolean not null default false;
alter table late_fee_rule add column confirmed boolean not null default false;
alter table allowance_rule add column confirmed boolean not null default false;
alter table market_tolerance add column confirmed boolean not null default false;
alter table power_factor_duty add column confirmed boolean not null default false;
update late_fee_rule set confirmed = true where rule_edition = '1996';
update power_factor_duty set confirmed = true where legal_basis like '(83)水电财字第215号%';
