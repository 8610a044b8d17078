import { type Ctx, roles } from '../../db/context.ts'
import { installMeter } from '../../db/customers/install.ts'
import { openAccount } from '../../db/customers/open.ts'
import { transact } from '../../db/pool.ts'
import {
  assessmentMeter,
  county,
  districts,
  feeders,
  planAccounts,
  stations,
  substation,
  type TownAccount,
  type TownMeter,
  terminalOf,
} from '../../simulators/town/plan.ts'
import type { WorldMeter } from '../../simulators/town/world.ts'
import { addUser } from '../auth/users.ts'

export const DEMO_PASSWORD = 'dianhu-demo'
const CASE = 'import:town'

type Ids = Record<string, number>

/** Brings the town's master data into an empty customer file, as of the day on which its history begins. */
export function seedTown(ctx: Ctx, begins: Date, world: WorldMeter[]): Promise<void> {
  return transact(ctx, async (inner) => {
    const organisations = await addOrganisations(inner)
    const places = await layNetwork(inner, organisations, begins)
    const shown = new Map(world.map((each) => [each.meter.assetNo, each]))
    const accounts = planAccounts()
    let demoCustomer: { id: number; name: string } | undefined
    for (const account of accounts) {
      const opened = await bringAccount(inner, account, { begins, organisations, places, shown })
      if (!demoCustomer && account.load.kind === 'home' && account.meter.hasPeriods)
        demoCustomer = { id: opened.customerId, name: account.customer.name }
    }
    await addAssessmentMeters(inner, places, begins, shown)
    for (const role of roles) {
      await addUser(inner, {
        username: role,
        name: role === 'customer' ? (demoCustomer?.name ?? role) : (demoNames[role] ?? role),
        password: DEMO_PASSWORD,
        roles: [role],
        organisationPath: county.path,
        customerId: role === 'customer' ? demoCustomer?.id : undefined,
        demo: true,
      })
    }
  })
}

export function demoUsers(): { username: string; password: string }[] {
  return roles.map((username) => ({ username, password: DEMO_PASSWORD }))
}

const demoNames: Partial<Record<string, string>> = {
  agent: '坐席 林晓',
  lead: '班长 何静',
  dispatcher: '调度 周明',
  crew: '抢修 刘强',
  intake: '业扩 沈洁',
  surveyor: '勘查 吴涛',
  installer: '装表 郑伟',
  grid: '采集监控 高翔',
  billing: '核算 许敏',
  cashier: '收费 韩雪',
  manager: '主任 蒋勇',
  'district-manager': '台区经理 罗平',
  reader: '抄表 唐军',
  acquisition: '采集运维 宋磊',
  inspector: '用电检查 谢强',
  accountant: '电费账务 曹静',
  quality: '质检 于霞',
  auditor: '审计 萧文',
  admin: '管理员',
}

async function addOrganisations(ctx: Ctx): Promise<Ids> {
  const ids: Ids = {}
  const add = async (parent: string | null, kind: string, code: string, name: string, path: string, area: string) => {
    const row = await ctx.db.first<{ id: number }>(
      `insert into organisation (parent_id, kind, code, name, path, area) values ($1, $2, $3, $4, $5, $6) returning id`,
      [parent === null ? null : ids[parent], kind, code, name, path, area],
    )
    ids[code] = row?.id ?? 0
  }
  await add(null, 'province', '33', '浙东省电力公司', '33.', 'city')
  await add('33', 'city', '3302', '宁海市供电公司', '33.3302.', 'city')
  await add('3302', 'county', county.code, county.name, county.path, 'city')
  for (const { code, name } of stations) {
    await add(county.code, 'station', code, name, `${county.path}${code}.`, code === 'CG' ? 'city' : 'rural')
  }
  return ids
}

