import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { decideContent } from '../../intake/index.ts'
import { takeOrderStep } from '../orders/steps.ts'
import { countedAt } from '../rules/crew.ts'
import { findCrewEntry, findOrderPhoto, insertCrewEntry, insertOrderPhoto } from '../sql/crew.ts'
import { lockOrders } from '../sql/mergers.ts'
import { type EntryRow, listEntryRows } from '../sql/work-order-entries.ts'
import { findOrderRow } from '../sql/work-orders.ts'
import type { crewEntry, crewEntryInput, crewEntryTaken } from './contract.ts'

type Entry = z.output<typeof crewEntry>
type Taken = z.infer<typeof crewEntryTaken>

/**
 * Takes a step that was written on site, with its place and pictures, all or nothing. The same entry again is answered as the first time. What
 * was urged, merged or noted of the order meanwhile does not matter; the step must still be possible, and the order his own. Refuses, in
 * this order, with `ENTRY_ID_REUSED`, `NOT_FOUND`, `ORDER_OF_ANOTHER`, `PICTURE_UNFIT`, and the codes of `takeOrderStep`.
 */
export async function takeCrewEntry(
  ctx: Ctx,
  id: number,
  { entry, phoneNow }: z.output<typeof crewEntryInput>,
): Promise<Taken> {
  const digest = createHash('sha256').update(JSON.stringify({ id, entry })).digest()
  // Whoever sent it may no longer see the order.
  const known = await recall(ctx, entry.entryId, digest)
  if (known) return known
  return transact(ctx, async (inner) => {
    await lockOrders(inner, [id])
    const meanwhile = await recall(inner, entry.entryId, digest)
    if (meanwhile) return meanwhile
    const order = await findOrderRow(inner, id)
    if (!order) throw notFound('工单')
    const acts = await listEntryRows(inner, [id])
    refuseOther(inner, acts, entry.step)
    const at = await countAt(inner, { writtenAt: new Date(entry.writtenAt), phoneNow: new Date(phoneNow) }, acts)
    const { entryId, step, place } = entry
    const writtenAt = new Date(entry.writtenAt)
    await insertCrewEntry(inner, { entryId, workOrderId: id, step, digest, writtenAt, countedAt: at, place })
    await keepPictures(inner, entry)
    await takeOrderStep(inner, id, step, {
      ...{ version: order.version, note: entry.note },
      ...(entry.estimatedAt ? { estimatedAt: entry.estimatedAt } : {}),
      ...{ onSite: { entryId, at } },
    })
    const taken = { countedAt: at.toISOString(), takenAt: inner.now.toISOString() }
    return { entryId, workOrderNo: order.workOrderNo, ...taken, again: false }
  })
}

/** A picture of an order that the reader sees. Refuses with `NOT_FOUND`. */
export async function readOrderPhoto(ctx: Ctx, id: number): Promise<{ mediaType: string; bytes: Buffer }> {
  const photo = await findOrderPhoto(ctx, id)
  if (!photo || !(await findOrderRow(ctx, photo.workOrderId))) throw notFound('照片')
  return photo
}

async function recall(ctx: Ctx, entryId: string, digest: Buffer): Promise<Taken | undefined> {
  const known = await findCrewEntry(ctx, entryId)
  if (!known) return undefined
  if (!known.digest.equals(digest) || known.sentBy !== ctx.actor.username)
    throw new Refusal('ENTRY_ID_REUSED', '同一编号的记录内容不同，请重新打开工单后提交')
  const { workOrderNo, countedAt: at, takenAt } = known
  return { entryId, workOrderNo, countedAt: at.toISOString(), takenAt: takenAt.toISOString(), again: true }
}

/** Who has accepted an order does it; until somebody has, it is his unit's. */
function refuseOther({ actor }: Ctx, acts: EntryRow[], step: Entry['step']): void {
  if (step === 'acceptance' || step === 'refusal') return
  const holder = acts.findLast(({ act }) => act === 'acceptance')
  if (holder && holder.actor !== actor.username)
    throw new Refusal('ORDER_OF_ANOTHER', `工单已由 ${holder.actorName ?? holder.actor} 接单，这一步没有被接收`)
}

async function countAt(ctx: Ctx, phone: { writtenAt: Date; phoneNow: Date }, acts: EntryRow[]): Promise<Date> {
  const figure = await readFigures(ctx, 'desk_rule')
  const lastActAt = acts.at(-1)?.at ?? new Date(0)
  return countedAt({ ...phone, now: ctx.now, lastActAt, lateHours: figure('late-entry-hours') })
}

async function keepPictures(ctx: Ctx, { entryId, photos, signature }: Entry): Promise<void> {
  const pictures = [
    ...photos.map((base64, n) => ({ kind: 'site' as const, base64, path: `entry.photos.${n}` })),
    ...(signature ? [{ kind: 'signature' as const, base64: signature, path: 'entry.signature' }] : []),
  ]
  for (const [position, { kind, base64, path }] of pictures.entries()) {
    const bytes = Buffer.from(base64, 'base64')
    const content = decideContent(bytes)
    if (!content.ok || content.mediaType === 'application/pdf')
      throw new Refusal('PICTURE_UNFIT', '照片无法读取，请重新拍摄', {
        status: 400,
        issues: [{ path, message: '应为 JPEG、PNG 或 WebP 图片' }],
      })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await insertOrderPhoto(ctx, { entryId, position, kind, mediaType: content.mediaType, bytes, sha256 })
  }
}
