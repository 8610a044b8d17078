import { beforeAll, describe, expect, test } from 'vitest'
import { findUsage } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { findRegisterHistory, overruleRegister, undoVerdict } from '../../metering/vee/verdicts.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (time: string) => new Date(`2026-03-${time}+08:00`)

describe('a person overrules a verdict about a register', () => {
  const database = useDatabase()
  const now = '2026-03-20T12:00:00+08:00'
  const ctx = () => database.ctx(now, { username: 'lin', roles: ['acquisition'] })
  let pointId = 0

  beforeAll(async () => {
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    pointId = (await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network)).pointId
  })
  const store = (readings: [string, number][]) =>
    storeReadings(ctx(), {
      source: 'mqtt',
      topic: 'test',
      readings: readings.map(([time, importWh]) => ({
        meter: 'M-CHEN-1',
        at: at(time),
        values: { importWh, pW: 400 },
      })),
    })
  const use = async (from: string, to: string) =>
    (await findUsage(ctx(), { pointId, from: at(from), to: at(to) })).energyWh.importTotal
  const everything = async () => ({
    breaks: await ctx().db.rows('select * from register_break order by after_at'),
    values: await ctx().db.rows('select at, import_wh from interval_reading where import_wh is not null order by at'),
    trail: await ctx().db.rows('select trail from latest_reading'),
  })

  test('a rejected reading is confirmed, the break that follows from it is told, and undone all is as before', async () => {
    await store([
      ['01T00:00:00', 100_000],
      ['02T00:00:00', 20_000],
      ['03T00:00:00', 110_000],
    ])
    expect(await use('01T00:00:00', '03T00:00:00')).toBe(10_000)
    const before = await everything()
    const history = await overruleRegister(ctx(), {
      pointId,
      kind: 'confirm-reading',
      role: 'importTotal',
      at: at('02T00:00:00').toISOString(),
      reason: '现场换表未报',
    })
    expect(history.breaks.map(({ kind, beforeWh, afterWh }) => [kind, beforeWh, afterWh])).toEqual([
      ['reset', 100_000, 20_000],
    ])
    expect(await use('01T00:00:00', '03T00:00:00')).toBeUndefined()
    expect(await use('02T00:00:00', '03T00:00:00')).toBe(90_000)
    await undoVerdict(ctx(), { verdictId: history.verdicts[0]?.verdictId ?? 0, reason: '判定有误' })
    expect(await everything()).toEqual(before)
    expect(await use('01T00:00:00', '03T00:00:00')).toBe(10_000)
    await expect(
      undoVerdict(ctx(), { verdictId: history.verdicts[0]?.verdictId ?? 0, reason: '再撤' }),
    ).rejects.toMatchObject({ code: 'ALREADY_UNDONE' })
  })

  test('an accepted reset never was: what followed it is false until the register goes on, and its days are validated again', async () => {
    await store([
      ['10T00:00:00', 200_000],
      ['10T00:15:00', 50],
      ['10T00:30:00', 90],
      ['10T00:45:00', 120],
    ])
    const history = await findRegisterHistory(ctx(), pointId)
    expect(history.breaks[0]).toMatchObject({ kind: 'reset', beforeWh: 200_000, afterWh: 50 })
    while ((await validateDirtyDays(ctx())) > 0);
    const before = await everything()
    const ruled = await overruleRegister(ctx(), {
      pointId,
      kind: 'reject-break',
      role: 'importTotal',
      at: at('10T00:15:00').toISOString(),
      reason: '通信干扰',
    })
    expect(ruled.breaks.filter(({ kind }) => kind === 'reset')).toEqual([])
    expect(await validateDirtyDays(ctx())).toBeGreaterThan(0)
    // The register is judged from before the break again, so that the true value is taken at once.
    const [outcome] = await store([['10T01:00:00', 200_300]])
    expect(outcome?.is).toBe('accepted')
    expect(await use('10T00:00:00', '10T01:00:00')).toBe(300)
    const power = await ctx().db.rows(`select p_w from interval_reading where measured_at = $1`, [at('10T00:30:00')])
    expect(power).toEqual([{ p_w: 400 }])
    const undone = await undoVerdict(ctx(), { verdictId: ruled.verdicts[0]?.verdictId ?? 0, reason: '确为清零' })
    expect(undone.breaks.filter(({ kind }) => kind === 'reset')).toHaveLength(1)
    expect((await everything()).breaks).toEqual(before.breaks)
  })

  test('is refused where there is nothing to overrule, and outside the scope', async () => {
    const verdict = {
      pointId,
      kind: 'confirm-reading' as const,
      role: 'importTotal',
      at: at('05T00:00:00').toISOString(),
      reason: '没有',
    }
    await expect(overruleRegister(ctx(), verdict)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(overruleRegister({ ...ctx(), scope: 'Y.' }, verdict)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
