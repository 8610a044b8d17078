import type { Ctx } from '../../db/context.ts'
import type { SealFacts } from '../rules/seals.ts'

/** What the store has of these numbers, wherever it is; locked until the transaction ends. */
export async function lockSeals(ctx: Ctx, sealNos: readonly string[]): Promise<(SealFacts & { deviceId: number })[]> {
  await ctx.db.run('select 1 from device where asset_no = any($1) order by id for update', [sealNos])
  return ctx.db.rows(
    `select d.id as "deviceId", d.asset_no as "sealNo", d.kind = 'seal' as "isSeal", s.place, s.person, s.valid_from as since,
       exists (select 1 from device_stay e where e.device_id = d.id and e.place = 'point') as "wasInstalled"
     from device d join device_stay s on s.device_id = d.id and s.valid_to is null
     where d.asset_no = any($1) order by d.id`,
    [sealNos],
  )
}

/** Those of these that another entry, which waits for its review, has put on already. */
export async function listSealsWaiting(
  ctx: Ctx,
  { sealNos, orderId }: { sealNos: readonly string[]; orderId: number },
): Promise<string[]> {
  const rows = await ctx.db.rows<{ sealNo: string }>(
    `select distinct n.seal_no as "sealNo" from exchange_entry e cross join lateral unnest(e.seals) as n(seal_no)
     where e.decision is null and e.order_id <> $2 and n.seal_no = any($1) and n.seal_no <> all(e.unknown_seals)`,
    [sealNos, orderId],
  )
  return rows.map(({ sealNo }) => sealNo)
}
