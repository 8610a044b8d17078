import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringNetwork } from '../../db/customers/network.ts'
import { changeSection } from '../../db/customers/sections.ts'
import { takeAnswer } from '../../metering/collection/commands.ts'
import { closeLines } from '../../metering/index.ts'
import { addProfile } from '../../metering/profiles/all.ts'
import { dlt645SinglePhase } from '../../metering/profiles/dlt645-2007.ts'
import { storeReadings } from '../../metering/readings.ts'
import { nextCall, planRuleOn, suggestStep } from '../../metering/rules/reading-plan.ts'
import { callAgain } from '../../metering/sections/calls.ts'
import { listPlanPoints, listPlans, makeReadingPlans, refreshDuePlans } from '../../metering/sections/plans.ts'
import { acceptPoints, returnPoint } from '../../metering/sections/review.ts'
import { Dlt645Gateway } from '../../simulators/dlt645/gateway.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (text: string) => new Date(`2026-${text}+08:00`)
const since = at('01-01T00:00:00')
const state = (when: Date) => ({ importWh: Math.floor((when.getTime() - since.getTime()) / 6000) * 10 })
const address = '000000000001'

addProfile({ ...dlt645SinglePhase, minGapMs: 0, timeoutMs: 300 })

test('a call waits longer each time, and is given up after as many as the rule says', () => {
  const rule = planRuleOn('2026-03-01')
  const calledAt = at('03-01T09:00:00')
  const waits = [1, 2, 3, 4, 5, 6].map((attempts) => nextCall({ attempts, calledAt }, rule))
  expect(waits.map((next) => next && (next.getTime() - calledAt.getTime()) / 60_000)).toEqual([5, 10, 20, 40, 80, null])
  expect(suggestStep({ today: '2026-03-03', readingDay: '2026-03-01' }, rule)).toBe('site')
  expect(suggestStep({ today: '2026-03-09', readingDay: '2026-03-01' }, rule)).toBe('estimate')
})

describe('a register that a review sends back to be called', () => {
  const database = useDatabase()
  let now = at('02-01T08:00:00')
  const gateway = new Dlt645Gateway(() => now)
  const ctx = () => ({
    ...database.ctx(now.toISOString(), { username: 'luo', roles: ['district-manager'] }),
    now,
  })
  const points: Record<string, number> = {}
  let planId = 0

  const rowOf = async (name: string) => {
    const { points: rows } = await listPlanPoints(ctx(), { planId, which: 'all' })
    return rows.find(({ pointId }) => pointId === points[name])
  }
  const giveBack = (name: string) =>
    returnPoint(ctx(), { planId, pointId: points[name] ?? 0, way: 'recall', reason: '用量异常' })
  const commands = async () =>
    (
      await database.pool.query(
        'select id, kind, payload from terminal_command where answered_at is null order by asked_at, kind',
      )
    ).rows

  beforeAll(async () => {
    const opened = { ...ctx(), now: since }
    const network = await layNetwork(opened)
    const district = '幸福小区1号公变'
    const socket = await gateway.start()
    await bringNetwork(
      opened,
      { terminals: [{ assetNo: 'T-645', protocol: 'dlt645-tcp', ...socket, district }] },
      since,
    )
    const links = {
      line: { terminalAssetNo: 'T-645', meterAddress: address },
      silent: { terminalAssetNo: 'T-645', meterAddress: '000000000002' },
      told: { terminalAssetNo: 'T-MQTT-1' },
    }
    for (const [name, link] of Object.entries(links)) {
      const account = await openChenGuilan(opened, network, {
        energisedAt: since,
        contract: { contractNo: `HT-${name}`, signedOn: '2025-12-30' },
        meter: {
          assetNo: `M-${name}`,
          profile: 'dlt645-2007-single-phase',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link,
        },
      })
      points[name] = account.pointId
    }
    gateway.meters.set(address, { phases: 1, since, state })
    await changeSection(
      opened,
      { sectionNo: 'CB001', organisation: 'X.X1.', manager: '罗平', readingDay: 1, districts: [district] },
      '2026-01-01',
    )
    await makeReadingPlans({ ...ctx(), now: at('01-28T08:00:00') })
    const readings = Object.keys(links).map((name) => ({
      meter: `M-${name}`,
      at: at('02-01T00:00:00'),
      values: { importWh: 300_000, freeze: 'day' as const },
    }))
    await storeReadings(ctx(), { source: 'mqtt', topic: 'test', readings })
    await refreshDuePlans(ctx())
    planId = (await listPlans(ctx(), { month: '2026-02' })).plans[0]?.planId ?? 0
  })
  afterAll(async () => {
    await gateway.stop()
    await closeLines()
  })

  test('is called over its line without a person, and the answer is seen in the review', async () => {
    await giveBack('line')
    expect(await rowOf('line')).toMatchObject({ state: 'recall', facts: { call: { attempts: 0, calledAt: null } } })
    now = at('02-01T08:01:00')
    expect(await callAgain(ctx())).toBe(1)
    const row = await rowOf('line')
    expect(row).toMatchObject({ state: 'read', facts: { endWh: 300_000, reread: { reason: '用量异常' }, call: null } })
    expect(row?.facts?.reread?.wh).toBeGreaterThan(300_000)
    expect(await callAgain(ctx())).toBe(0)
    const seen = { planId, points: [{ pointId: points.line ?? 0, version: row?.version ?? 0 }] }
    expect(await acceptPoints(ctx(), seen)).toMatchObject({ accepted: 1 })
  })

  test('behind a terminal its memory is asked for, and what it tells of the day is the answer', async () => {
    now = at('02-01T09:00:00')
    await giveBack('told')
    await callAgain(ctx())
    const asked = await commands()
    expect(asked.map(({ kind }) => kind)).toEqual(['read', 'reread'])
    expect(asked[1]).toMatchObject({
      payload: { meter: 'M-told', what: 'day-freeze', from: at('02-01T00:00:00').toISOString() },
    })
    expect(await rowOf('told')).toMatchObject({ state: 'recall', facts: { call: { answer: 'ASKED', attempts: 1 } } })
    now = at('02-01T09:01:00')
    const answer = { v: 1 as const, at: now.toISOString(), ok: true }
    await takeAnswer(ctx(), 'T-MQTT-1', { ...answer, id: asked[1].id })
    await callAgain(ctx())
    expect(await rowOf('told')).toMatchObject({
      state: 'read',
      facts: { reread: { wh: 300_000, at: at('02-01T00:00:00').toISOString().replace('.000', '') } },
    })
  })

  test('that nobody answers is given up, and the review suggests to go there', async () => {
    now = at('02-01T10:00:00')
    await giveBack('silent')
    for (let calls = 0; calls < 6; calls++) {
      expect(await callAgain(ctx())).toBe(1)
      expect(await callAgain(ctx())).toBe(0)
      now = new Date(now.getTime() + 3 * 3_600_000)
    }
    expect(await callAgain(ctx())).toBe(0)
    await refreshDuePlans(ctx())
    expect(await rowOf('silent')).toMatchObject({
      state: 'recall',
      facts: { call: { attempts: 6, nextAt: null, answer: 'METER_UNREACHABLE', suggested: 'site' } },
    })
    const plan = await returnPoint(ctx(), { planId, pointId: points.silent ?? 0, way: 'site', reason: '补召无应答' })
    expect(plan.progress).toMatchObject({ site: 1 })
    expect((await rowOf('silent'))?.facts?.call).toBeNull()
  })
})
