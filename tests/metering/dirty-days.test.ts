import { beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../../db/pool.ts'
import { claimDirtyDays, countMarks, joinMarks, markDirtyDays } from '../../metering/sql/dirty-days.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

describe('days whose readings changed', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  const ctx = (at = now) => database.ctx(at)
  const noon = (day: string) => Date.parse(`${day}T12:00:00+08:00`)
  const mark = (day: string, points: number, at = now) =>
    markDirtyDays(
      ctx(at),
      Array.from({ length: points }, (_, point) => ({ pointId: point + 1, measuredMs: noon(day) })),
    )
  const claim = (most: { marks: number; points: number }) =>
    transact(ctx(), async (inner) => (await claimDirtyDays(inner, most)) ?? [])

  beforeEach(async () => {
    await emptyTables(database, 'dirty_day')
  })

  test('a great batch is many marks, of which a share can be taken', async () => {
    await mark('2026-03-10', 2_500)
    expect(await countMarks(ctx())).toBe(3)
    expect(await claim({ marks: 100, points: 1_500 })).toHaveLength(2_000)
    expect(await claim({ marks: 1, points: 10_000 })).toHaveLength(500)
  })

  test('today’s are taken before those of the past, and the oldest of the past first', async () => {
    for (const day of ['2026-02-02', '2026-02-01', '2026-03-10']) await mark(day, 2)
    const taken: string[] = []
    for (let turn = 0; turn < 3; turn++) taken.push((await claim({ marks: 1, points: 10 }))[0]?.day ?? '')
    expect(taken).toEqual(['2026-03-10', '2026-02-01', '2026-02-02'])
  })

  test('joined, each day of a point waits once, since it was first marked', async () => {
    await mark('2026-03-09', 30, '2026-03-10T11:00:00+08:00')
    for (let quarter = 0; quarter < 20; quarter++) await mark('2026-03-10', 1_200)
    await mark('2026-03-09', 40)
    expect(await transact(ctx(), joinMarks)).toBe(3)
    const claimed = await claim({ marks: 100, points: 10_000 })
    expect(claimed).toHaveLength(1_200 + 40)
    const first = claimed.find(({ pointId, day }) => pointId === 1 && day === '2026-03-09')
    expect(first?.markedAt).toEqual(new Date('2026-03-10T11:00:00+08:00'))
    expect(await countMarks(ctx())).toBe(0)
  })

  test('while somebody validates, nobody joins', async () => {
    await mark('2026-03-10', 1)
    await transact(ctx(), async (inner) => {
      await claimDirtyDays(inner, { marks: 1, points: 1 })
      expect(await transact(ctx(), joinMarks)).toBeUndefined()
    })
  })
})
