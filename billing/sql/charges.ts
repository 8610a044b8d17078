import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { ChargeKind } from '../rules/charge.ts'
import type { RatedLine } from '../rules/lines.ts'

export type NewCharge = {
  accountId: number
  kind: ChargeKind
  document: 'charge' | 'reversal'
  input: Record<string, unknown>
  result: Record<string, unknown>
  totalYuan: string
  reason: string
  evidence: string | null
  aboutFrom: string
  aboutTo: string
  dueOn: string
  state: 'draft' | 'issued'
  chargedThroughYuan: string | null
  reversesId: number | null
  paymentId: number | null
  key: string
  lines: RatedLine[]
  /** Of one that is issued at once on another's word; left out: whoever drafts it. */
  decidedBy?: string
}
export type StoredCharge = { id: number; chargeNo: string; key: string }

/** Stores charges with their lines in the order given; one whose key is known is left out. */
export async function insertCharges(ctx: Ctx, charges: NewCharge[]): Promise<StoredCharge[]> {
  const stored = await ctx.db.rows<StoredCharge>(
    `insert into account_charge (charge_no, account_id, kind, document, input, result, total_yuan, reason, evidence,
       about_from, about_to, due_on, state, standing, charged_through_yuan, reverses_id, payment_id, idempotency_key,
       drafted_by, drafted_at, decided_by, decided_at)
     select 'C' || $4 || lpad(nextval('account_charge_no')::text, 8, '0'),
       c.account_id, c.kind, c.document, c.input, c.result, c.total, c.reason, c.evidence, c.about_from, c.about_to, c.due_on,
       c.state, c.through is not null, c.through, c.reverses_id, c.payment_id, c.key,
       $3, $2, case c.state when 'issued' then coalesce(c.decided_by, $3) end, case c.state when 'issued' then $2::timestamptz end
     from jsonb_to_recordset($1::jsonb) as c(account_id bigint, kind text, document text, input jsonb, result jsonb, total numeric,
       reason text, evidence text, about_from date, about_to date, due_on date, state text, through numeric, reverses_id bigint,
       payment_id bigint, key text, decided_by text)
     on conflict (idempotency_key) do nothing
     returning id, charge_no as "chargeNo", idempotency_key as key`,
    [JSON.stringify(charges.map(chargeToRow)), ctx.now, ctx.actor.username, civilDay(ctx.now).replaceAll('-', '')],
  )
  const idOf = new Map(stored.map(({ key, id }) => [key, id]))
  const lines = charges.flatMap(({ key, lines: own }) => {
    const id = idOf.get(key)
    return id === undefined ? [] : own.map((line, n) => ({ ...line, charge_id: id, position: n + 1 }))
  })
  await ctx.db.run(
    `insert into account_charge_line (charge_id, position, item, quantity, unit, price, unrounded_yuan, amount_yuan, formula, clause)
     select charge_id, position, item, quantity, unit, price, "unroundedYuan", "amountYuan", formula, clause
     from jsonb_to_recordset($1::jsonb) as l(charge_id bigint, position int, item text, quantity numeric, unit text, price text,
       "unroundedYuan" numeric, "amountYuan" numeric, formula text, clause text)`,
    [JSON.stringify(lines)],
  )
  return stored
}

function chargeToRow(charge: NewCharge) {
  const { accountId, totalYuan, aboutFrom, aboutTo, dueOn, chargedThroughYuan, reversesId, paymentId, ...same } = charge
  const { lines: _, decidedBy, ...row } = same
  return {
    ...row,
    ...{ account_id: accountId, total: totalYuan, about_from: aboutFrom, about_to: aboutTo, due_on: dueOn },
    ...{ through: chargedThroughYuan, reverses_id: reversesId, payment_id: paymentId },
    decided_by: decidedBy,
  }
}

