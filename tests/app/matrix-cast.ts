import { addUser } from '../../app/auth/users.ts'
import { openReviews } from '../../app/people/reviews.ts'
import { runBills } from '../../billing/index.ts'
import { type Ctx, type Role, roles } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { steadyMeters } from '../billing/meters.ts'
import { png } from '../intake/files.ts'
import { linXiaoman } from '../intake/lin-xiaoman.ts'
import { identityNumber } from '../journeys/visit.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import type { TestDatabase } from '../support/database.ts'
import type { Sight } from './sights.ts'
import { ask, logIn, PASSWORD, type Site } from './site.ts'

export const NOW = '2026-03-10T09:00:00+08:00'
/** What only county X and 陈桂兰 have: whoever reads one of these elsewhere reads what is not his. */
export const MARKS = ['陈桂兰', '幸福小区', 'M-CHEN-1', 'T-MODBUS-1', 'T-MQTT-1', '城东', '城关供电所', '安溪县']

export type Things = Record<string, string>
type Cast = { things: Things; tokens: Tokens }
export type Tokens = { own: Record<string, string>; foreign: Record<string, string> }

/** Two counties, two customers; everything that there is belongs to county X and to 陈桂兰. */
export async function layCounties(database: TestDatabase): Promise<Things> {
  const ctx = database.ctx('2026-01-01T00:00:00+08:00')
  const network = await layNetwork(ctx)
  const feeder = '10kV河滨201线'
  await bringNetwork(
    ctx,
    {
      organisations: [
        { path: 'Y.', kind: 'county', name: '长泰县供电公司' },
        { path: 'Y.Y1.', kind: 'station', name: '河滨供电所' },
      ],
      substations: [{ name: '110kV河滨变', voltageKv: 110, organisation: 'Y.' }],
      feeders: [{ name: feeder, voltageKv: 10, substation: '110kV河滨变' }],
      districts: [{ name: '河滨1号公变', kind: 'public', capacityKva: 400, feeder, organisation: 'Y.Y1.' }],
      terminals: [{ assetNo: 'T-RIVER-1', protocol: 'mqtt', district: '河滨1号公变' }],
      sections: [
        {
          sectionNo: 'CB001',
          organisation: 'X.X1.',
          manager: 'reader-X',
          readingDay: 1,
          months: 1,
          districts: ['幸福小区1号公变'],
        },
      ],
    },
    new Date('2024-01-01T00:00:00+08:00'),
  )
  const chen = await openChenGuilan(ctx, network, {
    class: 'commercial',
    point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: 'DEMO-COM-SINGLE' },
  })
  const river = await ctx.db.first<{ id: number; organisationId: number }>(
    `select id, organisation_id as "organisationId" from transformer_district where name = '河滨1号公变'`,
  )
  const twin = await openTwin(ctx, network)
  await ctx.db.run(`insert into customer_match (one_id, other_id, reasons, found_at) values ($1, $2, '{name}', $3)`, [
    chen.customerId,
    twin.customerId,
    ctx.now,
  ])
  await ctx.db.run(
    `insert into customer_merge (kept_id, merged_id, customer_ids, reason, merged_by, merged_by_name, merged_at, undone_by,
       undone_by_name, undone_at, undone_reason)
     values ($1, $2, $3, '同一人', 'test', 'test', $4, 'test', 'test', $4, '不是')`,
    [chen.customerId, twin.customerId, [chen.customerId, twin.customerId], ctx.now],
  )
  const lin = await openChenGuilan(ctx, network, {
    customer: { kind: 'person', name: '林小满', idNumber: '11010519491231002X', phone: '13900001234' },
    organisationId: river?.organisationId ?? 0,
    address: '河滨路9号',
    point: { districtId: river?.id ?? 0, mode: 'low-low', phase: 'single', priceCode: 'residential-tier' },
    meter: {
      assetNo: 'M-LIN-1',
      profile: 'eastron-sdm630',
      phase: 'single',
      ratedCurrentA: 5,
      maximumCurrentA: 60,
      registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      link: { terminalAssetNo: 'T-RIVER-1', measuringPointNo: 1 },
    },
    contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
  })
  await addPeople(ctx, { own: chen.customerId, foreign: lin.customerId })
  await ctx.db.run(
    `insert into legal_hold (account_id, reason, placed_by, placed_at) values ($1, '法院调查令', 'manager-X', $2)`,
    [chen.accountId, NOW],
  )
  const account = { accountNo: chen.accountNo, accountId: chen.accountId, pointId: chen.pointId }
  return { ...(await layThings(database, account)), district: String(network.districtId) }
}

