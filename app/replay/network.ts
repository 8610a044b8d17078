import type { Ctx } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'

type Terminal = { protocol: 'modbus-tcp'; host: string; port: number } | { protocol: 'mqtt' }

/** The least of a supply company that one meter needs to hang on. */
export async function layReplayNetwork(
  ctx: Ctx,
  terminal: Terminal,
): Promise<{ organisationId: number; districtId: number; terminalAssetNo: string }> {
  const organisation = 'REPLAY.'
  const district = '回放台区'
  const network = {
    organisations: [{ path: organisation, kind: 'county' as const, name: '回放' }],
    substations: [{ name: '回放变电站', voltageKv: 110, organisation }],
    feeders: [{ name: '回放馈线', voltageKv: 10, substation: '回放变电站' }],
    districts: [{ name: district, kind: 'public' as const, capacityKva: 100, feeder: '回放馈线', organisation }],
    terminals: [{ assetNo: 'REPLAY', district, ...terminal }],
  }
  await bringNetwork(ctx, network, ctx.now)
  const ids = await ctx.db.first<{ organisationId: number; districtId: number }>(
    'select organisation_id as "organisationId", id as "districtId" from transformer_district where name = $1',
    [district],
  )
  return { organisationId: ids?.organisationId ?? 0, districtId: ids?.districtId ?? 0, terminalAssetNo: 'REPLAY' }
}
