import type { Ctx } from '../../db/context.ts'
import { onWire } from './wire.ts'

export async function addOrderEntry(
  ctx: Ctx,
  orderId: number,
  entry: {
    act: string
    note?: string | undefined
    outcome?: string | undefined
    contactId?: number | undefined
    entryId?: string | undefined
  },
): Promise<void> {
  await ctx.db.run(
    `insert into work_order_entry (work_order_id, at, actor, act, note, outcome, contact_id, entry_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      orderId,
      ctx.now,
      ctx.actor.username,
      entry.act,
      entry.note ?? null,
      entry.outcome ?? null,
      entry.contactId ?? null,
      entry.entryId ?? null,
    ],
  )
}

export type EntryRow = {
  workOrderId: number
  at: Date
  actor: string
  actorName: string | null
  act: string
  note: string | null
  outcome: string | null
  contactNo: string | null
  /** Of a step that was written on site: when it was sent, where it was written, and its pictures. */
  onSite: {
    sentAt: string
    place: { latitude: number; longitude: number; accuracyM: number } | null
    pictures: { id: number; kind: 'site' | 'signature' }[]
  } | null
}

/** All that was done to orders, in order. */
export function listEntryRows(ctx: Ctx, orderIds: number[]): Promise<EntryRow[]> {
  return ctx.db.rows(
    `select e.work_order_id as "workOrderId", e.at, e.actor, u.name as "actorName", e.act, e.note, e.outcome,
       c.contact_no as "contactNo",
       case when y.entry_id is not null then jsonb_build_object('sentAt', ${onWire('y.taken_at')},
         'place', case when y.latitude is not null
           then jsonb_build_object('latitude', y.latitude, 'longitude', y.longitude, 'accuracyM', y.accuracy_m) end,
         'pictures', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind) order by p.position), '[]')
           from order_photo p where p.entry_id = y.entry_id)) end as "onSite"
     from work_order_entry e left join crew_entry y on y.entry_id = e.entry_id left join app_user u on u.username = e.actor left join contact c on c.id = e.contact_id
     where e.work_order_id = any($1) order by e.id`,
    [orderIds],
  )
}