/** 陈桂兰 a second time, in a district that no section reads. */
async function openTwin(ctx: Ctx, network: Network) {
  const feeder = '10kV城东112线'
  const name = '城东9号公变'
  await bringNetwork(
    ctx,
    { districts: [{ name, kind: 'public', capacityKva: 400, feeder, organisation: 'X.X1.' }] },
    new Date('2024-01-01T00:00:00+08:00'),
  )
  const district = await ctx.db.first<{ id: number }>('select id from transformer_district where name = $1', [name])
  return openChenGuilan(ctx, network, {
    customer: { kind: 'person', name: '陈桂兰', idNumber: '350524195509173217', phone: '13800138001' },
    point: { districtId: district?.id ?? 0, mode: 'low-low', phase: 'single', priceCode: 'DEMO-COM-SINGLE' },
    meter: {
      assetNo: 'M-CHEN-2',
      profile: 'eastron-sdm630',
      phase: 'single',
      ratedCurrentA: 5,
      maximumCurrentA: 60,
      registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
    },
    contract: { contractNo: 'HT-CHEN-2', signedOn: '2025-12-30' },
  })
}

const sides = [
  ['own', 'X'],
  ['foreign', 'Y'],
] as const

/** One of each role in either county; the other customer stands in the same, so that nothing but being another keeps him out. */
async function addPeople(ctx: Ctx, customers: { own: number; foreign: number }): Promise<void> {
  for (const [side, county] of sides) {
    for (const role of roles) {
      const isCustomer = role === 'customer'
      const customerId = isCustomer ? customers[side] : undefined
      await addUser(ctx, person(`${role}-${county}`, role, isCustomer ? 'X.' : `${county}.`, customerId))
    }
  }
}

export async function logInAll(site: Site): Promise<Tokens> {
  const tokens: Tokens = { own: {}, foreign: {} }
  for (const [side, county] of sides) {
    for (const role of roles) tokens[side][role] = await logIn(site, `${role}-${county}`)
  }
  return tokens
}

function person(username: string, role: Role, organisationPath: string, customerId: number | undefined) {
  return { username, name: username, roles: [role], organisationPath, customerId, password: PASSWORD }
}

type Account = { accountNo: string; accountId: number; pointId: number }

async function layThings(database: TestDatabase, account: Account): Promise<Things> {
  const { accountId, pointId } = account
  const bills = { ...database.ctx('2026-03-01T08:00:00+08:00'), scope: 'X.' }
  const meters = steadyMeters(new Map([[pointId, { dailyWh: 5_000, since: { day: '2026-02-01', dailyWh: 900_000 } }]]))
  for (const billMonth of ['2026-01', '2026-02']) await runBills(bills, { billMonth }, meters)
  const one = async (sql: string, values: unknown[] = []) => {
    const { rows } = await database.pool.query(sql, values)
    return String(rows[0]?.id ?? '')
  }
  const installation = await one('select id from installation where point_id = $1', [pointId])
  const terminal = await one(`select id from terminal where asset_no = 'T-MODBUS-1'`)
  const photo = await one(
    `insert into reading_photo (media_type, bytes, sha256, taken_by, taken_at)
     values ('image/png', $1, 'x', 'reader-X', $2) returning id`,
    [png(), NOW],
  )
  return {
    accountNo: account.accountNo,
    account: String(accountId),
    point: String(pointId),
    terminal,
    photo,
    installation,
    bill: await one(`select id from bill where account_id = $1 order by id limit 1`, [accountId]),
    user: await one(`select id from app_user where username = 'cashier-X'`),
    agent: await one(`select id from app_user where username = 'agent-X'`),
    review: await layReview(database, one),
    run: await one(`select id from bill_run order by id limit 1`),
    bringing: await layBringing(one),
    device: await one(`select device_id as id from installation where point_id = $1`, [pointId]),
    section: await one(`select id from reading_section where section_no = 'CB001'`),
    ...(await layBilling(one, accountId)),
    ...(await layMetering(one, { pointId, installation, terminal, photo })),
    ...(await layCalls(one, accountId)),
  }
}

