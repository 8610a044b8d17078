import { recordPlant } from '../../../billing/feed-in/plants.ts'
import type { NewMeter } from '../../../db/customers/install.ts'
import { bringNetwork } from '../../../db/customers/network.ts'
import { openAccount } from '../../../db/customers/open.ts'
import { configureSecrets } from '../../../db/customers/secrets.ts'
import { changeSection } from '../../../db/customers/sections.ts'
import type { TwoPart } from '../../../db/customers/two-part.ts'
import { civilDay } from '../../../db/time.ts'
import { addStaff } from '../../metering/store-cast.ts'
import { addEdge, addPoint, findPointNo, keepDemand } from './file-changes.ts'
import { accountOf, pointOf, priceOf, type Stage } from './stage.ts'
import { instantOf, need, oneOf, type Row, registersOf, type Scenario, said, thousandthsOf } from './tables.ts'

export const accountClasses = { 居民: 'residential', 工商业: 'commercial', 农业: 'agricultural' } as const
export const baseCharges = { 容量: 'capacity', 合同需量: 'contract-demand', 实际需量: 'actual-demand' } as const
export const transformerStates = {
  运行: 'in-use',
  热备用: 'hot-standby',
  暂停: 'paused',
  冷备用: 'cold-standby',
} as const
const rhythms = {
  每月: { months: 1 as const, oddMonths: false },
  单月: { months: 2 as const, oddMonths: true },
  双月: { months: 2 as const, oddMonths: false },
}

/** Brings the scenario's company into the book through the product's own operations; SQL where there is none. */
export async function buildScenario(stage: Stage, { tables }: Scenario): Promise<void> {
  configureSecrets(Buffer.alloc(32, 7))
  const accounts = tables['accounts.csv'] ?? []
  await layCompany(stage, accounts)
  for (const row of accounts) await openOne(stage, row, tables)
  for (const row of tables['points.csv'] ?? []) {
    if (!stage.points.has(need(row, '点'))) await addOne(stage, row, tables)
  }
  for (const row of tables['plants.csv'] ?? []) {
    const generation = said(row, '发电点')
    await recordPlant(stage.at(instantOf(row, '起')), {
      accountNo: accountOf(stage, row).accountNo,
      pointNo: await findPointNo(stage, pointOf(stage, row).pointId),
      mode: oneOf(row, '方式', { 余电上网: 'surplus', 全额上网: 'full' } as const),
      region: need(row, '地区'),
      plantKw: need(row, '容量'),
      ...{ register: 'exportTotal', generationRegister: 'importTotal' },
      generationPointNo: generation ? await findPointNo(stage, pointOf(stage, row, '发电点').pointId) : null,
      subsidyCode: said(row, '补贴') ?? null,
      from: need(row, '起'),
      ...{ reason: '并网', caseRef: row.where },
    })
  }
  for (const row of tables['edges.csv'] ?? []) {
    const method = oneOf(row, '方式', { 分表: 'metered-child', 定量: 'fixed-quantity', 定比: 'fixed-ratio' })
    const price = said(row, '电价')
    await addEdge(stage, {
      parentPointId: pointOf(stage, row, '上级').pointId,
      childPointId: said(row, '下级') ? pointOf(stage, row, '下级').pointId : null,
      method,
      quantity: said(row, '数量') ?? null,
      priceCode: price ? priceOf(stage, price) : null,
      from: need(row, '起'),
      to: said(row, '止') ?? null,
    })
  }
  for (const row of tables['demands.csv'] ?? []) {
    await keepDemand(stage, pointOf(stage, row).pointId, need(row, '日期'), thousandthsOf(row, '需量') ?? 0)
  }
}

const districtOf = (stage: Stage, row: Row) => `${stage.path}${said(row, '例日') ?? '月末'}${said(row, '周期') ?? ''}`

async function layCompany(stage: Stage, accounts: Row[]): Promise<void> {
  const { path } = stage
  const ctx = stage.at(new Date('2015-01-01T00:00:00+08:00'))
  const districts = [...new Set(accounts.map((row) => districtOf(stage, row)))]
  const [substation, feeder] = [`${path}变电站`, `${path}线路`]
  await bringNetwork(
    ctx,
    {
      organisations: [{ path, kind: 'county', name: `${path}供电公司` }],
      substations: [{ name: substation, voltageKv: 110, organisation: path }],
      feeders: [{ name: feeder, voltageKv: 10, substation }],
      districts: districts.map((name) => ({ name, kind: 'public', capacityKva: 400, feeder, organisation: path })),
      terminals: [{ assetNo: `${path}T`, protocol: 'mqtt', district: districts[0] ?? '' }],
    },
    ctx.now,
  )
  for (const { id, name } of await ctx.db.rows<{ id: number; name: string }>(
    'select id, name from transformer_district where name = any($1)',
    [districts],
  ))
    stage.districts.set(name, id)
  const unit = await ctx.db.first<{ id: number }>('select id from organisation where path = $1', [path])
  stage.organisationId = unit?.id ?? 0
  await addStaff(ctx, stage.organisationId, [`${path}installer`])
  for (const row of accounts) {
    if (!said(row, '例日')) continue
    const rhythm = said(row, '周期') ? oneOf(row, '周期', rhythms) : rhythms.每月
    const [readingDay, name] = [Number(need(row, '例日')), districtOf(stage, row)]
    const section = {
      sectionNo: name,
      organisation: path,
      manager: '台区经理',
      districts: [name],
      readingDay,
      ...rhythm,
    }
    await changeSection(ctx, section, '2015-01-01')
  }
}

