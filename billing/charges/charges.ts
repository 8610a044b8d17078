import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, daysBetween } from '../../db/time.ts'
import { calculateWhole } from '../calculations/calculate.ts'
import { chargedThrough, chargeTo } from '../rules/balance.ts'
import { type CalculatedKind, chargeLines, reverseLines } from '../rules/charge.ts'
import { titleOfItem } from '../rules/line-title.ts'
import type { RatedLine } from '../rules/lines.ts'
import { exact, sumYuan, yuanToText } from '../rules/money.ts'
import {
  type ChargeRow,
  findChargeByKey,
  findDaysToPay,
  insertCharges,
  listChargeLines,
  lockCharge,
  markDiscarded,
  markIssued,
  takeDownCharge,
} from '../sql/charges.ts'
import { settleLedger } from '../sql/debts.ts'
import { lockLedgers, moveCharged } from '../sql/ledgers.ts'
import { findReadableAccount } from '../sql/read.ts'
import { announceCharges, announceReversal } from './announce.ts'
import type { ChargeInput, ChargePreview } from './contract.ts'
import { findChargeAccount } from './read.ts'

/** What a charge would say. Refuses like the calculation, each issue below `input`, or with `NOTHING_TO_CHARGE`. */
export function previewCharge(kind: CalculatedKind, input: Record<string, unknown>): ChargePreview {
  const { lines, totalYuan, notices } = rateCharge(kind, input)
  return { kind, totalYuan, notices, lines: lines.map((line) => ({ ...line, title: titleOfItem(line.item) })) }
}

function rateCharge(kind: CalculatedKind, input: Record<string, unknown>) {
  const { lines: rated, totalYuan: _, notices, ...fields } = calculateBelow('input', kind, input)
  const lines = chargeLines(kind, rated as RatedLine[])
  const totalYuan = sumYuan(lines.map(({ amountYuan }) => amountYuan))
  if (totalYuan !== '0.00') return { lines, totalYuan, notices, result: { ...fields, notices } }
  const issues = [{ path: 'input', message: 'the calculation comes to nothing' }]
  throw new Refusal('NOTHING_TO_CHARGE', '计算结果为零,没有可追补或退还的金额,请核对数据(退补须填电价)', {
    status: 400,
    issues,
  })
}

function calculateBelow(path: string, kind: CalculatedKind, input: Record<string, unknown>) {
  try {
    return calculateWhole(kind, input)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    const issues = fault.issues?.map((issue) => ({ ...issue, path: issue.path ? `${path}.${issue.path}` : path }))
    throw new Refusal(fault.code, fault.message, { status: fault.status, ...(issues ? { issues } : {}) })
  }
}

/**
 * Drafts a charge from a calculation; sent again with its key it stays one. Refuses like `previewCharge`, with `NOT_FOUND`, and
 * with `DUE_BEFORE_TODAY`, or `IDEMPOTENCY_KEY_REUSED` where the key came with another charge.
 */
export function draftCharge(ctx: Ctx, input: ChargeInput & { idempotencyKey: string }): Promise<{ id: number }> {
  return transact(ctx, async (inner) => {
    const account = await findReadableAccount(inner, { accountNo: input.accountNo })
    if (!account) throw notFound('户号')
    const { lines, totalYuan, result } = rateCharge(input.kind, input.input)
    const key = `${ctx.actor.username}:${input.idempotencyKey}`
    const today = civilDay(ctx.now)
    const dueOn = input.dueOn ?? addDays(today, await findDaysToPay(inner, account.id, today))
    if (dueOn < today) throw dueBefore(today)
    const { kind, reason, evidence = null, aboutFrom, aboutTo } = input
    const [stored] = await insertCharges(inner, [
      {
        ...{
          accountId: account.id,
          kind,
          input: input.input,
          result,
          totalYuan,
          reason,
          evidence,
          aboutFrom,
          aboutTo,
          dueOn,
        },
        ...{
          document: 'charge',
          state: 'draft',
          chargedThroughYuan: null,
          reversesId: null,
          paymentId: null,
          key,
          lines,
        },
      },
    ])
    if (!stored) return await requireSame(inner, key, { ...input, accountId: account.id, totalYuan })
    await recordAudit(inner, {
      action: 'charge.drafted',
      subject: `charge:${stored.chargeNo}`,
      detail: { kind, totalYuan, reason, evidence },
    })
    return { id: stored.id }
  })
}

/** Late fee would grow for days on which nobody knew of the charge. */
function dueBefore(today: string): Refusal {
  const issues = [{ path: 'dueOn', message: `应交日不能早于今天 ${today}` }]
  return new Refusal('DUE_BEFORE_TODAY', '应交日不能早于起草当日', { status: 400, issues })
}

