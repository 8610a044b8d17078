-- What a company brings in sheets: each file with what it said, who looked at it, who released it and what came of it.

create table bringing (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('organisations', 'substations', 'feeders', 'districts', 'terminals', 'sections',
    'customers', 'meters')),
  file_name text not null check (length(file_name) between 1 and 200),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  organisation_path text not null,
  may_update boolean not null,
  state text not null check (state in ('faulty', 'checked', 'released', 'done', 'failed', 'withdrawn')),
  -- Of the look at it, or of what was done: counts, faults by row and column, differences, totals against the file.
  report jsonb not null,
  -- Enciphered; kept only while it waits: it holds people's numbers.
  content bytea,
  brought_by text not null,
  brought_at timestamptz not null,
  released_by text,
  released_at timestamptz,
  ended_at timestamptz,
  -- Two people, unless it came by the operator's command.
  check (released_by is null or released_by <> brought_by),
  check ((released_by is null) = (released_at is null)),
  check ((state in ('checked', 'released')) = (content is not null)),
  check ((state in ('done', 'failed', 'withdrawn')) = (ended_at is not null))
);
create index bringing_waiting on bringing (id) where state = 'released';
create index bringing_latest on bringing (organisation_path, id desc);

-- Apart from the row that is being worked on, so that it can be told while its transaction is open.
create table bringing_progress (
  bringing_id bigint primary key references bringing (id),
  stage text not null check (stage in ('reading', 'checking', 'writing', 'counting')),
  at timestamptz not null
);