async function openOne(stage: Stage, row: Row, tables: Scenario['tables']): Promise<void> {
  const name = need(row, '户')
  const energisedAt = instantOf(row, '送电')
  const point = tables['points.csv']?.find((each) => said(each, '点') === name)
  const kind = said(row, '类别') ? oneOf(row, '类别', accountClasses) : 'residential'
  const price = said(row, '电价')
  const unmetered = point && said(point, '无表') === '是'
  const meter = meterOf(stage, name, point, energisedAt, tables)
  const opened = await openAccount(stage.at(energisedAt), {
    caseRef: `scenario:${name}`,
    reason: '新装',
    customer: { kind: kind === 'residential' ? 'person' : 'organisation', name },
    organisationId: stage.organisationId,
    address: `${stage.path}${name}`,
    class: kind,
    contractCapacityKva: said(row, '合同容量') ?? (kind === 'residential' ? '8' : '50'),
    householdPersons: said(row, '人口') ? Number(need(row, '人口')) : undefined,
    energisedAt,
    point: {
      districtId: stage.districts.get(districtOf(stage, row)) ?? null,
      mode: 'low-low',
      phase: 'three',
      priceCode: price ? priceOf(stage, price) : null,
    },
    meter: unmetered ? undefined : meter,
    powerFactorExempt: isExempt(row) ? '情景中不执行力调' : undefined,
    contract: { contractNo: `${stage.path}${name}`, signedOn: civilDay(energisedAt) },
    twoPart: twoPartOf(row, tables['transformers.csv'] ?? []),
  })
  stage.accounts.set(name, { ...opened, name })
  const roles = meter.registers.map(({ role }) => role)
  stage.points.set(name, { pointId: opened.pointId, name, meter: unmetered ? null : meter.assetNo, roles })
}

/** A meter with the registers that the scenario reads; what is read on its first day is what it was put up with. */
function meterOf(
  stage: Stage,
  point: string,
  row: Row | undefined,
  energisedAt: Date,
  tables: Scenario['tables'],
): NewMeter {
  const read = (tables['registers.csv'] ?? []).filter((each) => said(each, '点') === point)
  const first = read.find((each) => need(each, '日期').slice(0, 10) === civilDay(energisedAt))
  const starts = new Map(first ? registersOf(first).map(({ role, wh }) => [role, wh]) : [])
  const roles = new Set(['importTotal' as const, ...read.flatMap((each) => registersOf(each).map(({ role }) => role))])
  const digits = row && said(row, '位数') ? Number(need(row, '位数')) : 6
  return {
    assetNo: `${stage.path}${point}`,
    profile: 'chint-dtsu666-2019',
    phase: 'three',
    ratedCurrentA: 5,
    maximumCurrentA: 100,
    ct: row && said(row, '倍率') ? Number(need(row, '倍率')) : 1,
    registers: [...roles].map((role) => ({ role, digits, startValue: starts.get(role) ?? 0 })),
    link: { terminalAssetNo: `${stage.path}T` },
  }
}

const isExempt = (account: Row) => said(account, '力调标准') === '不执行'

function twoPartOf(account: Row, transformers: Row[]): TwoPart | undefined {
  if (!said(account, '基本电费')) return undefined
  const own = transformers.filter((row) => said(row, '户') === said(account, '户'))
  const standards = { '0.90': '0.90', '0.85': '0.85', '0.80': '0.80' } as const
  return {
    baseCharge: oneOf(account, '基本电费', baseCharges),
    powerFactorStandard: said(account, '力调标准') && !isExempt(account) ? oneOf(account, '力调标准', standards) : null,
    contractDemandKw: said(account, '合同需量'),
    transformers: [...Map.groupBy(own, (row) => need(row, '变压器'))].map(([name, rows]) => ({
      name,
      capacityKva: need(rows[0] as Row, '容量'),
      loss: lossOf(rows[0] as Row),
      states: rows.some((row) => said(row, '状态'))
        ? rows.map((row) => ({
            state: oneOf(row, '状态', transformerStates),
            from: need(row, '起'),
            to: said(row, '止') ?? null,
          }))
        : undefined,
    })),
  }
}

function lossOf(row: Row) {
  const ironKwh = said(row, '铁损')
  if (!ironKwh) return undefined
  return { ironKwh, ironKvarh: said(row, '无功铁损') ?? '0', reactiveCopperFactor: said(row, '无功系数') ?? '0' }
}

async function addOne(stage: Stage, row: Row, tables: Scenario['tables']): Promise<void> {
  const name = need(row, '点')
  const at = instantOf(row, '起')
  const price = said(row, '电价')
  const isUnmetered = said(row, '无表') === '是'
  const meter = meterOf(stage, name, row, at, tables)
  const { accountId, accountNo } = accountOf(stage, row)
  const pointId = await addPoint(stage, {
    ...{ accountId, at },
    pointNo: `${accountNo}-${stage.points.size + 1}`,
    priceCode: price ? priceOf(stage, price) : null,
    meter: isUnmetered ? null : meter,
    purpose: said(row, '用途') === '发电' ? 'assessment' : 'settlement',
  })
  const roles = meter.registers.map(({ role }) => role)
  stage.points.set(name, { pointId, name, meter: isUnmetered ? null : meter.assetNo, roles })
}
