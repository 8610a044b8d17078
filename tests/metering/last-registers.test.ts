import { beforeAll, describe, expect, test } from 'vitest'
import { previewBill, runBills } from '../../billing/index.ts'
import { findUsage, listUsages, wireBillPreview } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { isPhoto } from '../../metering/rules/photo.ts'
import { estimateRegisters } from '../../metering/rules/register-estimate.ts'
import { recordSiteReading } from '../../metering/vee/site-readings.ts'
import {
  decideStandIn,
  findLadder,
  findStandIn,
  listStandIns,
  proposeEstimate,
  readPhoto,
} from '../../metering/vee/stand-ins.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (time: string) => new Date(`${time}+08:00`)
/** As small as a picture gets: signature and padding. */
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 7)])
const photo = { mediaType: 'image/jpeg' as const, base64: jpeg.toString('base64') }

test('a register is estimated between its neighbours, else by usual use, else not at all', () => {
  const before = { atMs: 0, registers: { importTotal: 1000, importPeak: 600 } }
  const facts = { atMs: 86_400_000, before, after: undefined, usualDayWh: 500 }
  const after = { atMs: 4 * 86_400_000, registers: { importTotal: 2000, importPeak: 1000 } }
  expect(estimateRegisters({ ...facts, after })).toEqual({
    method: 'between-readings',
    registers: { importTotal: 1250, importPeak: 700 },
  })
  expect(estimateRegisters(facts)).toEqual({ method: 'usual-use', registers: { importTotal: 1500, importPeak: 900 } })
  expect(estimateRegisters({ ...facts, usualDayWh: null })).toBeUndefined()
})

test('a photo is one by its first bytes, whatever it is called', () => {
  expect(isPhoto(jpeg, 'image/jpeg')).toBe(true)
  expect(isPhoto(jpeg, 'image/png')).toBe(false)
  expect(isPhoto(Buffer.from('<svg/>'), 'image/svg+xml')).toBe(false)
})

