-- What a message is told to is a log-in, and ends with it; what is over is found by an index.
create index notice_at on notice (at);
