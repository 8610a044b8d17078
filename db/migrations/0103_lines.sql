-- Meters hang on more than Modbus TCP gateways: RTU through a socket or a serial port, DL/T 645, terminals that dial in.
alter table terminal drop constraint terminal_protocol_check;
alter table terminal drop constraint terminal_check;
alter table terminal
  add constraint terminal_protocol_check check (protocol in
    ('mqtt', 'modbus-tcp', 'modbus-rtu-tcp', 'modbus-rtu-serial', 'dlt645-tcp', 'dlt645-serial')),
  -- The terminal opens the connection to us and names itself with its registration.
  add column dials_in boolean not null default false,
  add column registration text unique,
  -- { path, baudRate, dataBits, parity, stopBits }
  add column serial jsonb,
  add column framing text generated always as (case
    when protocol = 'modbus-tcp' then 'modbus-tcp'
    when protocol in ('modbus-rtu-tcp', 'modbus-rtu-serial') then 'modbus-rtu'
    when protocol in ('dlt645-tcp', 'dlt645-serial') then 'dlt645' end) stored,
  add constraint terminal_serial_check check ((protocol in ('modbus-rtu-serial', 'dlt645-serial')) = (serial is not null)),
  add constraint terminal_dials_in_check check (dials_in = (registration is not null)
    and (not dials_in or protocol in ('modbus-tcp', 'modbus-rtu-tcp', 'dlt645-tcp'))),
  add constraint terminal_host_check check
    ((protocol in ('modbus-tcp', 'modbus-rtu-tcp', 'dlt645-tcp') and not dials_in) = (host is not null and port is not null)),
  -- One connection has one framing, one serial port one setting.
  add constraint terminal_socket_framing exclude using gist (host with =, port with =, framing with <>)
    where (host is not null),
  add constraint terminal_serial_framing exclude using gist ((serial ->> 'path') with =, (framing || serial::text) with <>)
    where (serial is not null);

alter table collection_link
  -- Of a DL/T 645 meter, as printed on it.
  add column meter_address text check (meter_address ~ '^[0-9]{12}$'),
  add constraint collection_link_meter_address exclude using gist
    (terminal_id with =, meter_address with =, tstzrange(valid_from, valid_to) with &&) where (meter_address is not null);
