import { describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { submitApplication } from '../../intake/applications.ts'
import { checkStops, type StopFacts } from '../../intake/rules/stop-registers.ts'
import { completeStep } from '../../intake/steps.ts'
import { listLastRegisters } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports as somePorts } from './lin-xiaoman.ts'

const last = { at: new Date('2026-11-16T00:00:00+08:00'), registers: { importTotal: 100_000_000 } }
const meter: StopFacts['meter'] = { digits: 6, phase: 'single', maximumCurrentA: 60 }
const readAt = new Date('2026-11-17T00:00:00+08:00')
const paths = (change: Partial<StopFacts>) =>
  checkStops({ path: 'stop', stop: {}, readAt, last, meter, ...change }).map(({ path }) => path)

describe('registers that a person reads off a meter', () => {
  it.each([
    ['go on from what it told', 100_010_000, []],
    ['may leave out what stands behind the point', 99_999_100, []],
    ['do not fall', 99_900_000, ['stop.importTotal']],
    // 220 V × 60 A for a day, and a fifth of it.
    ['rise by no more than it can carry', 100_381_000, []],
    ['are not what no load could have done', 100_382_000, ['stop.importTotal']],
  ])('%s', (_what, importTotal, expected) => {
    expect(paths({ stop: { importTotal } })).toEqual(expected)
  })

  it('begin again at nought behind their last digit, and are free where nobody knows the meter or the register', () => {
    const before = { ...last, registers: { importTotal: 999_990_000 } }
    expect(paths({ last: before, stop: { importTotal: 20_000 } })).toEqual([])
    expect(paths({ last: before, stop: { importTotal: 900_000 } })).toEqual(['stop.importTotal'])
    expect(paths({ stop: { importTotal: 900_000_000 }, meter: { ...meter, maximumCurrentA: null } })).toEqual([])
    expect(paths({ stop: { exportTotal: 900_000_000 } })).toEqual([])
    const soon = new Date('2026-11-16T00:01:00+08:00')
    expect(paths({ stop: { importTotal: 100_010_000 }, readAt: soon })).toEqual([])
  })

  const database = useDatabase()

  it('of a hand-over are held against the meter’s own last reading', async () => {
    const at = (now: string, username = 'clerk') => ({
      ...database.ctx(now, { username, roles: ['intake'] }),
      scope: 'X.',
    })
    const network = await layNetwork(database.ctx('2026-01-02T00:00:00Z'))
    const { accountNo, pointId } = await openChenGuilan(database.ctx('2026-01-02T00:00:00Z'), network)
    const readings = [
      ['2026-11-10T00:00:00+08:00', 9_000_000],
      ['2026-11-19T00:00:00+08:00', 9_090_000],
    ].map(([time, importWh]) => ({
      meter: 'M-CHEN-1',
      at: new Date(time as string),
      values: { importWh: Number(importWh) },
    }))
    await storeReadings(at('2026-11-19T01:00:00Z'), { source: 'modbus', topic: 'test', readings, keep: 'every' })
    expect(
      await listLastRegisters(at('2026-11-19T01:00:00Z'), [{ pointId, at: new Date('2026-11-18T00:00:00Z') }]),
    ).toEqual([{ at: new Date(readings[0]?.at ?? 0), registers: expect.objectContaining({ importTotal: 9_000_000 }) }])

    await addUser(at('2026-01-02T00:00:00Z'), {
      ...{
        username: 'clerk',
        name: '受理员',
        password: 'a long enough password',
        roles: ['intake'],
        organisationPath: 'X.',
      },
    })
    const ports = { ...somePorts, listLastRegisters }
    const input = { kind: 'transfer' as const, accountNo, applicant: linXiaoman.applicant, form: {}, papers: [] }
    const { id } = await submitApplication(at('2026-11-18T01:00:00Z'), input, ports)
    const papers = [{ kind: 'identity' as const }, { kind: 'property' as const }]
    const accept = { step: 'accept' as const, version: 1, data: { papersSeen: true, papers } }
    await completeStep(at('2026-11-18T02:00:00Z'), id, accept, ports)
    const read = (importTotal: number) => {
      const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal } }]
      const data = { doneAt: '2026-11-19T11:00:00+08:00', person: 'clerk', meters }
      return completeStep(at('2026-11-19T04:00:00Z'), id, { step: 'settlement', version: 2, data }, ports)
    }
    await expect(read(8_000_000)).rejects.toMatchObject({
      issues: [{ path: 'data.meters.0.endRegisters.importTotal', message: expect.stringContaining('9090') }],
    })
    await expect(read(999_999_000)).rejects.toMatchObject({ code: 'DATA_IMPLAUSIBLE' })
    expect((await read(9_095_000)).steps.some(({ step }) => step === 'settlement')).toBe(true)
  })
})