type One = (sql: string, values?: unknown[]) => Promise<string>

/** Who has which role in county X, to be looked at. */
async function layReview(database: TestDatabase, one: One): Promise<string> {
  await openReviews({ ...database.ctx(NOW), scope: 'X.' })
  return one(`select r.id from access_review r join organisation o on o.id = r.organisation_id where o.path = 'X.'`)
}

/** What the county brought, told with faults that name what is its own. */
function layBringing(one: One): Promise<string> {
  const fault = { row: 2, column: '用电地址', message: '幸福小区', advice: '' }
  const counts = { added: 0, changed: 0, unchanged: 0, differing: 0 }
  const report = { rows: 1, faultCount: 1, faults: [fault], counts, differenceCount: 0, differences: [], totals: [] }
  return one(
    `insert into bringing (kind, file_name, sha256, organisation_path, may_update, state, report, brought_by, brought_at)
     values ('balances', '幸福小区.csv', repeat('0', 64), 'X.', false, 'faulty', $1, 'admin-X', $2) returning id`,
    [JSON.stringify(report), NOW],
  )
}

async function layBilling(one: One, accountId: number): Promise<Things> {
  await one(
    `insert into market_term (account_id, retailer, valid_from, known_from, changed_by, reason, case_ref)
     values ($1, '东方售电', '2026-01-01', $2, 'test', '入市', 'test')`,
    [accountId, NOW],
  )
  await one(
    `insert into parked_bill (account_id, bill_month, reason, owner_role, parked_at)
     values ($1, '2026-03', 'USAGE_MISSING', 'acquisition', $2)`,
    [accountId, NOW],
  )
  await one(
    `insert into correction_task (account_id, bill_month, cause, opened_at) values ($1, '2026-01', 'reading', $2)`,
    [accountId, NOW],
  )
  await one(
    `insert into audit_order (topic, account_id, figures, opened_at, seen_at)
     select code, $1, '{}', $2, $2 from audit_topic limit 1`,
    [accountId, NOW],
  )
  await one('alter table account_term disable trigger account_term_kept')
  await one('update account_term set power_factor_standard = 0.90 where account_id = $1', [accountId])
  await one('alter table account_term enable trigger account_term_kept')
  await one(
    `insert into timetable_lag (device_id, valid_from, known_from, changed_by, reason)
     select i.device_id, '2026-01-01', $2, 'test', '时段未调整' from installation i join metering_point p on p.id = i.point_id
     where p.account_id = $1`,
    [accountId, NOW],
  )
  await one(
    `insert into supply_reminder (account_id, subject, ends_on, opened_at) values ($1, 'pause', '2026-03-20', $2)`,
    [accountId, NOW],
  )
  const sheet = await one(
    `insert into market_sheet (account_id, month, sheet_no, retailer, issued_on, digest, known_from, changed_by)
     values ($1, '2026-02', 'JS1', '东方售电', '2026-03-01', 'x', $2, 'test') returning id`,
    [accountId, NOW],
  )
  await one(
    `insert into market_sheet_line (sheet_id, position, code, name, period, energy_kwh, counts_as_energy, yuan_per_kwh)
     values ($1, 1, 'energy', '电能量', 'total', 100, true, 0.4)`,
    [sheet],
  )
  await one(
    `insert into correction_run (cause, organisation_path, status, started_at, finished_at, started_by, wanted)
     values ('reading', 'X.', 'finished', $1, $1, 'billing-X', 1)`,
    [NOW],
  )
  return {
    sheet,
    version: await layReplay(one),
    charge: await one(
      `insert into account_charge (charge_no, account_id, kind, input, result, total_yuan, reason, about_from, about_to,
         due_on, state, standing, charged_through_yuan, drafted_by, drafted_at, decided_by, decided_at, idempotency_key)
       values ('ZB1', $1, 'breach-charge', '{}', '{}', 100, '违约用电', '2026-01-01', '2026-02-01', '2026-03-31', 'issued',
         true, 100, 'a', $2, 'b', $2, 'k') returning id`,
      [accountId, NOW],
    ),
    statement: await one(
      `insert into feed_in_statement (statement_no, account_id, month, document, standing, period_from, period_to,
         exported_wh, total_yuan, official, issued_at)
       values ('SW1', $1, '2026-02', 'statement', true, '2026-02-01', '2026-03-01', 1000, 1, true, $2) returning id`,
      [accountId, NOW],
    ),
  }
}

