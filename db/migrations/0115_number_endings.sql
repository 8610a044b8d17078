-- Points are found by the last digits of a number too: what is read out from a plate.
create index account_no_ending on account (reverse(account_no) text_pattern_ops);
create index device_asset_no_ending on device (reverse(asset_no) text_pattern_ops);
create index metering_point_no_ending on metering_point (reverse(point_no) text_pattern_ops);