export type ChargeRow = {
  id: number
  chargeNo: string
  accountId: number
  kind: ChargeKind
  document: 'charge' | 'reversal'
  state: 'draft' | 'issued' | 'discarded'
  standing: boolean
  totalYuan: string
  dueOn: string
  aboutFrom: string
  aboutTo: string
  draftedBy: string
  draftedAt: Date
  decidedBy: string | null
  input: Record<string, unknown>
  result: Record<string, unknown>
}

const columns = `id, charge_no as "chargeNo", account_id as "accountId", kind, document, state, standing,
  total_yuan as "totalYuan", due_on as "dueOn", about_from as "aboutFrom", about_to as "aboutTo",
  drafted_by as "draftedBy", drafted_at as "draftedAt", decided_by as "decidedBy", input, result`

/** Lock the account's ledger first. */
export function lockCharge(ctx: Ctx, id: number): Promise<ChargeRow | undefined> {
  return ctx.db.first(`select ${columns} from account_charge where id = $1 for update`, [id])
}

export function findChargeByKey(ctx: Ctx, key: string): Promise<ChargeRow | undefined> {
  return ctx.db.first(`select ${columns} from account_charge where idempotency_key = $1`, [key])
}

export async function markIssued(
  ctx: Ctx,
  id: number,
  how: { note: string | null; dueOn: string; chargedThroughYuan: string },
): Promise<void> {
  await ctx.db.run(
    `update account_charge set state = 'issued', standing = true, charged_through_yuan = $2, due_on = $3, note = $4,
       decided_by = $5, decided_at = $6 where id = $1`,
    [id, how.chargedThroughYuan, how.dueOn, how.note, ctx.actor.username, ctx.now],
  )
}

export async function markDiscarded(ctx: Ctx, id: number, note: string): Promise<void> {
  await ctx.db.run(
    `update account_charge set state = 'discarded', note = $2, decided_by = $3, decided_at = $4 where id = $1`,
    [id, note, ctx.actor.username, ctx.now],
  )
}

export async function takeDownCharge(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run('update account_charge set standing = false, charged_through_yuan = null where id = $1', [id])
}

export function listChargeLines(ctx: Ctx, chargeId: number): Promise<(RatedLine & { position: number })[]> {
  return ctx.db.rows(
    `select position, item, quantity::float8 as quantity, unit, price, trim_scale(unrounded_yuan)::text as "unroundedYuan",
       amount_yuan as "amountYuan", formula, clause
     from account_charge_line where charge_id = $1 order by position`,
    [chargeId],
  )
}

type Base = { chargeId: number; kind: 'bill' | 'charge'; debtId: number; amountYuan: string; dueOn: string }

/** What late fees were charged for. */
export async function insertLateFeeBases(ctx: Ctx, bases: Base[], paidOn: string): Promise<void> {
  await ctx.db.run(
    `insert into late_fee_base (charge_id, position, bill_id, debt_charge_id, amount_yuan, due_on, paid_on)
     select charge_id, row_number() over (partition by charge_id order by n), case kind when 'bill' then debt_id end,
       case kind when 'charge' then debt_id end, amount, due_on, $6
     from unnest($1::bigint[], $2::text[], $3::bigint[], $4::numeric[], $5::date[]) with ordinality
       as b(charge_id, kind, debt_id, amount, due_on, n)`,
    [
      bases.map(({ chargeId }) => chargeId),
      bases.map(({ kind }) => kind),
      bases.map(({ debtId }) => debtId),
      bases.map(({ amountYuan }) => amountYuan),
      bases.map(({ dueOn }) => dueOn),
      paidOn,
    ],
  )
}

/** Days that an account has to pay what is charged on a day. */
export async function findDaysToPay(ctx: Ctx, accountId: number, day: string): Promise<number> {
  const row = await ctx.db.first<{ days: number }>(
    `select u.days_after_period as days from account_term t join due_rule u on u.account_class = t.class
     where t.account_id = $1 and t.known_to is null and t.valid_from <= $2::date and (t.valid_to is null or $2::date < t.valid_to)
       and u.valid_from <= $2::date and (u.valid_to is null or $2::date < u.valid_to)`,
    [accountId, day],
  )
  return row?.days ?? 0
}