/** What a draft would have cost county X. */
function layReplay(one: One): Promise<string> {
  const sums = { bills: 1, billedYuan: '1.00', draftYuan: '2.00', differenceYuan: '1.00' }
  const counts = { accounts: 1, winners: 0, losers: 1, unchanged: 0, thresholdPercent: 10, billsOverThreshold: 1 }
  const largest = [{ accountNo: '3302000100013', billedYuan: '1.00', draftYuan: '2.00', differenceYuan: '1.00' }]
  const months = { fromMonth: '2026-01', toMonth: '2026-01', months: [], largest, notComputable: {} }
  return one(
    `with draft as (
       insert into price_draft (version, price_code, document, state, drafters, changed_at)
       values ('DEMO-COM-SINGLE@2026-06-01', 'DEMO-COM-SINGLE', '{}', 'draft', '{billing-X}', $1))
     insert into price_replay (version, revision, organisation_path, result, run_by, run_at)
     values ('DEMO-COM-SINGLE@2026-06-01', 1, 'X.', $2, 'billing-X', $1) returning version as id`,
    [NOW, JSON.stringify({ ...sums, ...counts, ...months })],
  )
}

type Meter = { pointId: number; installation: string; terminal: string; photo: string }

async function layMetering(one: One, { pointId, installation, terminal, photo }: Meter): Promise<Things> {
  const repair = await one(
    `insert into repair_order (point_id, cause, place, status, opened_at, opened_by, because)
     values ($1, 'METER_SILENT', 'meter', 'open', $2, 'test', '{}') returning id`,
    [pointId, NOW],
  )
  const exchange = await one(
    `insert into exchange_order (point_id, installation_id, origin, reason, status, opened_at, opened_by, assigned_to)
     values ($1, $2, 'hand', '损坏', 'assigned', $3, 'test', 'installer-X') returning id`,
    [pointId, installation, NOW],
  )
  await one(
    `insert into exchange_entry (id, order_id, digest, exchanged_at, old_asset_no, new_asset_no, end_registers,
       start_registers, ct, pt, sent_by, written_at, arrived_at)
     values ('00000000-0000-4000-8000-000000000001', $1, 'x', $2, 'M-CHEN-1', 'M-NEW', '{}', '{}', 1, 1, 'installer-X', $2, $2)`,
    [exchange, NOW],
  )
  await one(
    `insert into exchange_photo (entry_id, position, subject, photo_id)
     values ('00000000-0000-4000-8000-000000000001', 1, 'site', $1)`,
    [photo],
  )
  const plan = await one(
    `insert into reading_plan (section_id, month, reading_day, reads_from, manager, made_at, refreshed_at, reader, sent_by, sent_at)
     select id, '2026-03', '2026-03-01', '2026-02-01', 'reader-X', $1, $1, 'reader-X', 'test', $1
     from reading_section where section_no = 'CB001' returning id`,
    [NOW],
  )
  await one(`insert into plan_point (plan_id, point_id, route_no, state) values ($1, $2, 1, 'site')`, [plan, pointId])
  await one(
    `insert into vee_finding (point_id, rule, channel, severity, from_at, to_at, day, count, unit, status, found_at)
     values ($1, 'zero-run', 'importTotal', 'warning', '2026-03-08T00:00+08', '2026-03-08T01:00+08', '2026-03-08', 4, 'W', 'open', $2)`,
    [pointId, NOW],
  )
  await one(
    `insert into mqtt_quarantine (arrived_at, source, topic, reason, detail, payload, fingerprint, latest_at, origin, terminal, meter)
     values ($1, 'mqtt', 'dianhu/v1/T-MQTT-1/readings', 'UNKNOWN_METER', 'x', '{}', 'f', $1, 'mqtt', 'T-MQTT-1', 'M-9')`,
    [NOW],
  )
  await one(
    `insert into collection_gap (point_id, day, item, district_id, terminal_id, due, missing, remaining, cause, found_at, next_at)
     select $1, '2026-03-08', 'day-freeze', district_id, $2, 1, 1, 1, 'METER_SILENT', $3, $3 from metering_point where id = $1`,
    [pointId, terminal, NOW],
  )
  await one(`insert into collection_count values ('2026-03-08', 'day-freeze', $1, $1)`, [NOW])
  await one(
    `insert into collection_day (day, item, district_id, terminal_id, points, due, had)
     select '2026-03-08', 'day-freeze', district_id, $2, 1, 1, 0 from metering_point where id = $1`,
    [pointId, terminal],
  )
  await one(
    `insert into voltage_month (month, point_id, nominal_v, days, monitored_min, over_min, under_min, both_min, dead_min, lost_min,
       unbalance_over_min)
     values ('2026-03-01', $1, 220, 1, 1440, 0, 30, 0, 0, 0, 0)`,
    [pointId],
  )
  await one(
    `insert into meter_clock (device_id, point_id, measured_at, drift_ms)
     select device_id, point_id, $2, 600000 from installation where id = $1`,
    [installation, NOW],
  )
  return {
    repair,
    exchange,
    plan,
    special: await one(
      `insert into special_reading (point_id, cause, day, due_on, way, reason, opened_by, opened_at)
       values ($1, 'dispute', '2026-03-09', '2026-03-12', 'site', '用户有疑', 'test', $2) returning id`,
      [pointId, NOW],
    ),
    plannedWork: await one(
      `insert into planned_work (work_no, kind, scope, district_id, organisation_id, from_at, to_at, reason, entered_by, entered_at)
       select 'JX-' || d.id, 'outage', 'district', d.id, d.organisation_id, $1, '2030-01-01T00:00+08', '检修', 'grid', $1
       from transformer_district d where d.id = (select district_id from point_term where point_id = $2 limit 1) returning id`,
      [NOW, pointId],
    ),
    alarm: await one(
      `insert into alarm (kind, severity, point_id, occurred_at, raised_at)
       values ('voltage-loss', 'warning', $1, $2, $2) returning id`,
      [pointId, NOW],
    ),
    exceptionKey: `2026-03-08~zero-run~${terminal}`,
    standIn: await one(
      `insert into register_stand_in (point_id, installation_id, stands_for, kind, registers, reason, status, proposed_by,
         proposed_at, photo_id, measured_at)
       values ($1, $2, '2026-03-01T00:00+08', 'site', '{"importTotal": 100}', '现场抄表', 'proposed', 'reader-X', $3, $4, $3) returning id`,
      [pointId, installation, NOW, photo],
    ),
    mqttTerminal: await one(`select id from terminal where asset_no = 'T-MQTT-1'`),
    question: await one(
      `insert into terminal_command (id, terminal_id, point_id, kind, payload, asked_at, asked_by, expires_at)
       values ('00000000-0000-4000-8000-000000000002', $1, $2, 'call', '{}', $3, 'grid-X', $3) returning id`,
      [terminal, pointId, NOW],
    ),
  }
}