async function requireSame(
  ctx: Ctx,
  key: string,
  asked: { accountId: number; kind: CalculatedKind; totalYuan: string; aboutFrom: string; aboutTo: string },
): Promise<{ id: number }> {
  const known = await findChargeByKey(ctx, key)
  const fields = ['accountId', 'kind', 'totalYuan', 'aboutFrom', 'aboutTo'] as const
  if (known && fields.every((field) => known[field] === asked[field])) return { id: known.id }
  throw new Refusal('IDEMPOTENCY_KEY_REUSED', '该请求编号已用于另一张追补单,请核对后换新编号')
}

/** Puts a draft into the ledger. Refuses with `NOT_FOUND`, `CHARGE_DECIDED` or `FOUR_EYES`. */
export function issueCharge(ctx: Ctx, id: number, note: string | null): Promise<void> {
  return transact(ctx, async (inner) => {
    const { charge, ledger } = await lockWithLedger(inner, id)
    requireDraft(charge)
    if (isSamePerson(ctx.actor, charge.draftedBy)) {
      throw new Refusal('FOUR_EYES', `追补单 ${charge.chargeNo} 由您起草,须由其他人发行`, { status: 403 })
    }
    const after = chargeTo(ledger, charge.totalYuan)
    // The customer has as many days to pay as when it was drafted.
    const waited = Math.max(0, daysBetween(civilDay(charge.draftedAt), civilDay(ctx.now)))
    const dueOn = addDays(charge.dueOn, waited)
    await markIssued(inner, id, { note, dueOn, chargedThroughYuan: chargedThrough(after) })
    await moveCharged(inner, [{ ...after, accountId: charge.accountId }])
    await announceCharges(inner, [{ ...charge, dueOn }])
  })
}

/** Gives a draft up. Refuses with `NOT_FOUND` or `CHARGE_DECIDED`. */
export function discardCharge(ctx: Ctx, id: number, note: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const { charge } = await lockWithLedger(inner, id)
    requireDraft(charge)
    await markDiscarded(inner, id, note)
    await recordAudit(inner, {
      action: 'charge.discarded',
      subject: `charge:${charge.chargeNo}`,
      detail: { note, totalYuan: charge.totalYuan },
    })
  })
}

/**
 * Takes an issued charge back as a whole (全减; of a late fee 减免) by a document of its own. Refuses with `NOT_FOUND`,
 * `CHARGE_NOT_STANDING`, or `FOUR_EYES` for whoever issued it: of a late fee, whoever took the payment.
 */
export function reverseCharge(ctx: Ctx, id: number, reason: string): Promise<{ id: number }> {
  return transact(ctx, async (inner) => {
    const { charge } = await lockWithLedger(inner, id)
    const { chargeNo, accountId, kind, aboutFrom, aboutTo } = charge
    if (!charge.standing) throw new Refusal('CHARGE_NOT_STANDING', `${chargeNo} 未发行或已冲减,不能再冲减`)
    if (isSamePerson(ctx.actor, charge.decidedBy)) {
      throw new Refusal('FOUR_EYES', `${chargeNo} 由您发行,须由其他人冲减`, { status: 403 })
    }
    const lines = reverseLines(chargeNo, await listChargeLines(inner, id))
    await takeDownCharge(inner, id)
    const [stored] = await insertCharges(inner, [
      {
        ...{ accountId, kind, document: 'reversal', state: 'issued', chargedThroughYuan: null, reversesId: id, lines },
        ...{ input: charge.input, result: charge.result, reason, evidence: null, aboutFrom, aboutTo },
        totalYuan: yuanToText(exact(charge.totalYuan).neg()),
        ...{ dueOn: civilDay(ctx.now), paymentId: null, key: `reversal:${id}` },
      },
    ])
    if (!stored) throw new Error('a charge that stands was reversed before')
    await settleLedger(inner, accountId)
    await announceReversal(inner, charge, { id: stored.id, reason })
    return { id: stored.id }
  })
}

async function lockWithLedger(ctx: Ctx, id: number) {
  const account = await findChargeAccount(ctx, id)
  if (!account) throw notFound('追补单')
  const [ledger] = await lockLedgers(ctx, [account.id])
  const charge = await lockCharge(ctx, id)
  if (!charge || !ledger) throw notFound('追补单')
  return { charge, ledger }
}

function requireDraft({ state, chargeNo, decidedBy }: ChargeRow): void {
  if (state === 'draft') return
  const done = state === 'issued' ? '已发行' : '已作废'
  throw new Refusal('CHARGE_DECIDED', `追补单 ${chargeNo} ${done}(${decidedBy ?? ''}),请刷新`)
}
