import type { Ctx } from '../../../db/context.ts'
import { installMeter, type NewMeter, type RegisterRole } from '../../../db/customers/install.ts'
import { transact } from '../../../db/pool.ts'
import { civilDay } from '../../../db/time.ts'
import { listInstallationsOfPoints } from '../../../metering/sql/installations.ts'
import { setRegisterValues } from '../../../metering/sql/verdicts.ts'
import { markIssuedBill } from '../../../metering/vee/effect.ts'
import type { Stage } from './stage.ts'

// What changes in the customer file, and the product has no operation for yet: the one place with SQL of its own.

export async function addPoint(
  stage: Stage,
  point: {
    accountId: number
    pointNo: string
    priceCode: string | null
    at: Date
    meter: NewMeter | null
    purpose?: 'settlement' | 'assessment'
  },
): Promise<number> {
  return transact(stage.at(point.at), async (ctx) => {
    const row = await ctx.db.first<{ id: number }>(
      `insert into metering_point (point_no, kind, account_id, purpose) values ($1, 'account', $2, $3) returning id`,
      [point.pointNo, point.accountId, point.purpose ?? 'settlement'],
    )
    const pointId = row?.id ?? 0
    await ctx.db.run(
      `insert into point_term (point_id, mode, phase, price_code, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 'low-low', 'three', $2, $3, $4, 'scenario', '增加计量点', 'scenario')`,
      [pointId, point.priceCode, civilDay(point.at), ctx.now],
    )
    if (point.meter) await installMeter(ctx, { ...point.meter, pointId, at: point.at, caseRef: 'scenario' })
    return pointId
  })
}

export async function findPointNo(stage: Stage, pointId: number): Promise<string> {
  const sql = 'select point_no as "pointNo" from metering_point where id = $1'
  return (await stage.at(new Date()).db.first<{ pointNo: string }>(sql, [pointId]))?.pointNo ?? ''
}

export async function addEdge(
  stage: Stage,
  edge: {
    parentPointId: number
    childPointId: number | null
    method: string
    quantity: string | null
    priceCode: string | null
    from: string
    to: string | null
  },
): Promise<void> {
  await stage.at(new Date(`${edge.from}T00:00:00+08:00`)).db.run(
    `insert into deduction_edge (parent_point_id, child_point_id, method, quantity, price_code, valid_from, valid_to, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7, 'scenario')`,
    [edge.parentPointId, edge.childPointId, edge.method, edge.quantity, edge.priceCode, edge.from, edge.to],
  )
}

export async function keepDemand(stage: Stage, pointId: number, day: string, demandW: number): Promise<void> {
  await stage.at(new Date(`${day}T00:00:00+08:00`)).db.run(
    `insert into point_day (point_id, day, max_demand_w, measured, interpolated, estimated, edited, missing, suspect, slots_wh, validated_at)
     values ($1, $2, $3, 96, 0, 0, 0, 0, 0, $4, now())
     on conflict (point_id, day) do update set max_demand_w = excluded.max_demand_w`,
    [pointId, day, demandW, Buffer.alloc(96 * 4)],
  )
}

const tables = {
  account_term: {
    key: 'account_id',
    columns:
      'account_id, customer_id, class, parts, base_charge, power_factor_standard, power_factor_exempt, contract_capacity_kva, running_capacity_kva, household_persons, status, important_grade, temporary_until',
  },
  point_term: { key: 'point_id', columns: 'point_id, district_id, mode, phase, price_code' },
  demand_term: { key: 'point_id', columns: 'point_id, contract_demand_kw' },
  customer_transformer_term: { key: 'transformer_id', columns: 'transformer_id, state' },
} as const

type Change = { table: keyof typeof tables; id: number; set: Record<string, unknown>; from: string; to: string | null }