async function layNetwork(ctx: Ctx, organisations: Ids, begins: Date): Promise<Ids> {
  const ids: Ids = {}
  const add = async (name: string, sql: string, values: unknown[]) => {
    ids[name] = (await ctx.db.first<{ id: number }>(sql, values))?.id ?? 0
  }
  await add(
    substation.name,
    'insert into substation (name, voltage_kv, organisation_id) values ($1, $2, $3) returning id',
    [substation.name, substation.voltageKv, organisations[county.code]],
  )
  for (const feeder of feeders) {
    await add(feeder, 'insert into feeder (name, voltage_kv) values ($1, 10) returning id', [feeder])
    await ctx.db.run(
      'insert into feeder_term (feeder_id, substation_id, valid_from, case_ref) values ($1, $2, $3, $4)',
      [ids[feeder], ids[substation.name], begins, CASE],
    )
  }
  for (const each of districts) {
    await add(
      each.name,
      'insert into transformer_district (name, kind, capacity_kva, organisation_id) values ($1, $2, $3, $4) returning id',
      [each.name, each.kind, each.capacityKva, organisations[each.station]],
    )
    await ctx.db.run(
      'insert into district_term (district_id, feeder_id, valid_from, case_ref) values ($1, $2, $3, $4)',
      [ids[each.name], ids[each.feeder], begins, CASE],
    )
    // A gateway's port is known once the town is up.
    const address = each.protocol === 'modbus-tcp' ? ['127.0.0.1', 1] : [null, null]
    await ctx.db.run('insert into terminal (asset_no, protocol, host, port, district_id) values ($1, $2, $3, $4, $5)', [
      terminalOf(each.name),
      each.protocol,
      ...address,
      ids[each.name],
    ])
  }
  return ids
}

type Ground = { begins: Date; organisations: Ids; places: Ids; shown: Map<string, WorldMeter> }

function bringAccount(ctx: Ctx, account: TownAccount, { begins, organisations, places, shown }: Ground) {
  return openAccount(ctx, {
    caseRef: CASE,
    reason: '建档导入',
    customer: account.customer,
    organisationId: organisations[account.station] ?? 0,
    address: account.address,
    class: account.class,
    contractCapacityKva: account.contractCapacityKva,
    householdPersons: account.householdPersons,
    importantGrade: account.importantGrade,
    energisedAt: begins,
    point: {
      districtId: places[account.district] ?? null,
      mode: account.mode,
      phase: account.meter.phase,
      priceCode: account.priceCode,
    },
    meter: meterToInstall(account.meter, shown, begins),
    contract: { contractNo: `HT${account.meter.assetNo}`, signedOn: begins.toISOString().slice(0, 10) },
  })
}

function meterToInstall(meter: TownMeter, shown: Map<string, WorldMeter>, begins: Date) {
  const start = shown.get(meter.assetNo)?.registers(begins)
  const registers = [{ role: 'importTotal' as const, digits: 6, startValue: start?.importWh ?? 0 }]
  const periods = start?.importByPeriodWh
  return {
    ...meter,
    registers: periods
      ? [
          ...registers,
          { role: 'importPeak' as const, digits: 6, startValue: periods.peak },
          { role: 'importValley' as const, digits: 6, startValue: periods.valley },
        ]
      : registers,
    link: { terminalAssetNo: meter.terminal, unitId: meter.unitId },
  }
}

async function addAssessmentMeters(ctx: Ctx, places: Ids, begins: Date, shown: Map<string, WorldMeter>): Promise<void> {
  for (const { name } of districts) {
    const meter = assessmentMeter(name)
    const row = await ctx.db.first<{ id: number }>(
      `insert into metering_point (point_no, kind, district_id, purpose) values ($1, 'district', $2, 'assessment') returning id`,
      [`K${meter.assetNo}`, places[name]],
    )
    await installMeter(ctx, {
      ...meterToInstall(meter, shown, begins),
      pointId: row?.id ?? 0,
      at: begins,
      caseRef: CASE,
    })
  }
}
