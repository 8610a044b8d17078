import type { Ctx } from '../../db/context.ts'
import type { RatedPowerFactorGroup } from '../rules/bill/facts.ts'
import type { Segment } from '../rules/continuity.ts'
import type { RatedLine } from '../rules/lines.ts'
import type { CurveCoverage } from '../rules/run/curve.ts'

/** `segment`: position of the part of the bill that the line is about; null for the bill as a whole. */
export type NewLine = RatedLine & { segment: number | null }
export type NewSegment = {
  pointId: number
  priceVersionId: number
  from: string
  to: string
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  energyWhByPeriod: Record<string, number>
  meteredWh: number
  lossWh: number
  lossVarh: number
  /** What of the loss is of the line. */
  lineLossWh: number
  deductedWh: number
  reactiveVarh: number
  powerFactorStandard: string | null
  /** Where the load curve told the periods apart. */
  curve: CurveCoverage | null
  /** The retail market settled its energy. */
  inMarket: boolean
}

/** Of one line of supply; bounds in kW of a contract demand only. */
export type NewDemand = {
  pointId: number
  demandW: number
  occurredOn: string | null
  contractKw: number | null
  leastKw: number | null
  toleratedKw: number | null
}

export type NewBill = {
  billNo: string
  /** A settlement within the month, or the month's bill. */
  document: 'bill' | 'interim'
  accountId: number
  billMonth: string
  settlementNo: number
  periodFrom: string
  periodTo: string
  priceVersionId: number
  energyWh: number
  energyWhByPeriod: Partial<Record<string, number>>
  /** What of it filled tiers. */
  tierEnergyWh: number
  reactiveVarh: number
  powerFactor: number | null
  demandW: number | null
  totalYuan: string
  tierYear: number
  serviceMonths: number
  householdPersons: number | null
  accumulatedBeforeWh: number
  dueOn: string
  /** The instant whose register closes a final bill; null where a reading day does. */
  finalAt: Date | null
  lines: NewLine[]
  segments: NewSegment[]
  demands?: NewDemand[]
  powerFactorGroups?: RatedPowerFactorGroup[]
  registers: (Segment & { segment: number | null })[]
}

/** How a document comes into the book. `chargedThroughYuan` is null until it is issued. */
export type Standing = {
  state: 'held' | 'issued'
  chargedThroughYuan: string | null
  document?: 'bill' | 'interim' | 'reversal' | 'reissue'
  standing?: boolean
  revision?: number
  correctsBillId?: number
  reason?: string
}
export type Document = { bill: NewBill; how: Standing }

type Column<Row> = [name: string, type: string, pick: (row: Row) => unknown]

const billColumns: Column<Document>[] = [
  ['bill_no', 'text', ({ bill }) => bill.billNo],
  ['account_id', 'bigint', ({ bill }) => bill.accountId],
  ['bill_month', 'text', ({ bill }) => bill.billMonth],
  ['settlement_no', 'int', ({ bill }) => bill.settlementNo],
  ['period_from', 'date', ({ bill }) => bill.periodFrom],
  ['period_to', 'date', ({ bill }) => bill.periodTo],
  ['price_version_id', 'bigint', ({ bill }) => bill.priceVersionId],
  ['energy_wh', 'bigint', ({ bill }) => bill.energyWh],
  ['energy_wh_by_period', 'jsonb', ({ bill }) => JSON.stringify(bill.energyWhByPeriod)],
  ['tier_energy_wh', 'bigint', ({ bill }) => bill.tierEnergyWh],
  ['reactive_varh', 'bigint', ({ bill }) => bill.reactiveVarh],
  ['power_factor', 'numeric', ({ bill }) => bill.powerFactor],
  ['demand_w', 'bigint', ({ bill }) => bill.demandW],
  ['total_yuan', 'numeric', ({ bill }) => bill.totalYuan],
  ['charged_through_yuan', 'numeric', ({ how }) => how.chargedThroughYuan],
  ['tier_year', 'int', ({ bill }) => bill.tierYear],
  ['service_months', 'int', ({ bill }) => bill.serviceMonths],
  ['household_persons', 'int', ({ bill }) => bill.householdPersons],
  ['accumulated_before_wh', 'bigint', ({ bill }) => bill.accumulatedBeforeWh],
  ['due_on', 'date', ({ bill }) => bill.dueOn],
  ['final_at', 'timestamptz', ({ bill }) => bill.finalAt],
  ['state', 'text', ({ how }) => how.state],
  ['document', 'text', ({ bill, how }) => how.document ?? bill.document],
  ['standing', 'boolean', ({ how }) => how.standing ?? true],
  ['revision', 'int', ({ how }) => how.revision ?? 0],
  ['corrects_bill_id', 'bigint', ({ how }) => how.correctsBillId ?? null],
  ['reason', 'text', ({ how }) => how.reason ?? null],
]

type Of<Row> = { billId: number; position: number } & Row

const lineColumns: Column<Of<NewLine>>[] = [
  ['bill_id', 'bigint', ({ billId }) => billId],
  ['position', 'int', ({ position }) => position],
  ['segment', 'int', ({ segment }) => segment],
  ['item', 'text', ({ item }) => item],
  ['quantity', 'numeric', ({ quantity }) => quantity],
  ['unit', 'text', ({ unit }) => unit],
  ['price', 'numeric', ({ price }) => price],
  ['unrounded_yuan', 'numeric', ({ unroundedYuan }) => unroundedYuan],
  ['amount_yuan', 'numeric', ({ amountYuan }) => amountYuan],
  ['formula', 'text', ({ formula }) => formula],
  ['clause', 'text', ({ clause }) => clause],
]

