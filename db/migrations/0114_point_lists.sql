-- Points are found in a list of a million by the beginning of a number, in any locale, and by what they hang on.
create index account_no_beginning on account (account_no text_pattern_ops);
create index device_asset_no_beginning on device (asset_no text_pattern_ops);
create index metering_point_no_beginning on metering_point (point_no text_pattern_ops);
create index metering_point_district on metering_point (district_id) where district_id is not null;
create index metering_point_feeder on metering_point (feeder_id) where feeder_id is not null;
create index collection_link_terminal on collection_link (terminal_id);
