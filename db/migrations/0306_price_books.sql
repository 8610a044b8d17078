-- Published books beside Shanghai's first one, and a two-part one for the demo: what is not published says so.
insert into price (code, name_zh, name_en, account_class, tariff_system, time_of_use) values
  ('SH-RES-FLAT-10KV', '居民合表及执行居民电价的非居民(10千伏)', 'Residential price without tiers, 10 kV', 'residential', 'single', false),
  ('ZJ-RES-TIER', '浙江居民阶梯电价(一户一表,未分时)', 'Zhejiang residential tiers, one rate', 'residential', 'residential-tier', false),
  ('ZJ-RES-TIER-TOU', '浙江居民阶梯电价(一户一表,分时)', 'Zhejiang residential tiers, peak and valley', 'residential', 'residential-tier', true),
  ('ZJ-RES-FLAT', '浙江居民合表(不满1千伏)', 'Zhejiang residential without tiers, below 1 kV', 'residential', 'single', false),
  ('ZJ-RES-FLAT-10KV', '浙江居民合表(1-10千伏及以上)', 'Zhejiang residential without tiers, 1 kV and above', 'residential', 'single', false),
  ('HB-IND-2P-10KV', '湖北工商业两部制 1-10(20)千伏(代理购电,未分时)', 'Hubei two-part 1–10 (20) kV, agency, one rate', 'commercial', 'two-part', false),
  ('HB-IND-2P-10KV-TOU', '湖北工商业两部制 1-10(20)千伏(代理购电,分时)', 'Hubei two-part 1–10 (20) kV, agency, time of use', 'commercial', 'two-part', true),
  ('NX-IND-2P-110KV', '宁夏工商业两部制 110千伏(代理购电,未分时)', 'Ningxia two-part 110 kV, agency, one rate', 'commercial', 'two-part', false),
  ('DEMO-IND-2P', '工商业两部制 1-10千伏(示范价,未分时)', 'Commercial two-part 1–10 kV (demo price), one rate', 'commercial', 'two-part', false),
  ('DEMO-IND-2P-TOU', '工商业两部制 1-10千伏(示范价,分时)', 'Commercial two-part 1–10 kV (demo price), time of use', 'commercial', 'two-part', true);

-- Shanghai's list of 2020 and Zhejiang's residential table. Zhejiang's first day and household bump are not in the table at hand.
insert into price_version (price_code, version, official, legal_basis, source_url, accumulation,
  household_threshold_persons, household_bump_kwh_per_month, region, voltage_kv_from, voltage_kv_below, changed_by)
select code, code || '@' || first_day, true, basis, url, accumulation, persons, bump, region, kv_from, kv_below, 'seed'
from (values
  ('SH-RES-FLAT-10KV', '2020-07-27', '上海市居民生活用电价格表(市发展改革委2020-07-27公布),非居民用户执行居民价格,10千伏',
    'https://fgw.sh.gov.cn/wx_gysy/20200727/ab918b9bdc76420f9210f7c1c559a78b.html', null, null::int, null::numeric, '31', 1, null::numeric),
  ('ZJ-RES-TIER', '2020-01-01', '浙江省物价局关于完善居民生活用电阶梯电价政策有关事项的通知,年阶梯(起日以文件为准)',
    'https://www.zj.gov.cn/zjservice/item/detail/lawtext.do?outLawId=bd34d4c7-2763-4a68-bc94-cee2d3224dbf', 'annual', 5, 100, '33', null::numeric, 1),
  ('ZJ-RES-TIER-TOU', '2020-01-01', '浙江省物价局关于完善居民生活用电阶梯电价政策有关事项的通知,年阶梯分时(起日以文件为准)',
    'https://www.zj.gov.cn/zjservice/item/detail/lawtext.do?outLawId=bd34d4c7-2763-4a68-bc94-cee2d3224dbf', 'annual', 5, 100, '33', null, 1),
  ('ZJ-RES-FLAT', '2020-01-01', '浙江省电网居民生活用电价格表,不满1千伏合表用户(起日以文件为准)',
    'https://www.zj.gov.cn/zjservice/item/detail/lawtext.do?outLawId=bd34d4c7-2763-4a68-bc94-cee2d3224dbf', null, null, null, '33', null, 1),
  ('ZJ-RES-FLAT-10KV', '2020-01-01', '浙江省电网居民生活用电价格表,1-10千伏及以上合表用户(起日以文件为准)',
    'https://www.zj.gov.cn/zjservice/item/detail/lawtext.do?outLawId=bd34d4c7-2763-4a68-bc94-cee2d3224dbf', null, null, null, '33', 1, null)
) as published (code, first_day, basis, url, accumulation, persons, bump, region, kv_from, kv_below);

