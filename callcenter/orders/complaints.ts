import { type Ctx, isSamePerson } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findUnitAbove, isFromHotline, isStaff, isWithin, listFormerComplaints } from '../sql/shields.ts'
import { listUnitRows } from '../sql/units.ts'
import type { OrderKind } from './kinds/contract.ts'

const DAY_MS = 86_400_000

export type Against = { complainedUnitId: number | null; complainedUsername: string | null }
type Given = {
  kind: OrderKind
  subkind: string
  complainedUnitId?: number | undefined
  complainedUsername?: string | undefined
}

/**
 * Whom it is about. Refuses with `COMPLAINED_UNFIT` where its kind complains of nobody, `COMPLAINED_MISSING` where a report of
 * conduct names nobody from whom it could be hidden, `OWN_COMPLAINT` to whom it is about, and with `NOT_FOUND`.
 */
export async function readAgainst(
  ctx: Ctx,
  { kind, subkind, complainedUnitId, complainedUsername }: Given,
): Promise<Against> {
  const isNamed = complainedUnitId !== undefined || complainedUsername !== undefined
  if (isNamed && kind !== 'complaint' && kind !== 'report' && subkind !== 'low-score')
    throw new Refusal('COMPLAINED_UNFIT', '只有投诉和举报可指明被反映的单位或人员', {
      status: 400,
      issues: [{ path: complainedUnitId === undefined ? 'complainedUsername' : 'complainedUnitId', message: '不适用' }],
    })
  if (!isNamed && kind === 'report' && subkind === 'conduct')
    throw new Refusal('COMPLAINED_MISSING', '行风举报须选定被反映的单位或人员，工单才能对其保密', {
      status: 400,
      issues: [{ path: 'complainedUnitId', message: '请选定单位或人员' }],
    })
  if (isSamePerson(ctx.actor, complainedUsername ?? null))
    throw new Refusal('OWN_COMPLAINT', '针对您本人的投诉、举报请转班长登记')
  if (complainedUnitId !== undefined && !(await listUnitRows(ctx)).some(({ id }) => id === complainedUnitId))
    throw notFound('被反映的单位')
  if (complainedUsername !== undefined && !(await isStaff(ctx, complainedUsername))) throw notFound('被反映的人员')
  return { complainedUnitId: complainedUnitId ?? null, complainedUsername: complainedUsername ?? null }
}

/** The unit that is to do it: one that is complained of gives it to the one above. */
export async function keepAway<Unit extends { id: number; area: string }>(
  ctx: Ctx,
  serving: Unit,
  { complainedUnitId }: Against,
): Promise<{ id: number; area: string }> {
  if (complainedUnitId === null || !(await isWithin(ctx, serving.id, complainedUnitId))) return serving
  return (await findUnitAbove(ctx, complainedUnitId)) ?? serving
}

/** Refuses with `UNIT_COMPLAINED_OF` to hand an order to the unit that it complains of, where one above is in reach. */
export async function refuseUnitOf(ctx: Ctx, unitId: number, complainedUnitId: number | null): Promise<void> {
  if (complainedUnitId === null || !(await isWithin(ctx, unitId, complainedUnitId))) return
  if (await findUnitAbove(ctx, complainedUnitId))
    throw new Refusal('UNIT_COMPLAINED_OF', '不能派给被投诉或被举报的单位', {
      status: 400,
      issues: [{ path: 'unitId', message: '被反映的单位' }],
    })
}

export type Repeat = { repeatOf: number | null; repeats: number; isEscalated: boolean; isForProvince: boolean }

/** Whether the customer complains of the same matter again after a closed order, and whether it came by another hotline. */
export async function detectRepeat(
  ctx: Ctx,
  of: { kind: OrderKind; subkind: string; accountId: number | null; contactId: number | null },
): Promise<Repeat> {
  if (of.kind !== 'complaint') return { repeatOf: null, repeats: 0, isEscalated: false, isForProvince: false }
  const figure = await readFigures(ctx, 'desk_rule')
  const closedSince = new Date(ctx.now.getTime() - figure('repeat-days') * DAY_MS)
  const former = await listFormerComplaints(ctx, { ...of, closedSince })
  const latest = former.find(({ isSame }) => isSame)
  const repeats = latest ? latest.repeats + 1 : 0
  return {
    ...{ repeatOf: latest?.id ?? null, repeats },
    isEscalated: former.length > 0 && of.contactId !== null && (await isFromHotline(ctx, of.contactId)),
    isForProvince: repeats + 1 >= figure('complaints-to-province'),
  }
}
