import type { Ctx } from '../../db/context.ts'
import { type NewAccount, type OpenedAccount, openAccount } from '../../db/customers/open.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'

export type Network = { organisationId: number; districtId: number; feederId: number; terminalAssetNo: string }

/** A county with one station, one feeder, one district and one Modbus terminal, since 2024-01-01. */
export async function layNetwork(ctx: Ctx, terminal = { host: '127.0.0.1', port: 1502 }): Promise<Network> {
  configureSecrets(Buffer.alloc(32, 7))
  const since = new Date('2024-01-01T00:00:00+08:00')
  const id = async (sql: string, values: unknown[]) => (await ctx.db.first<{ id: number }>(sql, values))?.id ?? 0
  const county = await id(
    `insert into organisation (kind, code, name, path) values ('county', 'X', '安溪县供电公司', 'X.') returning id`,
    [],
  )
  const organisationId = await id(
    `insert into organisation (parent_id, kind, code, name, path) values ($1, 'station', 'X1', '城关供电所', 'X.X1.') returning id`,
    [county],
  )
  const substationId = await id(
    `insert into substation (name, voltage_kv, organisation_id) values ('110kV城东变', 110, $1) returning id`,
    [county],
  )
  const feederId = await id(`insert into feeder (name, voltage_kv) values ('10kV城东112线', 10) returning id`, [])
  await ctx.db.run(
    `insert into feeder_term (feeder_id, substation_id, valid_from, case_ref) values ($1, $2, $3, 'import:test')`,
    [feederId, substationId, since],
  )
  const districtId = await id(
    `insert into transformer_district (name, kind, capacity_kva, organisation_id)
     values ('幸福小区1号公变', 'public', 400, $1) returning id`,
    [organisationId],
  )
  await ctx.db.run(
    `insert into district_term (district_id, feeder_id, valid_from, case_ref) values ($1, $2, $3, 'import:test')`,
    [districtId, feederId, since],
  )
  await ctx.db.run(
    `insert into terminal (asset_no, protocol, host, port, district_id) values ('T-MODBUS-1', 'modbus-tcp', $1, $2, $3)`,
    [terminal.host, terminal.port, districtId],
  )
  await ctx.db.run(`insert into terminal (asset_no, protocol, district_id) values ('T-MQTT-1', 'mqtt', $1)`, [
    districtId,
  ])
  return { organisationId, districtId, feederId, terminalAssetNo: 'T-MODBUS-1' }
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
