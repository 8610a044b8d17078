import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { correctBills } from '../../billing/corrections/corrections.ts'
import { runBills } from '../../billing/index.ts'
import { billBatch } from '../../billing/run/batch.ts'
import { readShared } from '../../billing/run/shared.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { addDays } from '../../db/time.ts'
import { withoutTrace } from '../../db/without-trace.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

const codes = ['SH-RES-TIER', 'SH-RES-TIER-TOU', 'ZJ-RES-TIER', 'SH-RES-FLAT', 'DEMO-COM-SINGLE']
const months = ['2025-09', '2025-10', '2025-11', '2025-12']
const openedOn = '2025-09-01'

/** No more than checks let pass without asking; quarters of it are whole. */
const dailyWh = fc.integer({ min: 0, max: 5_000 }).map((quarter) => quarter * 4)

/** A household opened in September: four months of limits, which its use may cross anywhere. */
const household = fc.record({
  priceCode: fc.constantFrom(...codes),
  dailyWh,
  valleyQuarters: fc.integer({ min: 0, max: 4 }),
  persons: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
})
type Household = { priceCode: string; dailyWh: number; valleyQuarters: number; persons: number | undefined }

describe('a bill run', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const later = '2026-01-10T04:00:00Z'
  let network: Network

  beforeAll(async () => {
    network = await layNetwork(at('2025-09-01T00:00:00Z'))
  })

  async function open({ priceCode, dailyWh, valleyQuarters, persons }: Household) {
    const home = { name: '随机户', priceCode, energisedAt: `${openedOn}T00:00:00+08:00`, ...(persons && { persons }) }
    const opened = await openHousehold(at('2025-09-01T04:00:00Z'), network, home)
    loads.set(opened.pointId, { dailyWh, valleyShare: valleyQuarters / 4 })
    return opened
  }

  async function billAll(accountId: number): Promise<void> {
    for (const billMonth of months) {
      const run = await runBills(at(later), { billMonth, accountIds: [accountId] }, meters)
      expect(run).toMatchObject({ issued: 1, held: 0, parked: 0 })
    }
  }

  it('makes the same bills in whatever order and portions the accounts come', async () => {
    const accountIds: number[] = []
    for (const home of fc.sample(household, { numRuns: 24, seed: 7 })) accountIds.push((await open(home)).accountId)
    const rate = (portions: number[][]) =>
      transact(at(later), (ctx) =>
        withoutTrace(ctx, async () => {
          const shared = await readShared(ctx, '2025-09', meters)
          for (const portion of portions) await billBatch(ctx, { ...shared, accountIds: portion, runId: null })
          return readBills(ctx, accountIds)
        }),
      )
    const whole = await rate([accountIds])
    expect(whole).toHaveLength(accountIds.length)
    const shuffled = fc.shuffledSubarray(accountIds, { minLength: accountIds.length, maxLength: accountIds.length })
    await fc.assert(
      fc.asyncProperty(shuffled, fc.integer({ min: 1, max: accountIds.length }), async (order, size) => {
        const portions = Array.from({ length: Math.ceil(order.length / size) }, (_, n) =>
          order.slice(n * size, (n + 1) * size),
        )
        expect(await rate(portions)).toEqual(whole)
      }),
      { numRuns: 8 },
    )
  })

  it('corrected on the same facts makes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(household, fc.constantFrom(...months), async (home, fromMonth) => {
        const { accountId, accountNo } = await open(home)
        await billAll(accountId)
        const input = { accountId, fromMonth, throughMonth: '2025-12', reason: '复核' }
        const nothing = { accountNo, months: [], differenceYuan: '0.00' }
        expect(await correctBills(at(later), input, meters)).toEqual(nothing)
      }),
      { numRuns: 8 },
    )
  })

  it('corrected on other facts comes to what they give, to the fen: the difference is what is re-rated less what was billed', async () => {
    const change = fc.record({ afterDays: fc.integer({ min: 0, max: 121 }), dailyWh })
    await fc.assert(
      fc.asyncProperty(household, change, async (home, { afterDays, dailyWh: changedWh }) => {
        const wrong = await open(home)
        await billAll(wrong.accountId)
        const before = await sumOfStanding(wrong.accountId)
        const right = {
          ...loads.get(wrong.pointId),
          dailyWh: home.dailyWh,
          since: { day: addDays(openedOn, afterDays), dailyWh: changedWh },
        }
        loads.set(wrong.pointId, right)
        const input = { accountId: wrong.accountId, fromMonth: '2025-09', throughMonth: '2025-12', reason: '示数更正' }
        const { differenceYuan } = await correctBills(at(later), input, meters)

        const twin = await open(home)
        loads.set(twin.pointId, right)
        await rateUnchecked(twin.accountId)
        const after = await sumOfStanding(twin.accountId)
        expect(await sumOfStanding(wrong.accountId)).toEqual(after)
        expect(Math.round(Number(differenceYuan) * 100)).toBe(after.fen - before.fen)
        const { rows } = await database.pool.query(
          `select (select sum(total_yuan) from bill where account_id = $1) = charged_yuan as documents, charged_yuan * 100 as fen
           from account_ledger where account_id = $1`,
          [wrong.accountId],
        )
        expect(rows).toMatchObject([{ documents: true }])
        expect(Number(rows[0].fen)).toBe(after.fen)
      }),
      { numRuns: 12 },
    )
  })

  /** As a run would, though a check might hold it. */
  async function rateUnchecked(accountId: number): Promise<void> {
    for (const billMonth of months) {
      const shared = await readShared(at(later), billMonth, meters)
      const { issued } = await billBatch(at(later), { ...shared, checkRules: [], accountIds: [accountId], runId: null })
      expect(issued).toHaveLength(1)
    }
  }

  async function sumOfStanding(accountId: number): Promise<{ fen: number; months: unknown[] }> {
    const { rows } = await database.pool.query(
      `select bill_month, total_yuan, energy_wh, (select jsonb_agg(jsonb_build_array(item, quantity, price, amount_yuan) order by position)
         from bill_line l where l.bill_id = b.id) as lines
       from bill b where account_id = $1 and standing and state = 'issued' order by bill_month`,
      [accountId],
    )
    return { fen: rows.reduce((sum, row) => sum + Math.round(Number(row.total_yuan) * 100), 0), months: rows }
  }
})

function readBills(ctx: Ctx, accountIds: number[]): Promise<object[]> {
  return ctx.db.rows(
    `select to_jsonb(b) - array['id'] as bill, to_jsonb(l) as ledger,
       (select jsonb_agg(to_jsonb(n) - 'bill_id' order by n.position) from bill_line n where n.bill_id = b.id) as lines
     from bill b join account_ledger l on l.account_id = b.account_id where b.account_id = any($1) order by b.account_id`,
    [accountIds],
  )
}
