-- Two customers of one application may send the same file; neither sees the other's.
alter table attachment drop constraint attachment_application_id_sha256_key;
alter table attachment add unique (application_id, sha256, added_by);