/** Another value of a dated fact from a day on: what held is closed as known, and what goes on is written anew. */
export function changeTerm(ctx: Ctx, { table, id, set, from, to }: Change): Promise<void> {
  const { key, columns } = tables[table]
  const kept = 'valid_from, valid_to, known_from, changed_by, reason, case_ref'
  return transact(ctx, async (inner) => {
    const rows = await inner.db.rows<Record<string, unknown> & { valid_from: string; valid_to: string | null }>(
      `update ${table} set known_to = $2 where ${key} = $1 and known_to is null
         and daterange(valid_from, valid_to) && daterange($3::date, $4::date) returning ${columns}, valid_from, valid_to`,
      [id, inner.now, from, to],
    )
    for (const { valid_from: first, valid_to: last, ...facts } of rows) {
      const start = first > from ? first : from
      const end = to === null || (last !== null && last < to) ? last : to
      const parts = [
        { days: [first, start], facts },
        { days: [start, end], facts: { ...facts, ...set } },
        { days: [end, last], facts },
      ]
      for (const part of parts.filter(({ days: [one, other] }) => one !== null && one !== other)) {
        const names = columns.split(', ')
        await inner.db.run(
          `insert into ${table} (${columns}, ${kept}) values (${[...names, ...kept.split(', ')].map((_, n) => `$${n + 1}`).join(', ')})`,
          [...names.map((name) => part.facts[name]), ...part.days, inner.now, inner.actor.username, '变更', 'scenario'],
        )
      }
    }
  })
}

export async function handOver(ctx: Ctx, accountId: number, customer: string, from: string): Promise<void> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into customer (kind, name, identity_id, opened_at)
     select c.kind, $2, c.identity_id, $3 from account_term t join customer c on c.id = t.customer_id
     where t.account_id = $1 and t.known_to is null and t.valid_to is null returning id`,
    [accountId, customer, ctx.now],
  )
  await changeTerm(ctx, { table: 'account_term', id: accountId, set: { customer_id: row?.id }, from, to: null })
}

export async function findTransformer(ctx: Ctx, accountId: number, name: string): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `select c.id from customer_transformer c join receiving_point r on r.id = c.receiving_point_id
     where r.account_id = $1 and c.name = $2`,
    [accountId, name],
  )
  return row?.id ?? 0
}

/** A transformer put up later (增容). */
export async function addTransformer(
  ctx: Ctx,
  unit: { accountId: number; name: string; capacityKva: string; from: string },
): Promise<void> {
  await ctx.db.run(
    `with unit as (
       insert into customer_transformer (receiving_point_id, name, capacity_kva, in_service_since)
       select id, $2, $3, $4::date from receiving_point where account_id = $1 returning id)
     insert into customer_transformer_term (transformer_id, state, valid_from, known_from, changed_by, reason, case_ref)
     select id, 'in-use', $4::date, $5, 'scenario', '增容', 'scenario' from unit`,
    [unit.accountId, unit.name, unit.capacityKva, unit.from, ctx.now],
  )
}

export async function grantAllowance(
  ctx: Ctx,
  grant: { accountId: number; kind: 'low-income' | 'destitute'; from: string; to: string | null },
): Promise<void> {
  await ctx.db.run(
    `insert into allowance_term (account_id, kind, certificate_no, valid_from, valid_to, known_from, changed_by, reason, case_ref)
     values ($1, $2, 'scenario', $3, $4, $5, 'scenario', '核定', 'scenario')`,
    [grant.accountId, grant.kind, grant.from, grant.to, ctx.now],
  )
}

/** A case in progress (在途); `isOver` archives it. */
export async function keepCase(ctx: Ctx, accountId: number, caseRef: string, isOver: boolean): Promise<void> {
  await ctx.db.run(
    `insert into account_case (account_id, case_ref, kind, opened_at, closed_at) values ($1, $2, $2, $3, $4)
     on conflict (account_id, case_ref) do update set closed_at = excluded.closed_at`,
    [accountId, caseRef, ctx.now, isOver ? ctx.now : null],
  )
}

/** Another register in the place of what was read, as a verdict of metering would have it; an issued bill is marked. */
export function editRegister(
  ctx: Ctx,
  edit: { pointId: number; role: Exclude<RegisterRole, 'maxDemand'>; at: Date; wh: number },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const { pointId, role, at, wh } = edit
    const installed = (await listInstallationsOfPoints(inner, [pointId])).find(
      ({ installedAt, removedAt }) => installedAt <= at && (!removedAt || removedAt >= at),
    )
    const register = { pointId, role, installationId: installed?.installationId ?? 0 }
    await setRegisterValues(inner, register, [{ atMs: at.getTime(), wh }])
    await markIssuedBill(inner, { pointId, at }, 'register-verdict')
  })
}