describe('a reading day without a reading', () => {
  const database = useDatabase()
  const now = '2026-03-05T12:00:00+08:00'
  const reader = () => database.ctx(now, { username: 'zhou', roles: ['reader'] })
  const manager = () => database.ctx(now, { username: 'ma', roles: ['manager'] })
  let network: Network
  let meters = 0

  beforeAll(async () => {
    wireBillPreview((ctx, about) => previewBill(ctx, about, listUsages))
    network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
  })

  /** Read at every midnight of January and February, except where it is told not to. */
  async function openHome(silentFrom: string) {
    const assetNo = `M-LAST-${++meters}`
    const { pointId, accountId } = await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network, {
      contract: { contractNo: assetNo, signedOn: '2025-12-30' },
      point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: 'SH-RES-TIER' },
      meter: {
        assetNo,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    })
    const days = Array.from(
      { length: 59 },
      (_, day) => new Date(at('2026-01-02T00:00:00').getTime() + day * 86_400_000),
    )
    await storeReadings(database.ctx(now), {
      source: 'mqtt',
      topic: 'test',
      readings: days
        .filter((day) => day < at(`${silentFrom}T00:00:00`))
        .map((day) => ({
          meter: assetNo,
          at: day,
          values: {
            importWh: ((day.getTime() - at('2026-01-01T00:00:00').getTime()) / 86_400_000) * 10_000,
            freeze: 'day',
          },
        })),
    })
    while ((await validateDirtyDays(database.ctx(now))) > 0);
    return { pointId, accountId, assetNo }
  }
  const february = (pointId: number) =>
    findUsage(manager(), { pointId, from: at('2026-02-01T00:00:00'), to: at('2026-03-01T00:00:00') })
  const bill = (accountId: number, month: string) =>
    runBills(manager(), { billMonth: month, accountIds: [accountId] }, listUsages)

  test('is missing for the bill until somebody else approves an estimate, which then shows', async () => {
    const { pointId, accountId } = await openHome('2026-02-20')
    await bill(accountId, '2026-01')
    expect(await findLadder(reader(), { pointId, day: '2026-03-01' })).toMatchObject({ step: 'none', measured: null })
    expect(await findLadder(reader(), { pointId, day: '2026-02-01' })).toMatchObject({ step: 'measured' })
    const proposed = await proposeEstimate(reader(), { pointId, day: '2026-03-01', reason: '门闭,表计通信故障' })
    expect(proposed).toMatchObject({
      kind: 'estimated',
      status: 'proposed',
      registers: { importTotal: 590_000 },
      basis: { method: 'usual-use' },
    })
    expect(await february(pointId)).toMatchObject({ quality: 'missing', missing: true })
    expect(await bill(accountId, '2026-02')).toMatchObject({ issued: 0, parked: 1 })

    const shown = await findStandIn(manager(), proposed.standInId)
    expect(shown.bill).toMatchObject({
      before: { totalYuan: null, because: 'USAGE_MISSING' },
      after: { energyKwh: 280, because: null },
    })
    expect(Number(shown.bill.after?.totalYuan)).toBeGreaterThan(0)
    expect((await february(pointId)).missing).toBe(true)

    await expect(decideStandIn(reader(), { standInId: proposed.standInId, approve: true })).rejects.toMatchObject({
      code: 'SAME_PERSON',
    })
    await decideStandIn(manager(), { standInId: proposed.standInId, approve: true, note: '同意' })
    await expect(decideStandIn(manager(), { standInId: proposed.standInId, approve: false })).rejects.toMatchObject({
      code: 'ALREADY_DECIDED',
    })
    const usage = await february(pointId)
    expect(usage).toMatchObject({ quality: 'estimated', missing: false, energyWh: { importTotal: 280_000 } })
    expect(usage.segments[0]?.byRole.importTotal).toMatchObject({ startHow: 'measured', endHow: 'estimated' })
    expect(await bill(accountId, '2026-02')).toMatchObject({ issued: 1, parked: 0 })
    expect(await findLadder(reader(), { pointId, day: '2026-03-01' })).toMatchObject({ step: 'estimated' })
    const told = await manager().db.rows(
      `select title_zh as title from timeline_entry where account_id = $1 and kind = 'register-estimated'`,
      [accountId],
    )
    expect(told).toEqual([{ title: '抄表日示数按估抄审批' }])
  })

  test('refused stays missing, and one may be proposed again', async () => {
    const { pointId } = await openHome('2026-02-20')
    const first = await proposeEstimate(reader(), { pointId, day: '2026-03-01', reason: '门闭' })
    await expect(proposeEstimate(reader(), { pointId, day: '2026-03-01', reason: '门闭' })).rejects.toMatchObject({
      code: 'STAND_IN_EXISTS',
    })
    await decideStandIn(manager(), { standInId: first.standInId, approve: false, note: '请到现场' })
    expect((await february(pointId)).missing).toBe(true)
    await proposeEstimate(reader(), { pointId, day: '2026-03-01', reason: '仍门闭' })
    const { standIns } = await listStandIns(manager(), { pointId })
    expect(standIns.map(({ status }) => status)).toEqual(['proposed', 'refused'])
  })

  test('is not estimated where the meter gave a register', async () => {
    const { pointId } = await openHome('2026-03-05')
    await expect(proposeEstimate(reader(), { pointId, day: '2026-02-15', reason: '试' })).rejects.toMatchObject({
      code: 'REGISTER_KNOWN',
    })
  })

  test('is read on site with a photo, judged as any reading, and counts for the reading day', async () => {
    const { pointId } = await openHome('2026-02-20')
    const reading = {
      pointId,
      day: '2026-03-01',
      measuredAt: '2026-03-02T10:00:00+08:00',
      photo,
      reason: '通信故障,现场抄表',
    }
    await expect(recordSiteReading(reader(), { ...reading, registersWh: { importTotal: 100 } })).rejects.toMatchObject({
      code: 'REGISTER_DOES_NOT_FIT',
    })
    await expect(
      recordSiteReading(reader(), {
        ...reading,
        registersWh: { importTotal: 604_000 },
        photo: { ...photo, mediaType: 'image/png' },
      }),
    ).rejects.toMatchObject({ code: 'BAD_PHOTO' })
    await expect(
      recordSiteReading(reader(), {
        ...reading,
        measuredAt: '2026-04-01T10:00:00+08:00',
        registersWh: { importTotal: 604_000 },
      }),
    ).rejects.toMatchObject({ code: 'NOT_THEN' })
    const kept = await recordSiteReading(reader(), { ...reading, registersWh: { importTotal: 604_000 } })
    expect(kept).toMatchObject({ kind: 'site', status: 'approved', proposedBy: 'zhou' })
    const usage = await february(pointId)
    expect(usage).toMatchObject({ quality: 'site', missing: false, energyWh: { importTotal: 294_000 } })
    expect(usage.segments[0]?.byRole.importTotal?.endAtMs).toBe(at('2026-03-02T10:00:00').getTime())
    expect((await readPhoto(reader(), kept.photoId ?? 0)).bytes.equals(jpeg)).toBe(true)
    await expect(readPhoto({ ...reader(), scope: 'Y.' }, kept.photoId ?? 0)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const march = await findUsage(manager(), {
      pointId,
      from: at('2026-03-01T00:00:00'),
      to: at('2026-03-02T10:00:00'),
    })
    expect(march).toMatchObject({ energyWh: { importTotal: 0 } })
  })
})
