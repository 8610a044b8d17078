import type { Role } from '../../db/context.ts'
import type { DomainEvent } from '../../db/events.ts'
import type { Db } from '../../db/pool.ts'

export type LocatedEvent = DomainEvent & { xid: string }

export type PlacedEvent = LocatedEvent & { place: Place }

export type Place = {
  /** Path of the unit of whichever of its things the event names; null: of none. */
  unit: string | null
  /** Path of the unit for which a notice is written, or which reports a service matter: it is read below it too. */
  noticeUnit: string | null
  /** The order that it is about: who does it, and of whom it complains. */
  order: { handler: Role; complainedUsername: string | null; complainedUnit: string | null } | null
}

const nowhere: Place = { unit: null, noticeUnit: null, order: null }

/** Where each event belongs, in the order given. */
export async function placeEvents(db: Db, events: LocatedEvent[]): Promise<PlacedEvent[]> {
  if (events.length === 0) return []
  const rows = await db.rows<Place & { id: number }>(
    `select e.id, o.path as unit, dn.path as "noticeUnit",
       case when w.id is not null then jsonb_build_object('handler', coalesce(k.handler, w.handler),
         'complainedUsername', w.complained_username,
         'complainedUnit', (select u.path from organisation u where u.id = w.complained_unit_id)) end as order
     from event e
     left join alarm l on l.id = (e.payload ->> 'alarmId')::bigint
     left join exchange_order x on e.kind = 'exchange.changed' and x.id = (e.payload ->> 'orderId')::bigint
     left join repair_order r on e.kind = 'repair.changed' and r.id = (e.payload ->> 'orderId')::bigint
     left join special_reading s on s.id = (e.payload ->> 'specialId')::bigint
     left join contact c on c.id = (e.payload ->> 'contactId')::bigint
     left join metering_point p on p.id = coalesce(l.point_id, x.point_id, r.point_id, s.point_id)
     left join terminal t on t.id = coalesce(l.terminal_id, r.terminal_id, (e.payload ->> 'terminalId')::bigint)
     left join account a on a.id = coalesce((e.payload ->> 'accountId')::bigint, p.account_id, c.account_id)
     left join transformer_district d on d.id = coalesce((e.payload ->> 'districtId')::bigint, l.district_id, p.district_id, t.district_id)
     left join feeder_term f on f.feeder_id = coalesce(l.feeder_id, p.feeder_id) and f.valid_to is null
     left join substation b on b.id = coalesce(l.substation_id, f.substation_id)
     left join order_task k on k.id = (e.payload ->> 'taskId')::bigint
     left join work_order w on w.id = coalesce(k.work_order_id, (e.payload ->> 'workOrderId')::bigint)
     left join desk_notice n on n.id = (e.payload ->> 'noticeId')::bigint
     left join service_matter v on v.id = (e.payload ->> 'matterId')::bigint
     left join organisation dn on dn.id = coalesce(n.organisation_id, v.organisation_id)
     left join application i on i.id = (e.payload ->> 'applicationId')::bigint
     left join organisation o on o.id = coalesce(k.organisation_id, w.organisation_id, i.organisation_id, a.organisation_id,
       d.organisation_id, b.organisation_id, n.organisation_id, v.organisation_id)
     where e.id = any($1)`,
    [events.map(({ id }) => id)],
  )
  const places = new Map(rows.map(({ id, ...place }) => [id, place]))
  return events.map((event) => ({ ...event, place: places.get(event.id) ?? nowhere }))
}