insert into price_version (price_code, version, official, legal_basis, source_url, capacity_yuan_per_kva_month,
  demand_yuan_per_kw_month, high_load_kwh_per_kva, high_load_demand_factor, region, agency_region, agency_multiplier,
  voltage_kv_from, voltage_kv_below, capacity_kva_from, changed_by)
select code, code || '@' || first_day, official, basis, url, capacity, demand, 260, 0.9, region, region, 1, kv_from, kv_below, 100, 'seed'
from (values
  ('HB-IND-2P-10KV', '2026-01-01', true, '国网湖北代理购电工商业用户电价表(2026年1月公布),发改价格〔2023〕526号',
    'https://xgszsj.xiaogan.gov.cn/tzxg/tzcb/202601/t20260108_568308.shtml', 26.3, 42.0, '42', 1, 35),
  ('HB-IND-2P-10KV-TOU', '2026-01-01', true, '国网湖北代理购电工商业用户电价表(2026年1月公布),鄂发改价管〔2024〕77号',
    'https://xgszsj.xiaogan.gov.cn/tzxg/tzcb/202601/t20260108_568308.shtml', 26.3, 42.0, '42', 1, 35),
  ('NX-IND-2P-110KV', '2023-06-01', true, '宁夏第三监管周期输配电价,发改价格〔2023〕526号(110千伏;容量电价未查到)', null, null, 25.6, '64', 110, 220),
  ('DEMO-IND-2P', '2020-01-01', false, '示范价,未经公布,不得用于实际结算', null, 26, 36, '33', 1, 35),
  ('DEMO-IND-2P-TOU', '2020-01-01', false, '示范价,未经公布,不得用于实际结算', null, 26, 36, '33', 1, 35)
) as two_part (code, first_day, official, basis, url, capacity, demand, region, kv_from, kv_below);

insert into price_tier (version_id, tier_index, up_to_kwh)
select v.id, t.tier_index, t.up_to_kwh
from price_version v cross join (values (1, 2760), (2, 4800), (3, null)) as t (tier_index, up_to_kwh)
where v.price_code in ('ZJ-RES-TIER', 'ZJ-RES-TIER-TOU');

insert into price_component (version_id, tier_index, component, period, yuan_per_kwh)
select v.id, c.tier_index, c.component, c.period, c.yuan_per_kwh
from price_version v join (values
  ('SH-RES-FLAT-10KV', 0, 'energy', 'total', 0.636),
  ('ZJ-RES-TIER', 1, 'energy', 'total', 0.538), ('ZJ-RES-TIER', 2, 'energy', 'total', 0.588),
  ('ZJ-RES-TIER', 3, 'energy', 'total', 0.838),
  ('ZJ-RES-TIER-TOU', 1, 'energy', 'peak', 0.568), ('ZJ-RES-TIER-TOU', 1, 'energy', 'valley', 0.288),
  ('ZJ-RES-TIER-TOU', 2, 'energy', 'peak', 0.618), ('ZJ-RES-TIER-TOU', 2, 'energy', 'valley', 0.338),
  ('ZJ-RES-TIER-TOU', 3, 'energy', 'peak', 0.868), ('ZJ-RES-TIER-TOU', 3, 'energy', 'valley', 0.588),
  ('ZJ-RES-FLAT', 0, 'energy', 'total', 0.558),
  ('ZJ-RES-FLAT-10KV', 0, 'energy', 'total', 0.538),
  ('HB-IND-2P-10KV', 0, 'transmission', 'total', 0.1263),
  ('HB-IND-2P-10KV-TOU', 0, 'transmission', 'total', 0.1263),
  ('NX-IND-2P-110KV', 0, 'transmission', 'total', 0.0600),
  ('DEMO-IND-2P', 0, 'transmission', 'total', 0.14),
  ('DEMO-IND-2P-TOU', 0, 'transmission', 'total', 0.14)
) as c (code, tier_index, component, period, yuan_per_kwh) on c.code = v.price_code;

