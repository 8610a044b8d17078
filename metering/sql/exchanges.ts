import type { Ctx } from '../../db/context.ts'
import { nameOf } from './people.ts'

type Registers = Record<string, number>

export type ExchangeRow = {
  orderId: number
  orderNo: string
  status: 'open' | 'assigned' | 'submitted' | 'archived' | 'withdrawn'
  origin: 'repair' | 'rotation' | 'hand'
  repairOrderId: number | null
  reason: string
  openedAt: Date
  openedBy: string
  assignedTo: string | null
  assignedName: string | null
  pointId: number
  pointNo: string
  accountNo: string | null
  accountName: string | null
  address: string | null
  installationId: number
  assetNo: string
  profile: string
  installedAt: Date
  removedAt: Date | null
  ct: number
  pt: number
  phases: number
  maximumCurrentA: number
  meterAddress: string | null
  /** Digits before the point of each register that the meter was installed with. */
  digits: Record<string, number>
  /** The newest value of each register that was taken from this meter: [ms, Wh]. */
  latest: Record<string, [number, number]>
}

const select = `select x.id as "orderId", x.order_no as "orderNo", x.status, x.origin, x.repair_order_id as "repairOrderId",
    x.reason, x.opened_at as "openedAt", x.opened_by as "openedBy", x.assigned_to as "assignedTo", w.name as "assignedName",
    x.point_id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo", coalesce(u.name, t.name, f.name) as "accountName",
    a.address, x.installation_id as "installationId", d.asset_no as "assetNo", d.profile, i.installed_at as "installedAt",
    i.removed_at as "removedAt", i.ct::float8 as ct, i.pt::float8 as pt, case d.phase when 'three' then 3 else 1 end as phases,
    d.maximum_current_a::float8 as "maximumCurrentA", k.meter_address as "meterAddress",
    coalesce((select jsonb_object_agg(role, digits) from installation_register where installation_id = i.id), '{}') as digits,
    coalesce((select trail from latest_reading where point_id = x.point_id and installation_id = i.id), '{}') as latest
  from exchange_order x
  join metering_point p on p.id = x.point_id
  join installation i on i.id = x.installation_id
  join device d on d.id = i.device_id
  left join app_user w on w.username = x.assigned_to
  left join account a on a.id = p.account_id
  left join account_term at on at.account_id = a.id and at.valid_to is null and at.known_to is null
  left join customer u on u.id = at.customer_id
  left join transformer_district t on t.id = p.district_id
  left join feeder f on f.id = p.feeder_id
  left join feeder_term ft on ft.feeder_id = f.id and ft.valid_to is null
  left join substation s on s.id = ft.substation_id
  left join collection_link k on k.device_id = d.id and k.valid_to is not distinct from i.removed_at
  join organisation o on o.id = coalesce(a.organisation_id, t.organisation_id, s.organisation_id)`

const inScope = (parameter: string) => `(${parameter} = '' or starts_with(o.path, ${parameter}))`

/** Newest first. `under-way` is what is neither archived nor withdrawn. */
export function listExchangeRows(
  ctx: Ctx,
  query: {
    status: string | null
    origin: string | null
    assignedTo: string | null
    q: string | null
    beforeId: number | null
    limit: number
  },
): Promise<ExchangeRow[]> {
  return ctx.db.rows(
    `${select}
     where ${inScope('$1')} and ($2::text is null or x.status = $2
         or ($2 = 'under-way' and x.status not in ('archived', 'withdrawn')))
       and ($3::text is null or x.origin = $3) and ($4::text is null or x.assigned_to = $4)
       and ($5::text is null or d.asset_no ilike '%' || $5 || '%' or u.name ilike '%' || $5 || '%' or a.account_no = $5
         or x.order_no = upper($5) or a.address ilike '%' || $5 || '%')
       and ($6::bigint is null or x.id < $6)
     order by x.id desc limit $7`,
    [ctx.scope, query.status, query.origin, query.assignedTo, query.q, query.beforeId, query.limit],
  )
}

export function findExchangeRow(ctx: Ctx, orderId: number): Promise<ExchangeRow | undefined> {
  return ctx.db.first(`${select} where ${inScope('$1')} and x.id = $2`, [ctx.scope, orderId])
}

/** Locks the order until the transaction ends. */
export async function lockExchange(ctx: Ctx, orderId: number): Promise<void> {
  await ctx.db.rows('select 1 from exchange_order where id = $1 for update', [orderId])
}

