import type { Ctx } from '../../db/context.ts'

export type TerminalLink = {
  terminalId: number
  terminal: string
  assetNo: string
  profile: string
  meterAddress: string | null
  unitId: number | null
  measuringPointNo: number | null
}

const select = `select e.id as "terminalId", e.asset_no as terminal, d.asset_no as "assetNo", d.profile,
    k.meter_address as "meterAddress", k.unit_id as "unitId", k.measuring_point_no as "measuringPointNo"
  from collection_link k
  join terminal e on e.id = k.terminal_id and e.protocol = 'mqtt'
  join device d on d.id = k.device_id
  join installation i on i.device_id = d.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
  where tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz`

/** The MQTT terminal that a point's meter hangs on now. */
export function findTerminalLink(ctx: Ctx, pointId: number): Promise<TerminalLink | undefined> {
  return ctx.db.first(`${select} and i.point_id = $2`, [ctx.now, pointId])
}

export function listTerminalLinks(ctx: Ctx, terminalId: number): Promise<TerminalLink[]> {
  return ctx.db.rows(`${select} and e.id = $2 order by k.measuring_point_no, d.asset_no`, [ctx.now, terminalId])
}

/** The name of an MQTT terminal that the actor may see. */
export async function findMqttTerminal(ctx: Ctx, terminalId: number): Promise<string | undefined> {
  const row = await ctx.db.first<{ name: string }>(
    `select e.asset_no as name from terminal e left join transformer_district t on t.id = e.district_id
     left join organisation o on o.id = t.organisation_id
     where e.id = $1 and e.protocol = 'mqtt' and ($2 = '' or starts_with(o.path, $2))`,
    [terminalId, ctx.scope],
  )
  return row?.name
}

export async function isMqttTerminalVisible(ctx: Ctx, terminalId: number): Promise<boolean> {
  return (await findMqttTerminal(ctx, terminalId)) !== undefined
}
