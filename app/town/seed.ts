import { type Ctx, type Role, roles } from '../../db/context.ts'
import { installMeter } from '../../db/customers/install.ts'
import { maskPhone } from '../../db/customers/masks.ts'
import { bringNetwork, type Network } from '../../db/customers/network.ts'
import { openAccount } from '../../db/customers/open.ts'
import type { TwoPart } from '../../db/customers/two-part.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay } from '../../db/time.ts'
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
import { draw } from '../../simulators/town/random.ts'
import type { TownTwoPart } from '../../simulators/town/specials.ts'
import type { WorldMeter } from '../../simulators/town/world.ts'
import { addUser } from '../auth/users.ts'
import { insertBinding } from '../citizens/sql/bindings.ts'
import { saveNickname } from '../citizens/sql/my-accounts.ts'
import { changedOn } from './changes.ts'
import { changeSince, grantAllowance, registerMonitors } from './sql.ts'

export const DEMO_PASSWORD = 'dianhu-demo'
const PROVINCE = '33.'
const CITIZEN = 'citizen'
/** Two above every unit: what holds for the whole company is theirs to change. */
const COMPANY: Record<string, string> = { company: '省公司 程远', 'company-deputy': '省公司 叶岚' }
/** Who works beside the one of his role: a shift is taken by another lead, and a roster has several agents. */
const COLLEAGUES: Record<string, { name: string; role: Role }> = {
  'lead-2': { name: '班长 陶蓉', role: 'lead' },
  'agent-2': { name: '坐席 方芸', role: 'agent' },
  'agent-3': { name: '坐席 石磊', role: 'agent' },
  'agent-4': { name: '坐席 贺敏', role: 'agent' },
  'agent-5': { name: '坐席 邱岚', role: 'agent' },
  'quality-2': { name: '质检 柳青', role: 'quality' },
}
const CASE = 'import:town'
const READ_DAYS_AGO = 2

type Ids = Record<string, number>

/** Brings the town's master data into an empty customer file, as of the day on which its history begins. */
export function seedTown(ctx: Ctx, begins: Date, world: WorldMeter[]): Promise<void> {
  return transact(ctx, async (inner) => {
    await bringNetwork(inner, networkOfTown(), begins)
    const organisations = await findIds(inner, 'select id, path as name from organisation')
    const places = await findIds(inner, 'select id, name from transformer_district')
    const shown = new Map(world.map((each) => [each.meter.assetNo, each]))
    const accounts = planAccounts()
    let demoCustomer: { id: number; name: string } | undefined
    const homes: { accountId: number; customerId: number }[] = []
    for (const account of accounts) {
      const opened = await bringAccount(inner, account, { begins, organisations, places, shown })
      if (account.since) await changeSince(inner, opened, { ...account.since, from: changedOn() })
      if (account.allowance) await grantAllowance(inner, opened.accountId, account.allowance)
      if (account.load.kind === 'home') homes.push(opened)
      if (!demoCustomer && account.load.kind === 'home' && account.meter.hasPeriods)
        demoCustomer = { id: opened.customerId, name: account.customer.name }
    }
    await addAssessmentMeters(inner, places, begins, shown)
    await registerMonitors(inner, begins)
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
    for (const [username, { name, role }] of Object.entries(COLLEAGUES)) {
      const person = { username, name, password: DEMO_PASSWORD, demo: true }
      await addUser(inner, { ...person, roles: [role], organisationPath: county.path })
    }
    for (const [username, name] of Object.entries(COMPANY)) {
      const person = { username, name, password: DEMO_PASSWORD, demo: true }
      await addUser(inner, { ...person, roles: ['manager', 'admin'], organisationPath: PROVINCE })
    }
    const his = homes.findIndex(({ customerId }) => customerId === demoCustomer?.id)
    await addCitizen(inner, [homes[his], homes[his + 1]])
  })
}

export function demoUsers(): { username: string; password: string }[] {
  return [...roles, ...Object.keys(COLLEAGUES), ...Object.keys(COMPANY), CITIZEN].map((username) => ({
    username,
    password: DEMO_PASSWORD,
  }))
}

