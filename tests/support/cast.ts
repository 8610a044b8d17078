import type { Ctx } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { type NewAccount, type OpenedAccount, openAccount } from '../../db/customers/open.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'

export type Network = { organisationId: number; districtId: number; feederId: number; terminalAssetNo: string }

/** A county with one station, one feeder, one district and one Modbus terminal, since 2024-01-01. */
export async function layNetwork(ctx: Ctx, terminal = { host: '127.0.0.1', port: 1502 }): Promise<Network> {
  configureSecrets(Buffer.alloc(32, 7))
  const district = '幸福小区1号公变'
  const feeder = '10kV城东112线'
  const network = {
    organisations: [
      { path: 'X.', kind: 'county' as const, name: '安溪县供电公司' },
      { path: 'X.X1.', kind: 'station' as const, name: '城关供电所' },
    ],
    substations: [{ name: '110kV城东变', voltageKv: 110, organisation: 'X.' }],
    feeders: [{ name: feeder, voltageKv: 10, substation: '110kV城东变' }],
    districts: [{ name: district, kind: 'public' as const, capacityKva: 400, feeder, organisation: 'X.X1.' }],
    terminals: [
      { assetNo: 'T-MODBUS-1', protocol: 'modbus-tcp' as const, ...terminal, district },
      { assetNo: 'T-MQTT-1', protocol: 'mqtt' as const, district },
    ],
  }
  await bringNetwork(ctx, network, new Date('2024-01-01T00:00:00+08:00'))
  const ids = await ctx.db.first<{ organisationId: number; districtId: number; feederId: number }>(
    `select d.organisation_id as "organisationId", d.id as "districtId", f.id as "feederId"
     from transformer_district d, feeder f where d.name = $1 and f.name = $2`,
    [district, feeder],
  )
  return { organisationId: 0, districtId: 0, feederId: 0, ...ids, terminalAssetNo: 'T-MODBUS-1' }
}

/** 陈桂兰 of 幸福小区, a household on the tiered price with peak and valley; change what the test is about. */
export function openChenGuilan(ctx: Ctx, network: Network, change: Partial<NewAccount> = {}): Promise<OpenedAccount> {
  return openAccount(ctx, {
    caseRef: 'application:test',
    reason: '新装',
    customer: { kind: 'person', name: '陈桂兰', idNumber: '350524197001011234', phone: '13800138000' },
    organisationId: network.organisationId,
    address: '幸福小区3幢502室',
    class: 'residential',
    contractCapacityKva: '8',
    energisedAt: new Date('2026-01-01T00:00:00+08:00'),
    point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: 'residential-tier' },
    meter: {
      assetNo: 'M-CHEN-1',
      profile: 'eastron-sdm630',
      phase: 'single',
      ratedCurrentA: 5,
      maximumCurrentA: 60,
      registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      link: { terminalAssetNo: network.terminalAssetNo, unitId: 1 },
    },
    contract: { contractNo: 'HT-CHEN-1', signedOn: '2025-12-30' },
    ...change,
  })
}