insert into price_surcharge (version_id, position, code, name, yuan_per_kwh)
select v.id, s.position, s.code, s.name, s.yuan_per_kwh
from price_version v join (values
  ('42', 1, 'rural-grid', '农网还贷资金', 0.02),
  ('42', 2, 'reservoir-migrants', '大中型水库移民后期扶持资金', 0.0062),
  ('42', 3, 'renewable-energy', '可再生能源电价附加', 0.019),
  ('64', 1, 'major-water-works', '国家重大水利工程建设基金', 0.001125),
  ('64', 2, 'reservoir-migrants', '大中型水库移民后期扶持资金', 0.0012),
  ('64', 3, 'renewable-energy', '可再生能源电价附加', 0.019),
  ('33', 1, 'major-water-works', '国家重大水利工程建设基金', 0.0042),
  ('33', 2, 'reservoir-migrants', '大中型水库移民后期扶持资金', 0.0062),
  ('33', 3, 'renewable-energy', '可再生能源电价附加', 0.019)
) as s (region, position, code, name, yuan_per_kwh) on s.region = v.agency_region;

insert into price_validity (version_id, price_code, valid_from, known_from, changed_by)
select v.id, v.price_code, split_part(v.version, '@', 2)::date, (split_part(v.version, '@', 2) || 'T00:00:00+08:00')::timestamptz, 'seed'
from price_version v where not exists (select 1 from price_validity d where d.version_id = v.id) and v.changed_by = 'seed'
order by v.id;

insert into agency_price (region, month, component, yuan_per_kwh, official, source, known_from, changed_by)
select '42', '2026-01', component, price, true, '国网湖北代理购电价格表,2026年1月', '2026-01-01T00:00:00+08:00', 'seed'
from (values ('energy', 0.384470), ('line-loss', 0.013643), ('system-operation', 0.082273)) as p (component, price);

insert into agency_price (region, month, component, yuan_per_kwh, official, source, known_from, changed_by)
select '33', to_char(m, 'YYYY-MM'), component,
  case when component = 'energy' and extract(month from m) in (1, 7, 8, 12) then price + 0.03 else price end,
  false, '示范值,未经公布,不得用于实际结算', '2020-01-01T00:00:00+08:00', 'seed'
from generate_series('2020-01-01'::timestamp, '2027-12-01', '1 month') as m
cross join (values ('energy', 0.42), ('line-loss', 0.0152), ('system-operation', 0.048)) as p (component, price);

-- Days that the provinces' notices name; from July 2026 on Zhejiang counts three days of a National Day holiday.
insert into timetable_day (region, day, day_type, name, source)
select '33', day, 'holiday', name, source from work_calendar
where kind = 'holiday' and name similar to '%(春节|劳动节|国庆节)%' and not (day > '2026-10-03' and name like '%国庆节%');
insert into timetable_day (region, day, day_type, name, source)
select '31', day, kind, name, source from work_calendar;

