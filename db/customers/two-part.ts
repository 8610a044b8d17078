import type { Ctx } from '../context.ts'

/** What a two-part account (两部制) is charged by beside its meter. */
export type TwoPart = {
  baseCharge: 'capacity' | 'contract-demand' | 'actual-demand'
  /** Null: not adjusted for power factor. */
  powerFactorStandard: '0.90' | '0.85' | '0.80' | null
  contractDemandKw?: string | undefined
  transformers: {
    name: string
    capacityKva: string
    /** Of a month, from the utility's table; left out: the point bears no loss of it. */
    loss?: { ironKwh: string; ironKvarh: string; reactiveCopperFactor: string } | undefined
    /** In use from the first day where left out. */
    states?: { state: 'in-use' | 'hot-standby' | 'paused' | 'cold-standby'; from: string; to: string | null }[]
  }[]
}

type Where = { accountId: number; pointId: number; from: string; reason: string; caseRef: string }

/** Writes the receiving point with its transformers, whose loss the point bears, and the contract demand. */
export async function insertTwoPart(ctx: Ctx, twoPart: TwoPart, where: Where): Promise<void> {
  const { accountId, pointId, from, reason, caseRef } = where
  const kept = [ctx.now, ctx.actor.username, reason, caseRef]
  const receiving = await ctx.db.first<{ id: number }>(
    'insert into receiving_point (account_id, name) values ($1, $2) returning id',
    [accountId, '受电点'],
  )
  for (const transformer of twoPart.transformers) {
    await insertTransformer(ctx, transformer, { ...where, receivingPointId: receiving?.id ?? 0 })
  }
  if (twoPart.contractDemandKw === undefined) return
  await ctx.db.run(
    `insert into demand_term (point_id, contract_demand_kw, valid_from, known_from, changed_by, reason, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [pointId, twoPart.contractDemandKw, from, ...kept],
  )
}

/** A transformer of a receiving point, in use from the first day where its states are left out. */
export async function insertTransformer(
  ctx: Ctx,
  { name, capacityKva, loss, states }: TwoPart['transformers'][number],
  where: Pick<Where, 'pointId' | 'from' | 'reason' | 'caseRef'> & { receivingPointId: number },
): Promise<void> {
  const { from, reason, caseRef } = where
  const transformer = await ctx.db.first<{ id: number }>(
    `insert into customer_transformer (receiving_point_id, name, capacity_kva, iron_loss_kwh_per_month,
       iron_loss_kvarh_per_month, reactive_copper_factor, in_service_since)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      ...[where.receivingPointId, name, capacityKva],
      ...[loss?.ironKwh ?? null, loss?.ironKvarh ?? null, loss?.reactiveCopperFactor ?? null, from],
    ],
  )
  for (const { state, ...days } of states ?? [{ state: 'in-use', from, to: null }]) {
    await ctx.db.run(
      `insert into customer_transformer_term (transformer_id, state, valid_from, valid_to, known_from, changed_by, reason, case_ref)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [transformer?.id, state, days.from, days.to, ctx.now, ctx.actor.username, reason, caseRef],
    )
  }
  if (loss) {
    await ctx.db.run(
      'insert into point_transformer (point_id, transformer_id, valid_from, case_ref) values ($1, $2, $3, $4)',
      [where.pointId, transformer?.id, from, caseRef],
    )
  }
}