/** Who signed up with a phone and sees the accounts of two others, the demo customer's first. */
async function addCitizen(ctx: Ctx, homes: ({ accountId: number; customerId: number } | undefined)[]): Promise<void> {
  const phone = '13905740100'
  const log = { username: CITIZEN, name: maskPhone(phone), phone, password: DEMO_PASSWORD, demo: true }
  const id = await addUser(ctx, { ...log, roles: ['customer'], organisationPath: PROVINCE })
  const own = { ...ctx, actor: { ...ctx.actor, id, username: CITIZEN } }
  for (const [n, home] of homes.entries()) {
    if (!home) continue
    await insertBinding(own, { ...home, relation: 'other' })
    await saveNickname(own, home.accountId, ['妈妈家', '爷爷家'][n] ?? null)
  }
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

const stationPath = (code: string) => `${county.path}${code}.`

function networkOfTown(): Network {
  return {
    organisations: [
      { path: PROVINCE, kind: 'province', name: '浙东省电力公司' },
      { path: '33.3302.', kind: 'city', name: '宁海市供电公司' },
      { path: county.path, kind: 'county', name: county.name },
      ...stations.map(({ code, name }): NonNullable<Network['organisations']>[number] => {
        return { path: stationPath(code), kind: 'station', name, area: code === 'CG' ? 'city' : 'rural' }
      }),
    ],
    substations: [{ ...substation, organisation: county.path }],
    feeders: feeders.map((name) => ({ name, voltageKv: 10, substation: substation.name })),
    districts: districts.map(({ name, kind, capacityKva, feeder, station }) => {
      return { name, kind, capacityKva, feeder, organisation: stationPath(station) }
    }),
    // One section a district, read on the first as bills are, one village every second month; another in these days, so
    // that its review is in flight.
    sections: districts.map(({ name, station }, index) => ({
      sectionNo: `CB${String(index + 1).padStart(3, '0')}`,
      organisation: stationPath(station),
      manager: station === 'CG' ? '罗平' : '杨国庆',
      readingDay: name === '青溪村2号公变' ? readingDayNow() : 1,
      months: name === '杨家坝公变' ? (2 as const) : (1 as const),
      districts: [name],
    })),
    terminals: districts.map(({ name, protocol }) => {
      const at = { assetNo: terminalOf(name), district: name }
      if (protocol === 'mqtt') return { ...at, protocol }
      // A gateway's port is known once the town is up; until then no two framings may stand at one.
      return { ...at, protocol, host: '127.0.0.1', port: protocol === 'modbus-tcp' ? 1 : 2 }
    }),
  }
}

function readingDayNow(): number {
  return Math.max(2, Number(addDays(civilDay(new Date()), -READ_DAYS_AGO).slice(8)))
}

async function findIds(ctx: Ctx, sql: string): Promise<Ids> {
  const rows = await ctx.db.rows<{ id: number; name: string }>(sql)
  return Object.fromEntries(rows.map(({ id, name }) => [name, id]))
}

type Ground = { begins: Date; organisations: Ids; places: Ids; shown: Map<string, WorldMeter> }

function bringAccount(ctx: Ctx, account: TownAccount, { begins, organisations, places, shown }: Ground) {
  return openAccount(ctx, {
    caseRef: CASE,
    reason: '建档导入',
    customer: account.customer,
    organisationId: organisations[stationPath(account.station)] ?? 0,
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
    meter: meterToInstall(account.meter, shown, begins, account.twoPart !== undefined),
    powerFactorExempt: account.powerFactorExempt,
    twoPart: account.twoPart && twoPartOf(account.twoPart),
    contract: { contractNo: `HT${account.meter.assetNo}`, signedOn: begins.toISOString().slice(0, 10) },
  })
}

/** That one was sealed is told later. */
function twoPartOf({ transformers, ...twoPart }: TownTwoPart): TwoPart {
  return { ...twoPart, transformers: transformers.map(({ isSealed: _, ...each }) => each) }
}

function meterToInstall(meter: TownMeter, shown: Map<string, WorldMeter>, begins: Date, withReactive = false) {
  const start = shown.get(meter.assetNo)?.registers(begins)
  const registers = [
    { role: 'importTotal' as const, digits: 6, startValue: start?.importWh ?? 0 },
    ...(withReactive ? [{ role: 'q1' as const, digits: 6, startValue: start?.q1Varh ?? 0 }] : []),
  ]
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
    check: checkOf(meter, begins),
    link: { terminalAssetNo: meter.terminal, unitId: meter.unitId, meterAddress: meter.meterAddress },
  }
}

/** Checked within the three years before they were put up; of some the papers are lost. */
function checkOf({ assetNo }: TownMeter, begins: Date): { checkedOn: string; certificateNo: string } | undefined {
  if (draw(assetNo, 'papers') < 0.02) return undefined
  const daysBefore = Math.floor(30 + draw(assetNo, 'check') * 1_000)
  return { checkedOn: addDays(civilDay(begins), -daysBefore), certificateNo: `JD${assetNo}` }
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