/** Undefined where the point has no meter, or an order under way already. */
export async function insertExchange(
  ctx: Ctx,
  order: { pointId: number; origin: string; repairOrderId: number | null; reason: string },
): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into exchange_order (point_id, installation_id, origin, repair_order_id, reason, status, opened_at, opened_by)
     select $1, id, $2, $3, $4, 'open', $5, $6 from installation where point_id = $1 and removed_at is null
     on conflict do nothing returning id`,
    [order.pointId, order.origin, order.repairOrderId, order.reason, ctx.now, ctx.actor.username],
  )
  return row?.id
}

export async function setExchangeStatus(
  ctx: Ctx,
  change: { orderId: number; status: string; assignedTo?: string },
): Promise<void> {
  await ctx.db.run('update exchange_order set status = $2, assigned_to = coalesce($3, assigned_to) where id = $1', [
    change.orderId,
    change.status,
    change.assignedTo ?? null,
  ])
}

export async function insertExchangeStep(
  ctx: Ctx,
  step: { orderId: number; kind: string; note?: string | null; detail?: object },
): Promise<void> {
  await ctx.db.run('insert into exchange_step (order_id, at, by, kind, note, detail) values ($1, $2, $3, $4, $5, $6)', [
    step.orderId,
    ctx.now,
    ctx.actor.username,
    step.kind,
    step.note ?? null,
    JSON.stringify(step.detail ?? {}),
  ])
}

export function listExchangeSteps(
  ctx: Ctx,
  orderId: number,
): Promise<{ at: Date; by: string; kind: string; note: string | null }[]> {
  return ctx.db.rows(
    `select s.at, coalesce(w.name, s.by) as by, s.kind, s.note from exchange_step s
     left join app_user w on w.username = s.by where s.order_id = $1 order by s.id`,
    [orderId],
  )
}

export type EntryRow = {
  entryId: string
  orderId: number
  digest: string
  exchangedAt: Date
  oldAssetNo: string
  newAssetNo: string
  endRegisters: Registers
  startRegisters: Registers
  ct: number
  pt: number
  meterAddress: string | null
  seals: string[]
  /** Of them those that the store did not know. */
  unknownSeals: string[]
  remarks: string
  mismatchReason: string | null
  findings: { role: string; because: string; latestAtMs: number; latestWh: number }[]
  sentBy: string
  sentByName: string
  writtenAt: Date
  arrivedAt: Date
  decision: 'approved' | 'refused' | null
  decidedBy: string | null
  decidedAt: Date | null
  decisionNote: string | null
  photos: { photoId: number; subject: 'old-meter' | 'new-meter' | 'seal' | 'site' }[]
}

const entry = `select e.id as "entryId", e.order_id as "orderId", e.digest, e.exchanged_at as "exchangedAt",
    e.old_asset_no as "oldAssetNo", e.new_asset_no as "newAssetNo", e.end_registers as "endRegisters",
    e.start_registers as "startRegisters", e.ct::float8 as ct, e.pt::float8 as pt, e.meter_address as "meterAddress", e.seals,
    e.unknown_seals as "unknownSeals",
    e.remarks, e.mismatch_reason as "mismatchReason", e.findings, e.sent_by as "sentBy", ${nameOf('e.sent_by')} as "sentByName", e.written_at as "writtenAt",
    e.arrived_at as "arrivedAt", e.decision, e.decided_by as "decidedBy", e.decided_at as "decidedAt",
    e.decision_note as "decisionNote",
    coalesce((select jsonb_agg(jsonb_build_object('photoId', photo_id, 'subject', subject) order by position)
      from exchange_photo where entry_id = e.id), '[]') as photos
  from exchange_entry e`

export function findEntry(ctx: Ctx, entryId: string): Promise<EntryRow | undefined> {
  return ctx.db.first(`${entry} where e.id = $1`, [entryId])
}

export function listEntries(ctx: Ctx, orderId: number): Promise<EntryRow[]> {
  return ctx.db.rows(`${entry} where e.order_id = $1 order by e.arrived_at desc`, [orderId])
}

export type NewEntry = Pick<
  EntryRow,
  | 'entryId'
  | 'orderId'
  | 'digest'
  | 'exchangedAt'
  | 'oldAssetNo'
  | 'newAssetNo'
  | 'endRegisters'
  | 'startRegisters'
  | 'ct'
  | 'pt'
  | 'meterAddress'
  | 'seals'
  | 'unknownSeals'
  | 'remarks'
  | 'mismatchReason'
  | 'findings'
  | 'writtenAt'
>

export async function insertEntry(ctx: Ctx, row: NewEntry): Promise<void> {
  await ctx.db.run(
    `insert into exchange_entry (id, order_id, digest, exchanged_at, old_asset_no, new_asset_no, end_registers, start_registers,
       ct, pt, meter_address, seals, remarks, mismatch_reason, findings, written_at, sent_by, arrived_at,
       unknown_seals)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      row.entryId,
      row.orderId,
      row.digest,
      row.exchangedAt,
      row.oldAssetNo,
      row.newAssetNo,
      JSON.stringify(row.endRegisters),
      JSON.stringify(row.startRegisters),
      row.ct,
      row.pt,
      row.meterAddress,
      row.seals,
      row.remarks,
      row.mismatchReason,
      JSON.stringify(row.findings),
      row.writtenAt,
      ctx.actor.username,
      ctx.now,
      row.unknownSeals,
    ],
  )
}

export async function insertEntryPhotos(
  ctx: Ctx,
  entryId: string,
  photos: { photoId: number; subject: string }[],
): Promise<void> {
  await ctx.db.run(
    `insert into exchange_photo (entry_id, position, subject, photo_id)
     select $1, n, s, p from unnest($2::text[], $3::bigint[]) with ordinality as u(s, p, n)`,
    [entryId, photos.map((photo) => photo.subject), photos.map((photo) => photo.photoId)],
  )
}

export async function decideEntry(
  ctx: Ctx,
  decision: { entryId: string; decision: 'approved' | 'refused'; note: string | null },
): Promise<void> {
  await ctx.db.run(
    'update exchange_entry set decision = $2, decided_by = $3, decided_at = $4, decision_note = $5 where id = $1',
    [decision.entryId, decision.decision, ctx.actor.username, ctx.now, decision.note],
  )
}

/** A photo of an order that the actor may see. */
export function findExchangePhoto(
  ctx: Ctx,
  photoId: number,
): Promise<{ orderId: number; mediaType: string; bytes: Buffer } | undefined> {
  return ctx.db.first(
    `select e.order_id as "orderId", f.media_type as "mediaType", f.bytes from exchange_photo x
     join exchange_entry e on e.id = x.entry_id join reading_photo f on f.id = x.photo_id where f.id = $1`,
    [photoId],
  )
}
