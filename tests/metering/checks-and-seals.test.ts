import { beforeAll, describe, expect, test } from 'vitest'
import { findDeviceLife, listDevices, moveThrough, receive } from '../../metering/store/devices.ts'
import { reviewEntry, submitEntry } from '../../metering/store/exchange-entries.ts'
import { findExchange, listRotationsDue, openExchange, openRotations } from '../../metering/store/exchange-orders.ts'
import type { Entry } from '../../metering/store/exchange-shapes.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addStaff, issueMeters } from './store-cast.ts'

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString('base64')

describe('the store', () => {
  const database = useDatabase()
  const office = (time: string) => database.ctx(`${time}+08:00`, { username: 'planner', roles: ['acquisition'] })
  const liu = (time: string) => database.ctx(`${time}+08:00`, { username: 'liu', roles: ['installer'] })
  const reviewer = (time: string) => database.ctx(`${time}+08:00`, { username: 'manager', roles: ['manager'] })
  const opened = '2026-01-01T08:00:00'
  const points: Record<string, number> = {}
  let network: Network

  async function open(name: string, unitId: number, check?: { checkedOn: string; certificateNo: string }) {
    const account = await openChenGuilan(office(opened), network, {
      contract: { contractNo: `HT-${name}`, signedOn: '2025-12-30' },
      meter: {
        assetNo: `M-${name}`,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        check,
        link: { terminalAssetNo: 'T-MODBUS-1', unitId },
      },
    })
    points[name] = account.pointId
  }

  beforeAll(async () => {
    network = await layNetwork(office(opened))
    await open('checked', 1, { checkedOn: '2025-11-20', certificateNo: 'JD-2025-11' })
    await open('old', 2, { checkedOn: '2018-02-01', certificateNo: 'JD-2018' })
    await open('lost', 3)
    await addStaff(office(opened), network.organisationId, ['liu', 'zhao'])
    await issueMeters(office('2026-01-12T09:00:00'), network.organisationId, ['N-1', 'N-2'], 'liu')
  })

  describe('of a meter that comes in by an application', () => {
    test('keeps the check that it came with, for as long as the rule of that day says', async () => {
      const [meter] = (await listDevices(office('2026-01-02T08:00:00'), { q: 'M-checked', limit: 1 })).devices
      expect(meter).toMatchObject({ checkPassed: true, checkValidUntil: '2033-11-19' })
      const { life } = await findDeviceLife(office('2026-01-02T08:00:00'), meter?.deviceId ?? 0)
      expect(life.map(({ step }) => step)).toContain('check-passed')
    })

    test('refuses a check that is later than the meter was put up', async () => {
      await expect(open('later', 4, { checkedOn: '2026-01-02', certificateNo: 'JD' })).rejects.toMatchObject({
        code: 'CHECK_AFTER_INSTALLATION',
        issues: [{ path: 'meter.check.checkedOn' }],
      })
    })

    test('lists apart what runs out and what has no check on record, and orders either, once', async () => {
      const now = office('2026-02-10T08:00:00')
      const due = { cause: 'due' as const, until: '2026-05-01', limit: 50 }
      const none = { ...due, cause: 'none' as const }
      expect(await listRotationsDue(now, due)).toMatchObject({
        meters: [{ assetNo: 'M-old', validUntil: '2026-01-31' }],
        total: 1,
      })
      expect(await listRotationsDue(now, none)).toMatchObject({
        meters: [{ assetNo: 'M-lost', validUntil: null, pointId: points.lost }],
        total: 1,
        nextCursor: null,
      })
      expect(await openRotations(now, none)).toEqual({ opened: 1 })
      expect(await openRotations(now, none)).toEqual({ opened: 0 })
      expect((await listRotationsDue(now, none)).total).toBe(0)
      expect(await openRotations(now, due)).toEqual({ opened: 1 })
      const orders = await now.db.rows('select reason from exchange_order order by id')
      expect(orders).toEqual([{ reason: '无检定记录,轮换送检' }, { reason: '检定有效期至 2026-01-31,到期轮换' }])
    })
  })

  describe('of seals on an exchange', () => {
    const at = '2026-02-20T10:00:00+08:00'
    const noon = '2026-02-20T12:00:00'
    let orderId = 0
    const entry = (seals: string[], change: Partial<Entry> = {}): Entry & { orderId: number } => ({
      orderId,
      entryId: crypto.randomUUID(),
      writtenAt: at,
      exchangedAt: at,
      oldAssetNo: 'M-checked',
      newAssetNo: 'N-1',
      endRegisters: { importTotal: 0 },
      startRegisters: { importTotal: 0 },
      ct: 1,
      pt: 1,
      seals,
      remarks: '',
      photos: (['old-meter', 'new-meter'] as const).map((subject) => ({
        subject,
        mediaType: 'image/jpeg',
        base64: jpeg,
      })),
      ...change,
    })
    const issue = (assetNos: string[], person: string, time: string) =>
      moveThrough(office(time), { step: 'issue', assetNos, person, reason: '领用', batch: 'F' })
    const placeOf = async (q: string) => (await listDevices(office(noon), { q, kind: 'seal', limit: 1 })).devices[0]

    beforeAll(async () => {
      const { organisationId } = network
      const assetNos = ['F-1', 'F-2', 'F-3', 'F-4']
      const box = { kind: 'seal' as const, model: '铅封', reason: '到货', batch: 'F', organisationId }
      await receive(office('2026-02-01T08:00:00'), { ...box, assetNos })
      await issue(['F-1', 'F-2'], 'liu', '2026-02-02T08:00:00')
      await issue(['F-3'], 'zhao', '2026-02-02T08:00:00')
      const pointId = points.checked ?? 0
      orderId = await openExchange(office('2026-02-19T08:00:00'), { pointId, reason: '计量异常', assignTo: 'liu' })
    })

    test.each<[string, string[]]>([
      ['SEAL_NOT_IN_HAND', ['F-3']],
      ['SEAL_NOT_IN_HAND', ['F-1', 'F-4']],
      ['SEAL_TWICE', ['F-1', 'F-1']],
      ['NOT_A_SEAL', ['N-2']],
    ])('refuses with %s', async (code, seals) => {
      await expect(submitEntry(liu(noon), entry(seals))).rejects.toMatchObject({ code, issues: [{ path: 'seals' }] })
    })

    test('takes numbers that it does not know as text, and marks them so', async () => {
      const sent = entry(['F-1', 'OLD-77'])
      await submitEntry(liu(noon), sent)
      const { entries } = await findExchange(office(noon), orderId)
      expect(entries).toMatchObject([{ seals: ['F-1', 'OLD-77'], unknownSeals: ['OLD-77'] }])
      expect(await placeOf('F-1')).toMatchObject({ place: 'person' })
    })

    test('refuses a seal that another entry waits with, and after the archive one that is on a point', async () => {
      const pointId = points.old ?? 0
      const { rows } = await database.pool.query('select id from exchange_order where point_id = $1', [pointId])
      await database.pool.query(`update exchange_order set status = 'assigned', assigned_to = 'liu' where id = $1`, [
        rows[0].id,
      ])
      const other = entry(['F-1'], { oldAssetNo: 'M-old', newAssetNo: 'N-2' })
      await expect(submitEntry(liu(noon), { ...other, orderId: rows[0].id })).rejects.toMatchObject({
        code: 'SEAL_USED',
      })
      const [waiting] = (await findExchange(office(noon), orderId)).entries
      await reviewEntry(reviewer('2026-02-20T13:00:00'), {
        orderId,
        entryId: waiting?.entryId ?? '',
        decision: 'approved',
      })
      expect(await placeOf('F-1')).toMatchObject({
        place: 'point',
        pointId: points.checked,
        since: new Date(at).toISOString(),
      })
      expect(await placeOf('F-2')).toMatchObject({ place: 'person' })
      await expect(submitEntry(liu(noon), { ...other, orderId: rows[0].id })).rejects.toMatchObject({
        code: 'SEAL_USED',
      })
      expect(await submitEntry(liu(noon), { ...other, orderId: rows[0].id, seals: ['F-2'] })).toMatchObject({
        status: 'submitted',
      })
    })

    test('refuses the review where a seal has left the installer’s hands in the meantime', async () => {
      const { organisationId } = network
      await moveThrough(office('2026-02-20T14:00:00'), {
        step: 'return',
        assetNos: ['F-2'],
        organisationId,
        reason: '退库',
        batch: 'F',
      })
      const { rows } = await database.pool.query(`select id, order_id from exchange_entry where seals = '{F-2}'`)
      await expect(
        reviewEntry(reviewer('2026-02-20T15:00:00'), {
          orderId: rows[0].order_id,
          entryId: rows[0].id,
          decision: 'approved',
        }),
      ).rejects.toMatchObject({ code: 'SEAL_NOT_IN_HAND' })
    })
  })
})
