-- What field staff wrote where there was no network is taken once; customer and office write to each other about an application.

-- Under an id that the phone made: sent twice it is one, and what became of it is remembered.
create table field_entry (
  entry_id uuid primary key,
  application_id bigint not null references application (id),
  step text not null,
  digest bytea not null,
  sent_by text not null,
  written_at timestamptz not null,
  taken_at timestamptz not null
);
create index field_entry_application on field_entry (application_id);

-- Whom a customer calls about what a unit works on; a unit that has none is answered for by the one above it.
create table unit_contact (
  id bigint generated always as identity primary key,
  -- Null: the hotline of all.
  organisation_id bigint references organisation (id),
  name text not null,
  phone text not null check (phone ~ '^[0-9][0-9-]{2,19}$'),
  hours text,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  changed_by text not null,
  changed_at timestamptz not null,
  exclude using gist (coalesce(organisation_id, 0) with =, daterange(valid_from, valid_to) with &&)
);
insert into unit_contact (organisation_id, name, phone, hours, valid_from, changed_by, changed_at) values
  (null, '95598 供电服务热线', '95598', '24 小时', '2000-01-01', 'migration', '2000-01-01T00:00:00+08:00');

create table application_message (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  from_customer boolean not null,
  author text not null,
  author_name text not null,
  body text not null check (length(body) between 1 and 1000),
  sent_at timestamptz not null,
  -- By the other side.
  read_at timestamptz,
  read_by text,
  check ((read_at is null) = (read_by is null))
);
create index application_message_thread on application_message (application_id, id);
create index application_message_unread on application_message (application_id) where read_at is null;
