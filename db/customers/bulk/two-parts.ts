import type { Ctx } from '../../context.ts'
import type { TwoPart } from '../two-part.ts'
import type { Case } from './accounts.ts'
import { copyInto, takeIds } from './copy.ts'

type Row = {
  id: number
  pointId: number
  openedOn: string
  twoPart: Pick<TwoPart, 'contractDemandKw' | 'transformers'> | null
}

/** What `insertTwoPart` writes of one account, of many at once. */
export async function bringTwoParts(ctx: Ctx, rows: Row[], { caseRef, reason }: Case): Promise<void> {
  const accounts = rows.flatMap(({ twoPart, ...row }) => (twoPart ? [{ ...row, ...twoPart }] : []))
  const receivingIds = await takeIds(ctx, 'receiving_point', accounts.length)
  const units = accounts.flatMap(({ pointId, openedOn, transformers }, n) =>
    transformers.map((each) => ({ ...each, pointId, openedOn, receivingId: receivingIds[n] ?? 0 })),
  )
  const ids = await takeIds(ctx, 'customer_transformer', units.length)
  const known = [ctx.now, ctx.actor.username, reason, caseRef]
  await copyInto(
    ctx,
    'receiving_point',
    ['id', 'account_id', 'name'],
    accounts.map(({ id }, n) => [receivingIds[n] ?? 0, id, '受电点']),
  )
  await copyInto(
    ctx,
    'customer_transformer',
    [
      ...['id', 'receiving_point_id', 'name', 'capacity_kva', 'iron_loss_kwh_per_month'],
      ...['iron_loss_kvarh_per_month', 'reactive_copper_factor', 'in_service_since'],
    ],
    units.map(({ receivingId, name, capacityKva, loss, openedOn }, n) => [
      ...[ids[n] ?? 0, receivingId, name, capacityKva, loss?.ironKwh ?? null],
      ...[loss?.ironKvarh ?? null, loss?.reactiveCopperFactor ?? null, openedOn],
    ]),
  )
  await copyInto(
    ctx,
    'customer_transformer_term',
    ['transformer_id', 'state', 'valid_from', 'known_from', 'changed_by', 'reason', 'case_ref'],
    units.map(({ openedOn }, n) => [ids[n] ?? 0, 'in-use', openedOn, ...known]),
  )
  await copyInto(
    ctx,
    'point_transformer',
    ['point_id', 'transformer_id', 'valid_from', 'case_ref'],
    units.flatMap(({ loss, pointId, openedOn }, n) => (loss ? [[pointId, ids[n] ?? 0, openedOn, caseRef]] : [])),
  )
  await copyInto(
    ctx,
    'demand_term',
    ['point_id', 'contract_demand_kw', 'valid_from', 'known_from', 'changed_by', 'reason', 'case_ref'],
    accounts.flatMap(({ pointId, contractDemandKw, openedOn }) =>
      contractDemandKw === undefined ? [] : [[pointId, contractDemandKw, openedOn, ...known]],
    ),
  )
}
