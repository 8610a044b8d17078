import { beforeAll, describe, expect, test } from 'vitest'
import { findDeviceLife, listDevices, moveThrough, receive } from '../../metering/store/devices.ts'
import type { DeviceMove } from '../../metering/store/shapes.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addStaff, meterModel } from './store-cast.ts'

describe('the meter store', () => {
  const database = useDatabase()
  const ctx = (day = '2026-03-01', hour = '09') =>
    database.ctx(`${day}T${hour}:00:00+08:00`, { username: 'keeper', roles: ['acquisition'] })
  let organisationId = 0

  beforeAll(async () => {
    ;({ organisationId } = await layNetwork(ctx('2026-01-01')))
    await openChenGuilan(ctx('2026-01-01', '12'), {
      ...(await layNetwork(ctx('2026-01-01'))),
    })
    await addStaff(ctx(), organisationId, ['liu', 'zhao'])
  })

  const into = (assetNos: string[], batch = 'B-1') =>
    receive(ctx(), { kind: 'meter', assetNos, organisationId, batch, reason: '到货入库', meter: meterModel })
  const step = (day: string, move: Record<string, unknown> & { step: string; assetNos: string[] }) =>
    moveThrough(ctx(day), { reason: '按计划', ...move } as DeviceMove)
  const placeOf = async (q: string) => (await listDevices(ctx(), { q, limit: 10 })).devices[0]?.place
  const checked = (assetNos: string[], passed = true) => ({
    step: 'check',
    assetNos,
    passed,
    organisationId,
    certificateNo: 'JD-1',
  })

  test('takes in a list of meters, all or none', async () => {
    expect(await into(['S-1', 'S-2', 'S-3'])).toEqual({ moved: 3, batch: 'B-1' })
    await expect(into(['S-4', 'S-3'])).rejects.toMatchObject({ code: 'ASSET_NO_TAKEN', issues: [{ path: 'S-3' }] })
    await expect(into(['S-5', 'S-5'])).rejects.toMatchObject({ code: 'ASSET_NO_TAKEN' })
    const page = await listDevices(ctx(), { batch: 'B-1', limit: 2 })
    expect(page.devices.map((each) => each.assetNo)).toEqual(['S-1', 'S-2'])
    const rest = await listDevices(ctx(), { batch: 'B-1', limit: 2, cursor: page.nextCursor ?? '' })
    expect(rest).toMatchObject({ devices: [{ assetNo: 'S-3', place: 'store' }], nextCursor: null })
  })

  test('issues what is checked, and in date', async () => {
    const issue = { step: 'issue', assetNos: ['S-1'], person: 'liu' }
    await expect(step('2026-03-02', issue)).rejects.toMatchObject({ code: 'NOT_CHECKED' })
    await expect(step('2026-03-02', checked(['S-1']))).rejects.toMatchObject({ code: 'NOT_IN_LABORATORY' })
    await step('2026-03-02', { step: 'test', assetNos: ['S-1', 'S-2', 'S-3'] })
    await step('2026-03-03', checked(['S-1', 'S-3']))
    await step('2026-03-03', checked(['S-2'], false))
    await expect(step('2026-03-04', { ...issue, assetNos: ['S-1', 'S-2'] })).rejects.toMatchObject({
      code: 'CHECK_FAILED',
      issues: [{ path: 'S-2' }],
    })
    expect(await placeOf('S-1')).toBe('store')
    await expect(step('2034-03-03', issue)).rejects.toMatchObject({ code: 'CHECK_OUT_OF_DATE' })
    await expect(step('2026-03-04', { ...issue, person: 'nobody' })).rejects.toMatchObject({ code: 'PERSON_UNKNOWN' })
    await step('2026-03-04', issue)
    expect(await placeOf('S-1')).toBe('person')
  })

  test('scraps nothing that is in service or in somebody’s hands', async () => {
    const scrap = (assetNo: string) => step('2026-03-05', { step: 'scrap', assetNos: [assetNo] })
    await expect(scrap('M-CHEN-1')).rejects.toMatchObject({ code: 'INSTALLED' })
    await expect(scrap('S-1')).rejects.toMatchObject({ code: 'NOT_IN_STORE' })
    await expect(scrap('S-9')).rejects.toMatchObject({ code: 'DEVICE_UNKNOWN' })
    await scrap('S-2')
    await expect(step('2026-03-06', { step: 'test', assetNos: ['S-2'] })).rejects.toMatchObject({ code: 'SCRAPPED' })
  })

  test('puts up meters only through the customer file', async () => {
    const install = { step: 'install', assetNos: ['S-1'], pointNo: '0000000000001-1' }
    await expect(step('2026-03-05', install)).rejects.toMatchObject({ code: 'METER_BY_EXCHANGE' })
    const remove = { step: 'remove', assetNos: ['M-CHEN-1'], person: 'liu' }
    await expect(step('2026-03-05', remove)).rejects.toMatchObject({ code: 'METER_BY_EXCHANGE' })
  })

  test('and moves nothing before its latest move, or tomorrow', async () => {
    const back = { step: 'return', assetNos: ['S-1'], organisationId }
    await expect(step('2026-03-05', { ...back, at: '2026-03-04T08:00:00+08:00' })).rejects.toMatchObject({
      code: 'MOVE_TOO_EARLY',
    })
    await expect(step('2026-03-05', { ...back, at: '2026-03-06T08:00:00+08:00' })).rejects.toMatchObject({
      code: 'MOVE_IN_FUTURE',
    })
  })

  test('a seal is used once', async () => {
    await receive(ctx(), {
      kind: 'seal',
      assetNos: ['F-1'],
      model: '卡扣式',
      organisationId,
      batch: 'F',
      reason: '到货',
    })
    const { rows } = await database.pool.query('select point_no from metering_point')
    await step('2026-03-02', { step: 'issue', assetNos: ['F-1'], person: 'liu' })
    await step('2026-03-03', { step: 'install', assetNos: ['F-1'], pointNo: rows[0].point_no })
    await step('2026-03-04', { step: 'remove', assetNos: ['F-1'], person: 'liu' })
    await step('2026-03-05', { step: 'return', assetNos: ['F-1'], organisationId })
    const again = step('2026-03-06', { step: 'issue', assetNos: ['F-1'], person: 'liu' })
    await expect(again).rejects.toMatchObject({ code: 'SEAL_USED' })
  })

  test('tells a device’s life, newest first', async () => {
    const { devices } = await listDevices(ctx(), { q: 'S-1', limit: 1 })
    const { life } = await findDeviceLife(ctx(), devices[0]?.deviceId ?? 0)
    expect(life.map((each) => each.step)).toEqual(
      ['issue', 'check-passed', 'check', 'test', 'receive'].toSorted(() => 0),
    )
    expect(life[0]).toMatchObject({ by: 'keeper', reason: '按计划', place: 'person', where: 'liu' })
  })

  test('the database itself refuses a second place, a gap, a rewritten stay, and a meter without a place', async () => {
    const run = (sql: string) => database.pool.query(sql)
    const id = `(select id from device where asset_no = 'S-3')`
    const columns = `device_id, place, organisation_id, step, valid_from, recorded_at, recorded_by, reason, batch`
    const elsewhere = `insert into device_stay (${columns}) select ${id}, 'laboratory', ${organisationId}, 'test', now(), now(), 'x', 'x', 'x'`
    await expect(run(elsewhere)).rejects.toThrow(/device_stay/)
    await expect(run(`update device_stay set reason = 'x' where device_id = ${id}`)).rejects.toThrow(/only ever closed/)
    await expect(run(`insert into device (asset_no, kind, model) values ('GHOST', 'seal', 'x')`)).rejects.toThrow(
      /not in one place/,
    )
    await expect(
      run(`insert into installation (point_id, device_id, installed_at, case_ref)
        select id, ${id}, now() + interval '1 day', 'x' from metering_point limit 1`),
    ).rejects.toThrow()
  })

  test('two who issue the same meter at once: one of them does', async () => {
    const issue = (person: string) => step('2026-03-07', { step: 'issue', assetNos: ['S-3'], person })
    const outcomes = await Promise.allSettled([issue('liu'), issue('zhao')])
    expect(outcomes.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})
