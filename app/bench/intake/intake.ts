import type pg from 'pg'
import type { Ctx } from '../../../db/context.ts'
import { poolDb } from '../../../db/pool.ts'
import { completeStep, listApplications, sweepClocks } from '../../../intake/index.ts'
import { type BenchResult, measureSeconds, toResult } from '../result.ts'
import { openWorkshop } from '../workshop.ts'
import { APPLICATIONS, layApplications, TODAY } from './applications.ts'
import { copyNotices, readPageRaw, writeStepRaw } from './limits.ts'

const STEPS = 600
const PAGES = 200
const PAGE = 50
const ports = { findPrice: async () => undefined, listArrears: async () => new Map(), listProfiles: () => [] }

/**
 * A city's 100,000 open applications: accepting them one after the other, pages of the worklist by next due day, and the
 * nightly sweep of all clocks; each against the bare statements of the same rows in the same database.
 */
export async function benchIntake(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    await layApplications(workshop.pool)
    return [
      await benchPages(workshop.pool),
      await benchAcceptance(workshop.pool),
      ...(await benchSweeps(workshop.pool)),
    ]
  } finally {
    await workshop.close()
  }
}

function clerkAt(pool: pg.Pool, scope: string, roles: Ctx['actor']['roles']): Ctx {
  const actor = { id: 1, username: 'clerk', name: '受理员', roles, customerId: null }
  return { db: poolDb(pool), now: new Date(`${TODAY}T16:00:00+08:00`), actor, scope }
}

async function benchAcceptance(pool: pg.Pool): Promise<BenchResult> {
  const ctx = clerkAt(pool, 'B.', ['intake'])
  const waiting = await pool.query<{ id: number }>(
    `select p.id from application p join application_task t on t.application_id = p.id and t.step = 'accept'
     where p.kind not in ('pause', 'class-change') order by p.id * 7919 % 100003 limit $1`,
    [STEPS * 2],
  )
  const own: number[] = []
  const bare: number[] = []
  for (const [turn, { id }] of waiting.rows.entries()) {
    const accept = { step: 'accept' as const, version: 1, data: { papersSeen: true } }
    if (turn % 2 === 0) own.push(await measureSeconds(() => completeStep(ctx, id, accept, ports)))
    else bare.push(await measureSeconds(() => writeStepRaw(pool, id, ctx.now)))
  }
  return toRate('intake-accept-step', 'accepts/s one after the other, at p95', own, bare, 50, {
    limit: 'the rows that it writes, in one transaction of bare statements',
  })
}

async function benchPages(pool: pg.Pool): Promise<BenchResult> {
  const scopes = ['B.', 'B.S3.', 'B.S11.']
  const queries = [
    { status: 'open' as const, sort: 'due' as const },
    { status: 'open' as const, sort: 'due' as const, mine: true },
    { status: 'open' as const, sort: 'due' as const, overdue: true },
    { status: 'open' as const, sort: 'newest' as const },
    { status: 'open' as const, sort: 'due' as const, kind: 'high-voltage-single' as const },
  ]
  const own: number[] = []
  const bare: number[] = []
  for (let turn = 0; turn < PAGES; turn += 1) {
    const ctx = clerkAt(pool, scopes[turn % scopes.length] ?? '', [turn % 2 ? 'intake' : 'installer'])
    const query = queries[turn % queries.length]
    if (!query) continue
    own.push(
      await measureSeconds(async () => {
        const first = await listApplications(ctx, { ...query, limit: PAGE })
        if (first.items.length === 0) throw new Error('an empty page was measured')
      }),
    )
    bare.push(await measureSeconds(() => readPageRaw(pool, PAGE)))
  }
  return toRate('intake-worklist-page', 'pages/s one after the other, at p95', own, bare, 100, {
    limit: 'the columns of fifty rows by one bare statement',
  })
}

async function benchSweeps(pool: pg.Pool): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const [name, day] of [
    ['first', TODAY],
    ['next-night', '2026-11-30'],
  ] as const) {
    const ctx = { ...clerkAt(pool, '', []), now: new Date(`${day}T00:15:00+08:00`) }
    let told: object = {}
    const seconds = await measureSeconds(async () => {
      told = await sweepClocks(ctx)
    })
    const copied = await copyNotices(pool, ctx.now)
    results.push(
      toResult({
        name: `intake-sweep-${name}`,
        value: APPLICATIONS / seconds,
        unit: 'applications/s',
        limit: APPLICATIONS / copied,
        target: APPLICATIONS / 10,
        detail: {
          seconds: round(seconds),
          ...told,
          limit: 'a scan of the running clocks, and a bare copy of what it told',
        },
      }),
    )
  }
  return results
}

function toRate(
  name: string,
  unit: string,
  own: number[],
  bare: number[],
  targetMs: number,
  detail: Record<string, unknown>,
): BenchResult {
  const p95 = at(own, 0.95)
  const medians = {
    p50Ms: ms(at(own, 0.5)),
    p95Ms: ms(p95),
    limitP50Ms: ms(at(bare, 0.5)),
    limitP95Ms: ms(at(bare, 0.95)),
  }
  return toResult({
    ...{ name, unit, value: 1 / p95, limit: 1 / at(bare, 0.95), target: 1000 / targetMs },
    detail: { openApplications: APPLICATIONS, measured: own.length, targetMs, ...medians, ...detail },
  })
}

const at = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.POSITIVE_INFINITY
const ms = (seconds: number) => round(seconds * 1000)
const round = (value: number) => Math.round(value * 100) / 100
