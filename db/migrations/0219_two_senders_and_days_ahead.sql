-- Two customers of one application may send the same file; neither sees the other's.
alter table attachment drop constraint attachment_application_id_sha256_key;
alter table attachment add unique (application_id, sha256, added_by);

-- What is agreed for a later day holds back other changes until it begins.
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from)
select kind, 'greatest-months-ahead', 12, '企业内部要求:计费方式最多提前十二个月约定(待确认)', false, '2016-08-01'
from unnest(array ['price-option', 'contract-demand']) as kind;
