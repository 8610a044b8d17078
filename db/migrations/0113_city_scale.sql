-- What the chores of a city look for: freezes by their time, gaps of a terminal, past alarms of a point or a terminal.

-- Rows come about in the order of their time, so a summary of each range of blocks finds a day among years.
create index register_reading_measured on register_reading using brin (measured_at) with (autosummarize = on);
create index collection_gap_terminal on collection_gap (terminal_id, day) where status <> 'filled';
create index alarm_point on alarm (point_id, kind, occurred_at) where point_id is not null;
create index alarm_terminal on alarm (terminal_id, kind, occurred_at) where terminal_id is not null;
