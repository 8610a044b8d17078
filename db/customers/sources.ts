import type { Ctx } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { SupplySource } from './changes/shape.ts'

/** The receiving point of an account, made where it has none. */
export async function receivingPointOf(ctx: Ctx, accountId: number): Promise<number> {
  const known =
    (await ctx.db.first<{ id: number }>(
      'select id from receiving_point where account_id = $1 order by id limit 1 for update',
      [accountId],
    )) ??
    (await ctx.db.first<{ id: number }>(
      `insert into receiving_point (account_id, name) values ($1, '受电点') returning id`,
      [accountId],
    ))
  return known?.id ?? 0
}

/**
 * All that an account is supplied from since an instant, in place of what was. Refuses with `FEEDER_UNKNOWN` and
 * `LATER_FACT` where a source was set since.
 */
export async function setSources(
  ctx: Ctx,
  { accountId, at, sources }: { accountId: number; at: Date; sources: SupplySource[] },
  caseRef: string,
): Promise<void> {
  const receivingPointId = await receivingPointOf(ctx, accountId)
  const later = await ctx.db.first<{ caseRef: string }>(
    `select case_ref as "caseRef" from supply_source s join receiving_point r on r.id = s.receiving_point_id
     where r.account_id = $1 and s.valid_from >= $2 limit 1`,
    [accountId, at],
  )
  if (later) throw new Refusal('LATER_FACT', `此后另有电源变更(${later.caseRef}),请先处理该变更`)
  await ctx.db.run(
    `update supply_source s set valid_to = $2 from receiving_point r
     where r.id = s.receiving_point_id and r.account_id = $1 and s.valid_to is null`,
    [accountId, at],
  )
  const made = await ctx.db.run(
    `insert into supply_source (receiving_point_id, role, feeder_id, standby, valid_from, case_ref)
     select $1, s.role, f.id, s.standby, $3, $4
     from jsonb_to_recordset($2) as s(role text, "feederId" bigint, standby text) join feeder f on f.id = s."feederId"`,
    [receivingPointId, JSON.stringify(sources), at, caseRef],
  )
  if (made < sources.length) throw new Refusal('FEEDER_UNKNOWN', '所选馈线不存在,请重新选择')
}
