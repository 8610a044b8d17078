import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { findGate, isWithheld } from '../identity/gate.ts'
import type { newWorkOrder } from '../orders/contract.ts'
import { concerns, mayBeOpinion } from '../rules/matters.ts'
import { type InForceRow, linkContact, linkOrder, listInForce, listPossible } from '../sql/matters-in-force.ts'
import { listFieldRows, listSubkindRows } from '../sql/order-kinds.ts'
import type { RecognisedMatter, RecognisedMatters } from './contract.ts'

type Order = z.output<typeof newWorkOrder>

/** In whose scope an account lies; what is of that account alone is its history, and not told before it is sure who speaks. */
export function describeInForce(rows: InForceRow[], isHistoryHidden: boolean): RecognisedMatter[] {
  return rows.flatMap(({ isOfAccount, version: _, ...told }) => (isOfAccount && isHistoryHidden ? [] : [toWire(told)]))
}

/** Of an account, or of the reader's unit where none is known. Refuses with `NOT_FOUND`. */
export async function findRecognised(ctx: Ctx, accountNo: string | undefined): Promise<RecognisedMatters> {
  const isOpinionOffered = await readOffered(ctx)
  if (accountNo === undefined) {
    const rows = await listInForce(ctx, { accountId: null, path: ctx.scope })
    const whole = new Set(rows.map(({ id }) => id))
    const parts = (await listPossible(ctx)).filter(({ id }) => !whole.has(id))
    return { matters: describeInForce(rows, false), possible: describeInForce(parts, false), isOpinionOffered }
  }
  const { accountId } = await findAccountFile(ctx, { accountNo })
  const isHidden = isWithheld(await findGate(ctx, accountId), 'history')
  const matters = describeInForce(await listInForce(ctx, { accountId }), isHidden)
  return { matters, possible: [], isOpinionOffered }
}

/**
 * As an order is to be opened: a complaint in the scope of a matter, whose caller is content with the standard reply and agrees to it, as an
 * opinion. Refuses with `NOT_FOUND` and `OPINION_NOT_OFFERED`.
 */
export async function asAgreed(ctx: Ctx, given: Order): Promise<Order> {
  if (given.consented === undefined) return given
  const { complainedUnitId, complainedUsername, ...input } = given
  const account = given.accountNo ? await findAccountFile(ctx, { accountNo: given.accountNo }) : null
  const matters = await recognise(ctx, given, account?.accountId ?? null)
  const isAgainst = complainedUnitId !== undefined || complainedUsername !== undefined
  const isOffered = await readOffered(ctx)
  if (!mayBeOpinion({ kind: given.kind, isAgainst }, { isOffered, matters: matters.length })) {
    const message = '这件投诉不能登记为意见'
    throw new Refusal('OPINION_NOT_OFFERED', message, { issues: [{ path: 'consented', message }] })
  }
  if (!given.consented) return given
  const on = civilDay(ctx.now)
  const subkinds = (await listSubkindRows(ctx, on)).filter(({ kind }) => kind === 'opinion')
  const subkind = (subkinds.find((each) => each.subkind === given.subkind) ?? subkinds[0])?.subkind as Order['subkind']
  const asked = (await listFieldRows(ctx, on)).filter((each) => each.kind === 'opinion' && each.subkind === subkind)
  const form = Object.fromEntries(
    Object.entries(given.form).filter(([field]) => asked.some((each) => each.field === field)),
  )
  return { ...input, kind: 'opinion', subkind, form }
}

/** Kept with the order, whatever becomes of the matter; `given`: as it was brought. */
export async function linkMatters(
  ctx: Ctx,
  workOrderId: number,
  { given, accountId }: { given: Order; accountId: number | null },
): Promise<void> {
  const matters = await recognise(ctx, given, accountId)
  if (matters.length > 0) await linkOrder(ctx, workOrderId, matters, given.consented ?? null)
}

/** A contact of an account, as it is written. */
export async function noteMatters(ctx: Ctx, contactId: number, accountId: number | null): Promise<void> {
  if (accountId === null) return
  const matters = await listInForce(ctx, { accountId })
  if (matters.length > 0) {
    const ids = matters.map(({ id }) => id)
    await linkContact(ctx, contactId, ids)
  }
}

/** Refuses with `MATTER_UNFIT` one that the agent chose and that is not in force in his units, or not of this sub-kind. */
async function recognise(ctx: Ctx, given: Order, accountId: number | null): Promise<InForceRow[]> {
  const rows = await listInForce(ctx, { accountId, path: ctx.scope })
  const found = rows.filter(({ orders }) => concerns(orders, given))
  if (given.matterId === undefined || found.some(({ id }) => id === given.matterId)) return found
  const possible = accountId === null ? await listPossible(ctx) : []
  const chosen = possible.find(({ id, orders }) => id === given.matterId && concerns(orders, given))
  if (chosen) return [...found, chosen]
  const message = '所选的重要服务事项不适用于这张工单，请重新选择'
  throw new Refusal('MATTER_UNFIT', message, { status: 400, issues: [{ path: 'matterId', message }] })
}

const readOffered = async (ctx: Ctx) => (await readFigures(ctx, 'matter_rule'))('opinion-offered') === 1
