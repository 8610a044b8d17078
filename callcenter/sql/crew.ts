import type { Ctx } from '../../db/context.ts'
import { isNotOfReader, readerNames } from './shields.ts'

export const MOST_ORDERS = 60

/** Orders for a crew: what its unit was given and nobody has accepted yet, and what he accepted himself; the soonest due first. */
export function listCrewOrderIds(ctx: Ctx): Promise<{ id: number; isMine: boolean }[]> {
  return ctx.db.rows(
    `select w.id, w.status = 'accepted' as "isMine" from work_order w join organisation o on o.id = w.organisation_id
     where w.handler = 'crew' and starts_with(o.path, $1) and ${isNotOfReader(2)}
       and (w.status = 'dispatched' or w.status = 'accepted' and (
         select e.actor from work_order_entry e where e.work_order_id = w.id and e.act = 'acceptance' order by e.id desc limit 1) = $4)
     order by (select min(c.due_at) from work_order_clock c where c.work_order_id = w.id and c.stopped_at is null), w.id limit $5`,
    [ctx.scope, ...readerNames(ctx), ctx.actor.username, MOST_ORDERS + 1],
  )
}

export type CrewFacts = { id: number; cipher: Buffer | null; meterAssetNo: string | null; district: string | null }

/** What is needed on site and does not stand in the order. */
export function listCrewFacts(ctx: Ctx, orderIds: number[]): Promise<CrewFacts[]> {
  return ctx.db.rows(
    `select w.id, c.phone_cipher as cipher, m.asset_no as "meterAssetNo", d.name as district
     from work_order w
     left join contact c on c.id = w.contact_id and w.kind <> 'report'
     left join lateral (select p.id from metering_point p where p.account_id = w.account_id order by p.point_no limit 1) p on true
     left join point_term t on t.point_id = p.id and t.valid_to is null and t.known_to is null
     left join transformer_district d on d.id = t.district_id
     left join installation i on i.point_id = p.id and i.removed_at is null
     left join device m on m.id = i.device_id
     where w.id = any($1)`,
    [orderIds],
  )
}

export type KnownEntry = { digest: Buffer; sentBy: string; workOrderNo: string; countedAt: Date; takenAt: Date }

export function findCrewEntry(ctx: Ctx, entryId: string): Promise<KnownEntry | undefined> {
  return ctx.db.first(
    `select e.digest, e.sent_by as "sentBy", w.work_order_no as "workOrderNo", e.counted_at as "countedAt", e.taken_at as "takenAt"
     from crew_entry e join work_order w on w.id = e.work_order_id where e.entry_id = $1`,
    [entryId],
  )
}

type NewEntry = {
  entryId: string
  workOrderId: number
  step: string
  digest: Buffer
  writtenAt: Date
  countedAt: Date
  place: { latitude: number; longitude: number; accuracyM: number } | undefined
}

export async function insertCrewEntry(ctx: Ctx, entry: NewEntry): Promise<void> {
  const { place } = entry
  await ctx.db.run(
    `insert into crew_entry (entry_id, work_order_id, step, digest, written_at, counted_at, taken_at, sent_by, latitude, longitude, accuracy_m)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[entry.entryId, entry.workOrderId, entry.step, entry.digest, entry.writtenAt, entry.countedAt, ctx.now],
      ...[ctx.actor.username, place?.latitude ?? null, place?.longitude ?? null, place?.accuracyM ?? null],
    ],
  )
}

type NewPhoto = {
  entryId: string
  position: number
  kind: 'site' | 'signature'
  mediaType: string
  bytes: Uint8Array
  sha256: string
}

export async function insertOrderPhoto(ctx: Ctx, photo: NewPhoto): Promise<void> {
  await ctx.db.run(
    `insert into order_photo (entry_id, position, kind, media_type, bytes, sha256) values ($1, $2, $3, $4, $5, $6)`,
    [photo.entryId, photo.position, photo.kind, photo.mediaType, photo.bytes, photo.sha256],
  )
}

export function findOrderPhoto(
  ctx: Ctx,
  id: number,
): Promise<{ workOrderId: number; mediaType: string; bytes: Buffer } | undefined> {
  return ctx.db.first(
    `select e.work_order_id as "workOrderId", p.media_type as "mediaType", p.bytes
     from order_photo p join crew_entry e on e.entry_id = p.entry_id where p.id = $1`,
    [id],
  )
}