insert into timetable (region, tariff_system, valid_from, valid_to, known_from, official, legal_basis, source_url, seasons,
  changed_by) values
  ('33', 'two-part', '2024-03-01', '2026-07-01', '2024-03-01T00:00:00+08:00', false, '浙发改价格〔2024〕21号(时段;浮动系数未查到,取2026年值示范)', null,
   '[{"name": "春秋季", "months": [2, 3, 4, 5, 6, 9, 10, 11], "coefficients": {"peak": "1.85", "flat": "1", "valley": "0.4", "deepValley": "0.2"}, "days": [{"on": ["holiday"], "slots": [{"from": "10:00", "to": "14:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "08:00", "period": "valley"}, {"from": "08:00", "to": "11:00", "period": "peak"}, {"from": "11:00", "to": "13:00", "period": "valley"}, {"from": "13:00", "to": "17:00", "period": "peak"}, {"from": "17:00", "to": "24:00", "period": "flat"}]}]}, {"name": "夏冬季", "months": [1, 7, 8, 12], "coefficients": {"sharp": "2.05", "peak": "1.85", "flat": "1", "valley": "0.4", "deepValley": "0.2"}, "days": [{"on": ["holiday"], "slots": [{"from": "10:00", "to": "14:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "08:00", "period": "valley"}, {"from": "08:00", "to": "09:00", "period": "peak"}, {"from": "09:00", "to": "11:00", "period": "sharp"}, {"from": "11:00", "to": "13:00", "period": "valley"}, {"from": "13:00", "to": "15:00", "period": "flat"}, {"from": "15:00", "to": "17:00", "period": "sharp"}, {"from": "17:00", "to": "23:00", "period": "peak"}, {"from": "23:00", "to": "24:00", "period": "flat"}]}]}]', 'seed'),
  ('33', 'two-part', '2026-07-01', null, '2026-07-01T00:00:00+08:00', true, '浙发改价格〔2026〕112号,工商业峰谷分时', 'https://www.zj.gov.cn/col/col1229203589/art/2026/art_db07d88b6c68f1412561a0e8640cc135.html',
   '[{"name": "春秋季", "months": [2, 3, 4, 5, 6, 9, 10, 11], "coefficients": {"peak": "1.85", "flat": "1", "valley": "0.4", "deepValley": "0.2"}, "days": [{"on": ["holiday"], "slots": [{"from": "09:00", "to": "15:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "07:00", "period": "valley"}, {"from": "07:00", "to": "11:00", "period": "flat"}, {"from": "11:00", "to": "14:00", "period": "valley"}, {"from": "14:00", "to": "16:00", "period": "flat"}, {"from": "16:00", "to": "23:00", "period": "peak"}, {"from": "23:00", "to": "24:00", "period": "flat"}]}]}, {"name": "夏冬季", "months": [1, 7, 8, 12], "coefficients": {"sharp": "2.05", "peak": "1.85", "flat": "1", "valley": "0.4", "deepValley": "0.2"}, "days": [{"on": ["holiday"], "slots": [{"from": "09:00", "to": "15:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "07:00", "period": "valley"}, {"from": "07:00", "to": "11:00", "period": "flat"}, {"from": "11:00", "to": "14:00", "period": "valley"}, {"from": "14:00", "to": "16:00", "period": "flat"}, {"from": "16:00", "to": "18:00", "period": "peak"}, {"from": "18:00", "to": "22:00", "period": "sharp"}, {"from": "22:00", "to": "23:00", "period": "peak"}, {"from": "23:00", "to": "24:00", "period": "flat"}]}]}]', 'seed'),
  ('31', 'two-part', '2025-01-01', null, '2025-01-01T00:00:00+08:00', true, '沪发改价管〔2022〕50号、沪发改价管〔2024〕28号,大工业两部制(据2025年代理购电价格表附注登记)', null,
   '[{"name": "夏季(7、8月)", "months": [7, 8], "coefficients": {"sharp": "2.25", "peak": "1.8", "flat": "1", "valley": "0.4"}, "days": [{"on": null, "slots": [{"from": "00:00", "to": "06:00", "period": "valley"}, {"from": "06:00", "to": "08:00", "period": "flat"}, {"from": "08:00", "to": "12:00", "period": "peak"}, {"from": "12:00", "to": "14:00", "period": "sharp"}, {"from": "14:00", "to": "15:00", "period": "peak"}, {"from": "15:00", "to": "18:00", "period": "flat"}, {"from": "18:00", "to": "21:00", "period": "peak"}, {"from": "21:00", "to": "22:00", "period": "flat"}, {"from": "22:00", "to": "24:00", "period": "valley"}]}]}, {"name": "夏季(9月)", "months": [9], "coefficients": {"peak": "1.8", "flat": "1", "valley": "0.4", "deepValley": "0.2"}, "days": [{"on": ["weekend", "holiday"], "slots": [{"from": "00:00", "to": "06:00", "period": "deepValley"}, {"from": "22:00", "to": "24:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "06:00", "period": "valley"}, {"from": "06:00", "to": "08:00", "period": "flat"}, {"from": "08:00", "to": "15:00", "period": "peak"}, {"from": "15:00", "to": "18:00", "period": "flat"}, {"from": "18:00", "to": "21:00", "period": "peak"}, {"from": "21:00", "to": "22:00", "period": "flat"}, {"from": "22:00", "to": "24:00", "period": "valley"}]}]}, {"name": "冬季(1、12月)", "months": [1, 12], "coefficients": {"sharp": "2.25", "peak": "1.8", "flat": "1", "valley": "0.4", "deepValley": "0.2"}, "days": [{"on": ["holiday"], "slots": [{"from": "00:00", "to": "06:00", "period": "deepValley"}, {"from": "22:00", "to": "24:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "06:00", "period": "valley"}, {"from": "06:00", "to": "08:00", "period": "flat"}, {"from": "08:00", "to": "11:00", "period": "peak"}, {"from": "11:00", "to": "18:00", "period": "flat"}, {"from": "18:00", "to": "19:00", "period": "peak"}, {"from": "19:00", "to": "21:00", "period": "sharp"}, {"from": "21:00", "to": "22:00", "period": "flat"}, {"from": "22:00", "to": "24:00", "period": "valley"}]}]}, {"name": "其他月份", "months": [2, 3, 4, 5, 6, 10, 11], "coefficients": {"peak": "1.6", "flat": "1", "valley": "0.5", "deepValley": "0.2"}, "days": [{"on": ["weekend", "holiday"], "slots": [{"from": "00:00", "to": "06:00", "period": "deepValley"}, {"from": "22:00", "to": "24:00", "period": "deepValley"}]}, {"on": null, "slots": [{"from": "00:00", "to": "06:00", "period": "valley"}, {"from": "06:00", "to": "08:00", "period": "flat"}, {"from": "08:00", "to": "11:00", "period": "peak"}, {"from": "11:00", "to": "18:00", "period": "flat"}, {"from": "18:00", "to": "21:00", "period": "peak"}, {"from": "21:00", "to": "22:00", "period": "flat"}, {"from": "22:00", "to": "24:00", "period": "valley"}]}]}]', 'seed'),
  ('42', 'two-part', '2026-01-01', null, '2026-01-01T00:00:00+08:00', true, '鄂发改价管〔2024〕77号(据国网湖北2026年1月代理购电工商业用户电价表注2登记)', 'https://xgszsj.xiaogan.gov.cn/tzxg/tzcb/202601/t20260108_568308.shtml',
   '[{"name": "夏季(7、8月)", "months": [7, 8], "coefficients": {"sharp": "2", "peak": "1.5", "flat": "1", "valley": "0.45"}, "days": [{"on": null, "slots": [{"from": "00:00", "to": "06:00", "period": "valley"}, {"from": "06:00", "to": "12:00", "period": "flat"}, {"from": "12:00", "to": "14:00", "period": "valley"}, {"from": "14:00", "to": "16:00", "period": "flat"}, {"from": "16:00", "to": "20:00", "period": "peak"}, {"from": "20:00", "to": "22:00", "period": "sharp"}, {"from": "22:00", "to": "24:00", "period": "peak"}]}]}, {"name": "其他月份", "months": [1, 2, 3, 4, 5, 6, 9, 10, 11, 12], "coefficients": {"sharp": "2", "peak": "1.5", "flat": "1", "valley": "0.45"}, "days": [{"on": null, "slots": [{"from": "00:00", "to": "06:00", "period": "valley"}, {"from": "06:00", "to": "12:00", "period": "flat"}, {"from": "12:00", "to": "14:00", "period": "valley"}, {"from": "14:00", "to": "16:00", "period": "flat"}, {"from": "16:00", "to": "18:00", "period": "peak"}, {"from": "18:00", "to": "20:00", "period": "sharp"}, {"from": "20:00", "to": "24:00", "period": "peak"}]}]}]', 'seed');