const segmentColumns: Column<Of<NewSegment>>[] = [
  ['bill_id', 'bigint', ({ billId }) => billId],
  ['position', 'int', ({ position }) => position],
  ['point_id', 'bigint', ({ pointId }) => pointId],
  ['price_version_id', 'bigint', ({ priceVersionId }) => priceVersionId],
  ['segment_from', 'date', ({ from }) => from],
  ['segment_to', 'date', ({ to }) => to],
  ['tariff_system', 'text', ({ tariffSystem }) => tariffSystem],
  ['energy_wh_by_period', 'jsonb', ({ energyWhByPeriod }) => JSON.stringify(energyWhByPeriod)],
  ['metered_wh', 'bigint', ({ meteredWh }) => meteredWh],
  ['loss_wh', 'bigint', ({ lossWh }) => lossWh],
  ['line_loss_wh', 'bigint', ({ lineLossWh }) => lineLossWh],
  ['loss_varh', 'bigint', ({ lossVarh }) => lossVarh],
  ['deducted_wh', 'bigint', ({ deductedWh }) => deductedWh],
  ['reactive_varh', 'bigint', ({ reactiveVarh }) => reactiveVarh],
  ['power_factor_standard', 'numeric', ({ powerFactorStandard }) => powerFactorStandard],
  ['curve', 'jsonb', ({ curve }) => curve && JSON.stringify(curve)],
  ['in_market', 'boolean', ({ inMarket }) => inMarket],
]

type Register = {
  deviceId: number
  multiplier: number
  segment: number | null
  role: string
  startWh: number
  endWh: number
  energyWh: number
}
const registerColumns: Column<Of<Register>>[] = [
  ['bill_id', 'bigint', ({ billId }) => billId],
  ['position', 'int', ({ position }) => position],
  ['segment', 'int', ({ segment }) => segment],
  ['device_id', 'bigint', ({ deviceId }) => deviceId],
  ['role', 'text', ({ role }) => role],
  ['start_wh', 'bigint', ({ startWh }) => startWh],
  ['end_wh', 'bigint', ({ endWh }) => endWh],
  ['multiplier', 'numeric', ({ multiplier }) => multiplier],
  ['energy_wh', 'bigint', ({ energyWh, multiplier }) => Math.round(energyWh * multiplier)],
]

const demandColumns: Column<Of<NewDemand>>[] = [
  ['bill_id', 'bigint', ({ billId }) => billId],
  ['position', 'int', ({ position }) => position],
  ['point_id', 'bigint', ({ pointId }) => pointId],
  ['demand_w', 'bigint', ({ demandW }) => demandW],
  ['occurred_on', 'date', ({ occurredOn }) => occurredOn],
  ['contract_kw', 'numeric', ({ contractKw }) => contractKw],
  ['least_kw', 'numeric', ({ leastKw }) => leastKw],
  ['tolerated_kw', 'numeric', ({ toleratedKw }) => toleratedKw],
]

/** Stores documents with their lines, parts and registers; answers ids in the order given. Ledgers are the caller's. */
export async function insertBills(ctx: Ctx, runId: number | null, documents: Document[]): Promise<number[]> {
  if (documents.length === 0) return []
  const { names, values, types } = arraysOf(billColumns, documents, 3)
  const stored = await ctx.db.rows<{ id: number; billNo: string }>(
    `insert into bill (run_id, rated_at, issued_at, ${names})
     select $1, $2, case when state = 'issued' then $2::timestamptz end, ${names} from unnest(${types}) as b(${names})
     returning id, bill_no as "billNo"`,
    [runId, ctx.now, ...values],
  )
  const idOf = new Map(stored.map(({ id, billNo }) => [billNo, id]))
  const ids = documents.map(({ bill }) => idOf.get(bill.billNo) ?? 0)
  const each = <Row extends object>(rowsOf: (bill: NewBill) => Row[]): Of<Row>[] =>
    documents.flatMap(({ bill }, n) =>
      rowsOf(bill).map((row, position) => ({ ...row, billId: ids[n] ?? 0, position: position + 1 })),
    )
  await insertRows(
    ctx,
    'bill_line',
    lineColumns,
    each(({ lines }) => lines),
  )
  await insertRows(
    ctx,
    'bill_segment',
    segmentColumns,
    each(({ segments }) => segments),
  )
  await insertRows(
    ctx,
    'bill_demand',
    demandColumns,
    each(({ demands = [] }) => demands),
  )
  await insertRows(
    ctx,
    'bill_register',
    registerColumns,
    each(({ registers }) => registers.flatMap(registerRows)),
  )
  return ids
}

function registerRows({ byRole, deviceId, multiplier, segment }: NewBill['registers'][number]): Register[] {
  return Object.entries(byRole).flatMap(([role, ends]) =>
    ends ? [{ deviceId, multiplier, segment, role, ...ends }] : [],
  )
}

async function insertRows<Row>(ctx: Ctx, table: string, columns: Column<Row>[], rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  const { names, values, types } = arraysOf(columns, rows, 1)
  await ctx.db.run(`insert into ${table} (${names}) select * from unnest(${types})`, values)
}

function arraysOf<Row>(columns: Column<Row>[], rows: Row[], first: number) {
  return {
    names: columns.map(([name]) => name).join(', '),
    types: columns.map(([, type], n) => `$${first + n}::${type}[]`).join(', '),
    values: columns.map(([, , pick]) => rows.map(pick)),
  }
}
