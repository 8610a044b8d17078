-- Whether the figure of a deadline stands in the text that is named, and the text was at hand, as other rules say of themselves.
alter table deadline_rule add column confirmed boolean not null default false;
update deadline_rule set confirmed = true
where legal_basis like '国家电网供电服务“十项承诺”(2022)%' and area is distinct from 'remote'
   or legal_basis like '国家电网供电服务“十项承诺”(2022)%' and clock = 'arrive';