async function layCalls(one: One, accountId: number): Promise<Things> {
  return {
    contact: await one(
      `insert into contact (contact_no, channel, state, account_id, queued_at, ranked_at) values ('C1', 'note', 'queued', $1, $2, $2) returning id`,
      [accountId, NOW],
    ),
    handIn: await one(
      `with c as (insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, ranked_at, closed_at, category, summary)
         values ('C-HD', 'hotline', 'closed', $1, (select id from app_user where username = 'agent-X'), $2, $2, $2, 'complaint',
           '12345 转来') returning id)
       insert into hand_in (contact_id, hotline, their_no, said, handed_at, due_at, is_due_said)
       select id, '12345', 'HD-1', '反映停电', $2, $2::timestamptz + interval '5 days', true from c returning contact_id as id`,
      [accountId, NOW],
    ),
    ...(await layHandOver(one, accountId)),
    promise: await one(
      `insert into promised_call (account_id, organisation_id, promised_by, promised_at, skill, from_at, until_at, about, number_of,
         phone_cipher, phone_hash, phone_tail, next_at)
       select id, organisation_id, (select id from app_user where username = 'agent-X'), $2, 'general', $2::timestamptz + interval '1 day',
         $2::timestamptz + interval '25 hours', '告知结果', 'given', '\\x00', '\\x00', '8000', $2::timestamptz + interval '1 day'
       from account where id = $1 returning id`,
      [accountId, NOW],
    ),
    callerMark: await one(
      `insert into caller_mark (account_id, mark, reason, marked_by, marked_at, expires_at)
       values ($1, 'sensitive', '多次来电', 'x', $2, '2099-01-01') returning id`,
      [accountId, NOW],
    ),
    deskNotice: await one(
      `with noted as (insert into desk_notice (organisation_id) select organisation_id from account where id = $1 returning id)
       insert into desk_notice_version (notice_id, number, title, body, roles, skills, is_mandatory, valid_from, valid_to, written_by,
         written_at)
       select id, 1, '须知', '请阅读', '{agent,lead}', '{}', false, $2, '2099-01-01', 'x', $2 from noted returning notice_id as id`,
      [accountId, NOW],
    ),
    unit: await one('select organisation_id as id from account where id = $1', [accountId]),
    serviceMatter: await one(
      `with reported as (insert into service_matter (matter_no, organisation_id) select 'B1', organisation_id from account where id = $1 returning id),
         written as (insert into service_matter_version (matter_id, number, state, title, kind, orders, valid_from, valid_to, contact_name,
             contact_phone, reply_zh, document_no, drafters, written_at, accepted_by, accepted_at)
           select id, 1, 'accepted', '幸福小区计划检修', 'planned-work', '{fault-repair~low-voltage}', $2, '2099-01-01', '吴站长', '0595-1234567',
             '检修停电', '检修〔2026〕1号', '{x}', $2, 'y', $2 from reported returning *)
       insert into service_matter_scope (matter_id, number, valid_to, account_id)
       select matter_id, number, valid_to, $1 from written returning matter_id as id`,
      [accountId, NOW],
    ),
    storm: await one(
      `insert into storm (organisation_id, text_zh, text_en, began_at, ends_at, switched_on_by)
       select organisation_id, '大面积停电', 'A large outage', $2::timestamptz - interval '1 hour', '2099-01-01', 'lead-X' from account where id = $1 returning id`,
      [accountId, NOW],
    ),
    order: await one(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address,
         description, opened_by, opened_at)
       select 'W1', (select id from order_subkind where subkind = 'low-voltage'), 'crew', 'fault-repair', 'normal', 'open', $1, organisation_id, '幸福小区3幢502室', '停电', 'agent-X', $2
       from account where id = $1 returning id`,
      [accountId, NOW],
    ),
    orderPhoto: await one(
      `with written as (
         insert into crew_entry (entry_id, work_order_id, step, digest, written_at, counted_at, taken_at, sent_by)
         select '00000000-0000-4000-8000-000000000010', max(id), 'arrival', '\\x00', $2, $2, $2, 'crew-X' from work_order where account_id = $1
         returning entry_id)
       insert into order_photo (entry_id, position, kind, media_type, bytes, sha256)
       select entry_id, 0, 'site', 'image/png', '\\x00', 'x' from written returning id`,
      [accountId, NOW],
    ),
    task: await one(
      `with asked as (
         insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address,
           description, opened_by, opened_at)
         select 'W2', (select id from order_subkind where subkind = 'low-voltage'), 'crew', 'fault-repair', 'normal', 'dispatched', $1, organisation_id, '幸福小区3幢502室', '停电', 'agent-X', $2
         from account where id = $1 returning id, organisation_id)
       insert into order_task (work_order_id, number, organisation_id, handler, description, due_at, state, asked_by, asked_at)
       select id, 1, organisation_id, 'crew', '幸福小区停电', '2099-01-01', 'asked', 'agent-X', $2 from asked returning id`,
      [accountId, NOW],
    ),
  }
}

async function layHandOver(one: One, accountId: number): Promise<Things> {
  const handOver = await one(
    `insert into hand_over (organisation_id, shift_on, shift, state, drawn_by, drawn_at)
     select o.id, '2026-03-09', 'early', 'draft', 'lead-X', $2 from account a join organisation s on s.id = a.organisation_id
     join organisation o on o.path = 'X.' where a.id = $1 returning id`,
    [accountId, NOW],
  )
  const handOverItem = await one(
    `insert into hand_over_item (organisation_id, kind, note, opened_by, opened_at, account_id)
     select organisation_id, 'free', '等幸福小区回话', 'lead-X', $2, $3 from hand_over where id = $1 returning id`,
    [handOver, NOW, accountId],
  )
  await one(
    `insert into hand_over_line (hand_over_id, item_id, state) values ($1, $2, 'offered') returning item_id as id`,
    [handOver, handOverItem],
  )
  const [agent, other] = ['agent-X', 'lead-X'].map((name) => `(select id from app_user where username = '${name}')`)
  const absence = await one(
    `insert into agent_absence (user_id, kind, from_on, to_on, reason, state, asked_at)
     select ${agent}, 'leave', '2026-03-20', '2026-03-21', '城东有事', 'asked', $1 where $2::int > 0 returning id`,
    [NOW, accountId],
  )
  const roster = await one(
    `insert into roster (organisation_id, week_on, version, state, drawn_by, drawn_at)
     select id, '2026-03-16', 1, 'draft', 'lead-X', $1 from organisation where path = 'X.' and $2::int > 0 returning id`,
    [NOW, accountId],
  )
  const shiftExchange = await one(
    `insert into shift_exchange (roster_id, asker_id, asker_on, other_id, other_on, state, asked_at)
     select $1, ${agent}, '2026-03-16', ${other}, '2026-03-17', 'asked', $2 returning id`,
    [roster, NOW],
  )
  const call = await one(
    `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, ranked_at, answered_at, closed_at, category, summary, engine)
     values ('C9', 'voice', 'closed', $1, ${agent}, $2, $2, $2, $2, 'other', '幸福小区停电', 'none') returning id`,
    [accountId, NOW],
  )
  const recording = await one(
    `insert into contact_recording (contact_id, recording, seconds, at) values ($1, 'none/1.wav', 5, $2) returning id`,
    [call, NOW],
  )
  const draw = await one(
    `insert into quality_draw (organisation_id, from_on, to_on, seed, calls, drawn_by, drawn_at)
     select id, '2026-03-08', '2026-03-09', 'seed', 1, 'quality-X', $1 from organisation where path = 'X.' and $2::int > 0 returning id`,
    [NOW, accountId],
  )
  const qualitySheet = await one(
    `insert into quality_sheet (draw_id, contact_id, agent_id, reasons, state) values ($1, $2, ${agent}, '{share}', 'open') returning id`,
    [draw, call],
  )
  const followUp = await one(
    `with done as (
       insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address, description,
         opened_by, opened_at, finished_at)
       select 'W20260309000003', (select id from order_subkind where kind = 'opinion' and subkind = 'other'), 'quality', 'opinion', 'normal',
         'closed', $1, organisation_id, '幸福小区3幢502室', '停电', 'agent-X', $2, $2 from account where id = $1 returning id)
     insert into follow_up (work_order_id, account_id, way, state, drawn_at, next_at)
     select id, $1, 'call', 'waiting', $2, $2 from done returning id`,
    [accountId, NOW],
  )
  const orderNo = 'W20260309000003'
  return { handOver, handOverItem, absence, shiftExchange, qualitySheet, recording, followUp, orderNo }
}

/** An application at county X, with a paper and a message, entered over the product's own routes. */
export async function layApplication(database: TestDatabase, site: Site, { tokens, things }: Cast): Promise<Things> {
  const clerk = (method: 'POST' | 'GET', url: string, payload?: object) =>
    ask(site, { method, url, token: tokens.own.intake ?? '', ...(payload ? { payload } : {}) })
  const form = { to: '北墙外' }
  const asked = { kind: 'meter-move', accountNo: things.accountNo, form, papers: [{ kind: 'identity' }] }
  const { body, status } = await clerk('POST', '/api/intake/applications', asked)
  if (status >= 300) throw new Error(JSON.stringify(body))
  const { id } = body as { id: number }
  const file = { kind: 'identity', name: '陈桂兰.png', base64: png(31).toString('base64') }
  const added = await clerk('POST', `/api/intake/applications/${id}/attachments`, file)
  if (added.status >= 300) throw new Error(JSON.stringify(added.body))
  const applicant = { name: '何静', identityNumber: identityNumber(7), phone: '13900007777' }
  const supply = { ...linXiaoman, applicant, address: '幸福小区5幢301室' }
  const other = await clerk('POST', '/api/intake/applications', supply)
  if (other.status >= 300) throw new Error(JSON.stringify(other.body))
  const migration = `insert into flow_migration (application_id, from_version, to_version, reason, asked_by, asked_at)
    values ($1, 1, 2, '规则已变', 'intake-X', $2)`
  await database.pool.query(migration, [id, NOW])
  await clerk('POST', `/api/intake/applications/${id}/messages`, { body: '幸福小区:请来柜台' })
  await clerk('POST', `/api/customers/accounts/${things.accountNo}/phone-reveals`)
  return {
    application: String(id),
    newSupply: String((other.body as { id: number }).id),
    attachment: String((added.body as { id: number }).id),
  }
}

/** The route's address with the things that are named for its parameters. */
export function addressOf(url: string, sight: Exclude<Sight, { free: string }>, things: Things): string {
  const asked = encodeURI((sight.asked ?? '').replace(/\{(\w+)\}/g, (_, name: string) => things[name] ?? ''))
  if (!('item' in sight)) return url.includes(':') ? url.replace(/:\w+/, asked) : `${url}${asked}`
  const names = sight.item.split(' ')
  return `${url.replace(/:\w+/g, () => encodeURIComponent(things[names.shift() ?? ''] ?? ''))}${asked}`
}

/** What is only written to: asked for, lent, parked, to be decided. */
export async function layWritten(database: TestDatabase, things: Things): Promise<Things> {
  const one = async (sql: string, values: unknown[] = []) => {
    const { rows } = await database.pool.query(sql, values)
    return String(rows[0]?.id ?? '')
  }
  const account = Number(things.account)
  return {
    hold: await one('select id from legal_hold limit 1'),
    uuid: '00000000-0000-4000-8000-000000000009',
    organisation: await one(`select id from organisation where path = 'X.X1.'`),
    roleRequest: await one(
      `insert into role_request (user_id, roles, reason, asked_by, asked_at)
       select id, '{cashier}', '新员工', 'somebody', $1 from app_user where username = 'agent-X' returning id`,
      [NOW],
    ),
    delegation: await one(
      `insert into delegation (from_id, to_id, roles, valid_from, valid_to, reason, asked_at)
       select f.id, t.id, '{intake}', '2026-03-20', '2026-03-30', '休假', $1 from app_user f, app_user t
       where f.username = 'intake-X' and t.username = 'agent-X' returning id`,
      [NOW],
    ),
    reminder: await one('select id from supply_reminder limit 1'),
    merge: await one('select id from customer_merge limit 1'),
    verdict: await one(
      `insert into register_verdict (point_id, installation_id, role, kind, at, wh, before, reason, decided_by, decided_at)
       select $1, id, 'importTotal', 'confirm-reading', $2, 1, '{"values": [], "removedBreaks": [], "addedBreaks": [], "suspect": null}', '已核对', 'test', $2
       from installation where id = $3 returning id`,
      [things.point, NOW, things.installation],
    ),
    parked: await one('select id from parked_bill where account_id = $1', [account]),
    auditOrder: await one('select id from audit_order where account_id = $1', [account]),
    correctionTask: await one('select id from correction_task where account_id = $1', [account]),
    marketTerm: await one('select id from market_term where account_id = $1', [account]),
    plant: await one(
      `insert into feed_in_term (point_id, mode, region, plant_kw, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 'full', '33', 5, '2026-01-01', $2, 'test', '并网', 'test') returning id`,
      [things.point, NOW],
    ),
  }
}
