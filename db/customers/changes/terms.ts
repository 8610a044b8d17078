import type { Ctx } from '../../context.ts'
import { Refusal } from '../../refusal.ts'
import type { Why } from './shape.ts'

type TermTable = { table: string; key: string; columns: readonly string[]; noun: string }

/** Tables whose rows are dated by civil day and keep when they were known. */
export const termTables = {
  account: {
    table: 'account_term',
    key: 'account_id',
    noun: '户号',
    columns: [
      'customer_id',
      'class',
      'parts',
      'base_charge',
      'power_factor_standard',
      'power_factor_exempt',
      'contract_capacity_kva',
      'running_capacity_kva',
      'household_persons',
      'status',
      'important_grade',
      'temporary_until',
    ],
  },
  point: {
    table: 'point_term',
    key: 'point_id',
    noun: '计量点',
    columns: ['district_id', 'mode', 'phase', 'price_code'],
  },
  transformer: {
    table: 'customer_transformer_term',
    key: 'transformer_id',
    noun: '变压器',
    columns: ['state', 'agreed_until'],
  },
  allowance: { table: 'allowance_term', key: 'account_id', noun: '优惠', columns: ['kind', 'certificate_no'] },
  lineLoss: {
    table: 'line_loss_term',
    key: 'point_id',
    noun: '线损',
    columns: ['percent', 'reactive_percent'],
  },
  place: { table: 'installation_place_term', key: 'point_id', noun: '安装位置', columns: ['place'] },
  payer: { table: 'payer_account', key: 'account_id', noun: '缴费方式', columns: ['payer_id'] },
  demand: { table: 'demand_term', key: 'point_id', noun: '需量', columns: ['contract_demand_kw'] },
} as const satisfies Record<string, TermTable>

type Known = { from: string; to: string | null; caseRef: string; changedBy: string; reason: string; fields: Fields }
type Fields = Record<string, string | number | null>

/**
 * What holds of a thing from a day on. Rows that say otherwise of that day or later are closed and written anew with what
 * is set; before that day everything stays. Returns the field names that came out otherwise.
 * Refuses with `TERM_MISSING` where nothing holds on that day, and `LATER_FACT` where a later case set the same field.
 */
export async function setTerm(
  ctx: Ctx,
  { table, key, columns, noun }: TermTable,
  change: { id: number; from: string; set: Fields; opens?: boolean },
  why: Why,
): Promise<string[]> {
  const known = await listKnown(ctx, { table, key, columns }, change.id, change.from)
  const holding = known.find(({ from }) => from <= change.from)
  if (!holding && !change.opens) throw refuse('TERM_MISSING', `${change.from} 当日${noun}没有有效档案,不能变更`)
  refuseLater(known, change)
  const written: Known[] = known.flatMap((each) => cutAt(each, change.from, change.set, ctx.actor.username, why))
  if (!holding) {
    const to = known[0]?.from ?? null
    written.push({ from: change.from, to, ...why, changedBy: ctx.actor.username, fields: change.set })
  }
  await ctx.db.run(
    `update ${table} set known_to = $3 where ${key} = $1 and known_to is null and (valid_to is null or valid_to > $2)`,
    [change.id, change.from, ctx.now],
  )
  await insertKnown(ctx, { table, key, columns }, change.id, written)
  const before = (holding ?? known[0])?.fields ?? {}
  return Object.keys(change.set).filter((field) => !isSame(before[field], change.set[field]))
}

/** Ends what holds of a thing on a day; from then on nothing does. */
export async function endTerm(
  ctx: Ctx,
  { table, key, columns, noun }: TermTable,
  end: { id: number; on: string },
  why: Why,
): Promise<void> {
  const known = await listKnown(ctx, { table, key, columns }, end.id, end.on)
  const later = known.find(({ from }) => from > end.on)
  if (later) throw refuse('LATER_FACT', `${noun}在 ${later.from} 另有变更(${later.caseRef}),不能早于该日终止`)
  await ctx.db.run(
    `update ${table} set known_to = $3 where ${key} = $1 and known_to is null and (valid_to is null or valid_to > $2)`,
    [end.id, end.on, ctx.now],
  )
  const kept = known.filter(({ from }) => from < end.on).map((each) => ({ ...each, ...why, to: end.on }))
  await insertKnown(ctx, { table, key, columns }, end.id, kept)
}

type Where = Omit<TermTable, 'noun'>

/** What is known now of that day and later, in order; nobody else changes it until the transaction ends. */
async function listKnown(ctx: Ctx, { table, key, columns }: Where, id: number, day: string): Promise<Known[]> {
  const fields = columns.map((column) => `'${column}', ${column}::text`).join(', ')
  return ctx.db.rows(
    `select valid_from as "from", valid_to as "to", case_ref as "caseRef", changed_by as "changedBy", reason,
       jsonb_build_object(${fields}) as fields
     from ${table} where ${key} = $1 and known_to is null and (valid_to is null or valid_to > $2)
     order by valid_from for update`,
    [id, day],
  )
}

/** A later row that differs in a field from the one before it has it from a case of its own. */
function refuseLater(known: Known[], { from, set }: { from: string; set: Fields }): void {
  for (const [position, each] of known.entries()) {
    const before = known[position - 1]
    if (each.from <= from || !before) continue
    const field = Object.keys(set).find((name) => !isSame(before.fields[name], each.fields[name]))
    if (field) throw refuse('LATER_FACT', `${each.from} 另有变更(${each.caseRef})涉及同一内容,请先处理该变更`)
  }
}

function cutAt(each: Known, day: string, set: Fields, changedBy: string, why: Why): Known[] {
  const changed = {
    ...each,
    from: each.from < day ? day : each.from,
    ...why,
    changedBy,
    fields: { ...each.fields, ...set },
  }
  return each.from < day ? [{ ...each, to: day }, changed] : [changed]
}

async function insertKnown(ctx: Ctx, { table, key, columns }: Where, id: number, rows: Known[]): Promise<void> {
  for (const { from, to, caseRef, changedBy, reason, fields } of rows) {
    const values = columns.map((column) => fields[column] ?? null)
    const places = columns.map((_, n) => `$${n + 8}`).join(', ')
    await ctx.db.run(
      `insert into ${table} (${key}, valid_from, valid_to, known_from, changed_by, reason, case_ref, ${columns.join(', ')})
       values ($1, $2, $3, $4, $5, $6, $7, ${places})`,
      [id, from, to, ctx.now, changedBy, reason, caseRef, ...values],
    )
  }
}

/** Numbers are told as text by the database, with places that mean nothing. */
function isSame(one: Fields[string] | undefined, other: Fields[string] | undefined): boolean {
  const [before, after] = [one ?? null, other ?? null]
  if (before === null || after === null) return before === after
  const [first, second] = [Number(before), Number(after)]
  return Number.isNaN(first) || Number.isNaN(second) ? String(before) === String(after) : first === second
}

function refuse(code: string, message: string): Refusal {
  return new Refusal(code, message)
}
