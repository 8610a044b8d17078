-- Papers and pictures of applications are kept here, each content once; what may come in, and how large, is dated data.
create table attachment_limit (
  -- A media type, with the bytes of one file, or `files` of one application.
  name text not null,
  value int not null check (value > 0),
  basis text not null,
  -- False: to be confirmed.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (name with =, daterange(valid_from, valid_to) with &&)
);
insert into attachment_limit (name, value, basis, confirmed, valid_from) values
  ('image/jpeg', 5242880, '企业内部要求:照片单个不超过5兆(待确认)', false, '2000-01-01'),
  ('image/png', 5242880, '企业内部要求:照片单个不超过5兆(待确认)', false, '2000-01-01'),
  ('image/webp', 5242880, '企业内部要求:照片单个不超过5兆(待确认)', false, '2000-01-01'),
  ('application/pdf', 8388608, '企业内部要求:文件单个不超过8兆(待确认)', false, '2000-01-01'),
  ('files', 60, '企业内部要求:每份申请不超过60个文件(待确认)', false, '2000-01-01');

create table stored_file (
  sha256 bytea primary key check (length(sha256) = 32),
  media_type text not null,
  bytes bytea not null check (length(bytes) > 0),
  check (sha256(bytes) = sha256)
);
alter table stored_file alter column bytes set storage external;

create table attachment (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  kind text not null check (kind in ('identity', 'property', 'load-list', 'name-change', 'design', 'completion',
    'authorisation', 'other', 'site-photo', 'sketch')),
  sha256 bytea not null references stored_file (sha256),
  name text not null check (length(name) between 1 and 120),
  -- What a customer brought is his to see; what the office added, once it was opened to him.
  open_to_customer boolean not null,
  added_by text not null,
  added_by_name text not null,
  added_at timestamptz not null,
  unique (application_id, sha256)
);
