import type { Ctx } from '../../db/context.ts'

export type VendorTerminal = {
  terminal: string
  mapper: string
  vendorTopic: string
  /** The meters that are joined to it now. */
  meters: { assetNo: string; pointNo: number | null }[]
}

export function listVendorTerminals(ctx: Ctx): Promise<VendorTerminal[]> {
  return ctx.db.rows(
    `select e.asset_no as terminal, e.mapper, e.vendor_topic as "vendorTopic",
       coalesce(jsonb_agg(jsonb_build_object('assetNo', d.asset_no, 'pointNo', k.measuring_point_no)
         order by k.measuring_point_no, d.asset_no) filter (where d.id is not null), '[]') as meters
     from terminal e
     left join collection_link k on k.terminal_id = e.id and tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz
     left join device d on d.id = k.device_id
     where e.mapper is not null group by e.id order by e.asset_no`,
    [ctx.now],
  )
}

export function findVendorTerminal(
  ctx: Ctx,
  terminal: string,
): Promise<{ mapper: string; vendorTopic: string } | undefined> {
  return ctx.db.first(
    'select mapper, vendor_topic as "vendorTopic" from terminal where asset_no = $1 and mapper is not null',
    [terminal],
  )
}
