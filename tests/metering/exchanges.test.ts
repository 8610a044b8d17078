import { beforeAll, describe, expect, test } from 'vitest'
import { findBill } from '../../billing/bills.ts'
import { findLatestBill, runBills } from '../../billing/index.ts'
import { exchangeMeter } from '../../db/customers/exchange.ts'
import { findUsage, listUsages } from '../../metering/index.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import { releaseTakeable } from '../../metering/release.ts'
import { findDeviceLife, listDevices } from '../../metering/store/devices.ts'
import { reviewEntry, submitEntry } from '../../metering/store/exchange-entries.ts'
import {
  assignExchange,
  findExchange,
  listExchanges,
  openExchange,
  openRotations,
  withdrawExchange,
} from '../../metering/store/exchange-orders.ts'
import type { Entry } from '../../metering/store/exchange-shapes.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addStaff, issueMeters } from './store-cast.ts'

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString('base64')
const at = (time: string) => new Date(`${time}+08:00`)
const photo = (subject: 'old-meter' | 'new-meter') => ({ subject, mediaType: 'image/jpeg' as const, base64: jpeg })

describe('a meter exchange', () => {
  const database = useDatabase()
  const office = (time: string) => database.ctx(`${time}+08:00`, { username: 'planner', roles: ['acquisition'] })
  const liu = (time: string) => database.ctx(`${time}+08:00`, { username: 'liu', roles: ['installer'] })
  const reviewer = (time: string) => database.ctx(`${time}+08:00`, { username: 'manager', roles: ['manager'] })
  let network: Network
  let pointId = 0
  let accountId = 0
  let old = ''

  beforeAll(async () => {
    network = await layNetwork(office('2025-01-01T08:00:00'))
    const home = { name: '吴表', priceCode: 'SH-RES-TIER', energisedAt: '2025-01-10T10:30:00+08:00' }
    ;({ accountId, pointId } = await openHousehold(office('2025-01-10T12:00:00'), network, home))
    await addStaff(office('2025-01-10T12:00:00'), network.organisationId, ['liu', 'zhao'])
    await issueMeters(office('2025-01-12T09:00:00'), network.organisationId, ['N-1', 'N-2', 'N-3', 'N-4'], 'liu')
    const { rows } = await database.pool.query(
      `select d.asset_no from device d join installation i on i.device_id = d.id where i.point_id = $1`,
      [pointId],
    )
    old = rows[0].asset_no
  })

  const read = (meter: string, time: string, values: MeterValues) =>
    storeReadings(office(time), {
      source: 'mqtt',
      topic: 'dianhu/v1/T-MQTT-1/readings',
      readings: [{ meter, at: at(time), values }],
      keep: 'every',
    })
  const entry = (orderId: number, change: Partial<Entry> = {}): Entry & { orderId: number } => ({
    orderId,
    entryId: crypto.randomUUID(),
    writtenAt: '2025-01-20T10:05:00+08:00',
    exchangedAt: '2025-01-20T10:00:00+08:00',
    oldAssetNo: old,
    newAssetNo: 'N-1',
    endRegisters: { importTotal: 100_000 },
    startRegisters: { importTotal: 3_000 },
    ct: 2,
    pt: 1,
    seals: ['F-77'],
    remarks: '',
    photos: [photo('old-meter'), photo('new-meter')],
    ...change,
  })
  const noon = '2025-01-20T12:00:00'
  let orderId = 0

  test('is ordered once for a point, and given to somebody who puts up meters', async () => {
    orderId = await openExchange(office('2025-01-18T09:00:00'), { pointId, reason: '计量异常' })
    await expect(openExchange(office('2025-01-18T09:00:00'), { pointId, reason: '再开' })).rejects.toMatchObject({
      code: 'NO_METER_OR_ORDER_OPEN',
    })
    await expect(submitEntry(liu(noon), entry(orderId))).rejects.toMatchObject({ code: 'EXCHANGE_NOT_OPEN' })
    await expect(assignExchange(office(noon), { orderId, to: 'nobody' })).rejects.toMatchObject({
      code: 'PERSON_UNKNOWN',
    })
    await assignExchange(office('2025-01-18T10:00:00'), { orderId, to: 'liu' })
    expect((await listExchanges(liu(noon), { limit: 10 })).orders).toMatchObject([{ orderId, assetNo: old }])
    const zhao = database.ctx(`${noon}+08:00`, { username: 'zhao', roles: ['installer'] })
    expect((await listExchanges(zhao, { limit: 10 })).orders).toEqual([])
    await expect(findExchange(zhao, orderId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(submitEntry(zhao, entry(orderId))).rejects.toMatchObject({ code: 'NOT_ASSIGNED_TO_YOU' })
  })

  test.each<[string, Partial<Entry>]>([
    ['INSTALLED_METER_CHANGED', { oldAssetNo: 'OTHER' }],
    ['PHOTO_MISSING', { photos: [photo('old-meter')] }],
    ['METER_NOT_IN_HAND', { newAssetNo: 'N-9' }],
    ['METER_NOT_IN_HAND', { exchangedAt: '2025-01-12T08:55:00+08:00', newAssetNo: 'N-1', oldAssetNo: '' }],
    ['EXCHANGE_IN_FUTURE', { exchangedAt: '2025-01-20T12:03:00+08:00' }],
    ['END_REGISTER_MISSING', { endRegisters: {} }],
    ['START_REGISTER_MISSING', { startRegisters: { importPeak: 1 } }],
    ['REGISTER_TOO_LONG', { endRegisters: { importTotal: 1_000_000_000 } }],
    ['BAD_PHOTO', { photos: [photo('old-meter'), { ...photo('new-meter'), base64: 'AAAA' }] }],
  ])('is refused with %s', async (code, change) => {
    const sent = entry(orderId, change.oldAssetNo === '' ? { ...change, oldAssetNo: old } : change)
    if (code === 'METER_NOT_IN_HAND' && change.exchangedAt) sent.exchangedAt = '2025-01-12T08:45:00+08:00'
    await expect(submitEntry(liu(noon), sent)).rejects.toMatchObject({ code })
  })

  test('whose end register does not fit the latest reading wants a reason', async () => {
    await read(old, '2025-01-20T08:00:00', { importWh: 88_000 })
    const low = entry(orderId, { endRegisters: { importTotal: 80_000 } })
    await expect(submitEntry(liu(noon), low)).rejects.toMatchObject({
      code: 'END_REGISTER_DOES_NOT_FIT',
      issues: [{ path: 'endRegisters.importTotal', message: '止码小于最近抄见 88' }],
    })
    const high = entry(orderId, { endRegisters: { importTotal: 900_000 } })
    await expect(submitEntry(liu(noon), high)).rejects.toMatchObject({ code: 'END_REGISTER_DOES_NOT_FIT' })
  })

  const sent = () => entry(orderId, { entryId: 'a3bb189e-8bf9-4888-9912-ace4e6543002' })

  test('is sent once, however often the phone sends it', async () => {
    expect(await submitEntry(liu(noon), sent())).toMatchObject({ status: 'submitted', again: false })
    expect(await submitEntry(liu('2025-01-20T12:05:00'), sent())).toMatchObject({ status: 'submitted', again: true })
    await expect(submitEntry(liu(noon), { ...sent(), ct: 3 })).rejects.toMatchObject({ code: 'ENTRY_ID_REUSED' })
    await expect(submitEntry(liu(noon), entry(orderId))).rejects.toMatchObject({ code: 'EXCHANGE_NOT_OPEN' })
    await expect(withdrawExchange(office(noon), { orderId, reason: '不换了' })).rejects.toMatchObject({
      code: 'EXCHANGE_NOT_OPEN',
    })
  })

  const review = (decision: 'approved' | 'refused', entryId = sent().entryId) => ({
    orderId,
    entryId,
    decision,
    note: '核对照片',
  })

  test('is reviewed by a second person, and goes back where he refuses', async () => {
    await expect(reviewEntry(liu('2025-01-20T13:00:00'), review('approved'))).rejects.toMatchObject({
      code: 'SAME_PERSON',
    })
    await reviewEntry(reviewer('2025-01-20T13:00:00'), review('refused'))
    expect((await findExchange(liu(noon), orderId)).order.status).toBe('assigned')
    await expect(reviewEntry(reviewer('2025-01-20T13:00:00'), review('approved'))).rejects.toMatchObject({
      code: 'ENTRY_NOT_WAITING',
    })
  })

  test('reaches the customer file at the time that it happened', async () => {
    const again = entry(orderId, { remarks: '重新拍照' })
    await submitEntry(liu('2025-01-21T09:00:00'), again)
    // Told before the file knew the meter there: put aside, and taken once it does.
    expect(await read('N-1', '2025-01-20T18:00:00', { importWh: 4_000 })).toMatchObject([{ is: 'quarantined' }])
    const claim = (closed: string | null) =>
      database.pool.query(
        `insert into meter_case (account_id, case_ref, opened_at, closed_at) values ($1, 'application:YK1', $2, $3)
         on conflict (account_id, case_ref) do update set closed_at = excluded.closed_at`,
        [accountId, '2025-01-19T00:00:00Z', closed],
      )
    // Another case is about to change all of the account.
    await claim(null)
    await expect(reviewEntry(reviewer('2025-01-21T10:00:00'), review('approved', again.entryId))).rejects.toMatchObject(
      { code: 'METERS_CLAIMED', issues: [{ message: expect.stringContaining('YK1') }] },
    )
    await claim('2025-01-21T00:00:00Z')
    await reviewEntry(reviewer('2025-01-21T10:00:00'), review('approved', again.entryId))
    await releaseTakeable(office('2025-01-21T10:01:00'))
    const { rows: aside } = await database.pool.query('select 1 from mqtt_quarantine')
    expect(aside).toEqual([])
    const { rows } = await database.pool.query(
      `select d.asset_no, i.installed_at, i.removed_at, i.ct::float8 as ct, r.start_value, r.end_value, k.valid_to, k.measuring_point_no is not null as linked
       from installation i join device d on d.id = i.device_id join installation_register r on r.installation_id = i.id
       join collection_link k on k.device_id = d.id where i.point_id = $1 order by i.installed_at`,
      [pointId],
    )
    const then = at('2025-01-20T10:00:00')
    expect(rows).toMatchObject([
      { asset_no: old, removed_at: then, end_value: 100_000, valid_to: then, linked: true },
      {
        asset_no: 'N-1',
        installed_at: then,
        removed_at: null,
        ct: 2,
        start_value: 3_000,
        valid_to: null,
        linked: true,
      },
    ])
    expect((await listDevices(office('2025-01-21T11:00:00'), { q: old, limit: 1 })).devices).toMatchObject([
      { place: 'person', person: 'liu', since: then.toISOString() },
    ])
    const { rows: changed } = await database.pool.query(
      `select subject, detail -> 'changes' as changes from audit_entry where action = 'file.changed'`,
    )
    expect(changed).toEqual([{ subject: expect.stringMatching(/^exchange:HB/), changes: ['meter-exchanged'] }])
    const { rows: told } = await database.pool.query(`select payload from event where kind = 'meter.exchanged'`)
    expect(told).toMatchObject([{ payload: { pointId, oldAssetNo: old, newAssetNo: 'N-1' } }])
    const { rows: entries } = await database.pool.query(`select title_zh from timeline_entry where kind = 'meter'`)
    expect(entries).toEqual([{ title_zh: `更换电能表:${old} → N-1` }])
    const [device] = (await listDevices(office(noon), { q: 'N-1', limit: 1 })).devices
    const { life } = await findDeviceLife(office(noon), device?.deviceId ?? 0)
    expect(life[0]).toMatchObject({ step: 'install', by: 'manager', batch: expect.stringMatching(/^exchange:HB/) })
  })

  test('the bill of the month is the sum over both meters, each with its own multiplier', async () => {
    expect(await read(old, '2025-01-25T00:00:00', { importWh: 120_000 })).toMatchObject([{ is: 'quarantined' }])
    await read('N-1', '2025-01-25T00:00:00', { importWh: 20_000 })
    await read('N-1', '2025-02-01T00:00:00', { importWh: 43_500 })
    const usage = await findUsage(office('2025-02-01T01:00:00'), {
      pointId,
      from: at('2025-01-10T10:30:00'),
      to: at('2025-02-01T00:00:00'),
    })
    // 100 kWh × 1 by the old meter, (43.5 − 3) kWh × 2 by the new one.
    expect(usage.segments.map(({ assetNo, multiplier }) => [assetNo, multiplier])).toEqual([
      [old, 1],
      ['N-1', 2],
    ])
    expect(usage.energyWh.importTotal).toBe(181_000)
    const billing = database.ctx('2025-02-01T02:00:00+08:00', { roles: ['billing'] })
    const run = await runBills(billing, { billMonth: '2025-01' }, listUsages)
    // All in the first tier at 0.617 yuan.
    expect(run).toMatchObject({ issued: 1, energyKwh: 181, totalYuan: '111.68' })
    const bill = await findBill(billing, (await findLatestBill(billing, accountId))?.id ?? 0)
    expect(bill.registers).toMatchObject([
      { startKwh: 0, endKwh: 100, energyKwh: 100, multiplier: 1 },
      { startKwh: 3, endKwh: 43.5, energyKwh: 81, multiplier: 2 },
    ])
  })

  test('the archive function refuses overlaps, the future, and a meter in other hands', async () => {
    const base = {
      caseRef: 'exchange:x',
      reason: '试验',
      pointId,
      at: at('2025-02-03T10:00:00'),
      person: 'liu',
      old: { assetNo: 'N-1', endRegisters: { importTotal: 50_000 } },
      new: { assetNo: 'N-2', ct: 1, pt: 1, registers: [{ role: 'importTotal' as const, digits: 6, startValue: 0 }] },
    }
    const ctx = office('2025-02-03T12:00:00')
    const refused: [string, Partial<typeof base>][] = [
      ['EXCHANGE_IN_FUTURE', { at: at('2025-02-03T12:00:01') }],
      ['INSTALLED_METER_CHANGED', { old: { ...base.old, assetNo: old } }],
      ['EXCHANGE_BEFORE_INSTALLATION', { at: at('2025-01-20T10:00:00') }],
      ['END_REGISTER_MISSING', { old: { ...base.old, endRegisters: {} as never } }],
      ['START_REGISTER_MISSING', { new: { ...base.new, registers: [] } }],
      ['DEVICE_UNKNOWN', { new: { ...base.new, assetNo: 'N-99' } }],
      ['METER_INSTALLED_ELSEWHERE', { new: { ...base.new, assetNo: 'N-1' } }],
      ['METER_NOT_IN_HAND', { person: 'zhao' }],
    ]
    for (const [code, change] of refused) {
      await expect(exchangeMeter(ctx, { ...base, ...change })).rejects.toMatchObject({ code })
    }
    expect((await listDevices(ctx, { q: 'N-2', limit: 1 })).devices).toMatchObject([{ place: 'person' }])
  })

  test('on a port, what the new meter showed before the file knew becomes its own', async () => {
    const chen = await openChenGuilan(office('2025-03-01T00:00:00'), network, {
      energisedAt: at('2025-03-01T00:00:00'),
    })
    const id = await openExchange(office('2025-03-09T09:00:00'), {
      pointId: chen.pointId,
      reason: '轮换',
      assignTo: 'liu',
    })
    await read('M-CHEN-1', '2025-03-10T09:45:00', { importWh: 400_000 })
    // From here the new meter answers under the same address.
    await read('M-CHEN-1', '2025-03-10T10:15:00', { importWh: 5_050 })
    await read('M-CHEN-1', '2025-03-10T10:30:00', { importWh: 5_100 })
    await read('M-CHEN-1', '2025-03-10T10:45:00', { importWh: 5_150 })
    const written = entry(id, {
      oldAssetNo: 'M-CHEN-1',
      newAssetNo: 'N-3',
      exchangedAt: '2025-03-10T10:00:00+08:00',
      writtenAt: '2025-03-10T10:02:00+08:00',
      endRegisters: { importTotal: 400_200 },
      startRegisters: { importTotal: 5_000 },
      ct: 1,
    })
    await submitEntry(liu('2025-03-10T11:00:00'), written)
    await reviewEntry(reviewer('2025-03-10T12:00:00'), {
      orderId: id,
      entryId: written.entryId,
      decision: 'approved',
    })
    await read('N-3', '2025-03-10T12:15:00', { importWh: 5_400 })
    const usage = await findUsage(reviewer('2025-03-10T13:00:00'), {
      pointId: chen.pointId,
      from: at('2025-03-01T00:00:00'),
      to: at('2025-03-10T12:15:00'),
    })
    expect(usage).toMatchObject({ missing: false, energyWh: { importTotal: 400_200 + 400 } })
  })

  test('an order that was withdrawn takes nothing from a phone that did not know', async () => {
    const { pointId: other } = await openHousehold(office('2025-04-01T08:00:00'), network, {
      name: '何换',
      priceCode: null,
      energisedAt: '2025-04-01T00:00:00+08:00',
    })
    const id = await openExchange(office('2025-04-02T09:00:00'), { pointId: other, reason: '轮换', assignTo: 'liu' })
    await withdrawExchange(office('2025-04-02T10:00:00'), { orderId: id, reason: '客户不同意' })
    await expect(submitEntry(liu('2025-04-02T11:00:00'), entry(id))).rejects.toMatchObject({
      code: 'EXCHANGE_NOT_OPEN',
      message: expect.stringContaining('已撤销'),
    })
    expect((await listExchanges(office('2025-04-03T00:00:00'), { status: 'withdrawn', limit: 5 })).orders).toHaveLength(
      1,
    )
  })

  test('meters whose check runs out are put on orders for rotation, once', async () => {
    const until = { until: '2033-12-31', limit: 100 }
    expect(await openRotations(office('2033-01-02T00:00:00'), until)).toEqual({ opened: 2 })
    expect(await openRotations(office('2033-01-02T00:01:00'), until)).toEqual({ opened: 0 })
  })
})
