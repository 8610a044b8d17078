import { Readable } from 'node:stream'
import { handlersSeen, isNotOfReader, readerNames } from '../callcenter/index.ts'
import type { Ctx, Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { type DomainEvent, type EventKind, type EventPosition, onPublished, readEvents } from '../db/events.ts'
import { Refusal } from '../db/refusal.ts'
import type { Parts } from './server.ts'

const gridWatchers: Role[] = [
  'grid',
  'acquisition',
  'dispatcher',
  'inspector',
  'reader',
  'district-manager',
  'quality',
  'manager',
  'auditor',
]
const orderWatchers: Role[] = ['agent', 'lead', 'dispatcher', 'crew', 'quality', 'district-manager', 'manager']

/** Who is told of what, as it happens: whoever may also read it. */
export const audience: Partial<Record<EventKind, Role[]>> = {
  'readings.accepted': gridWatchers,
  'alarm.raised': [...gridWatchers, 'agent', 'lead'],
  'alarm.cleared': [...gridWatchers, 'agent', 'lead'],
  'alarm.acknowledged': gridWatchers,
  'terminal.status-changed': gridWatchers,
  'reading-call.changed': gridWatchers,
  'repair.changed': gridWatchers,
  'exchange.changed': gridWatchers,
  'application.submitted': ['intake', 'surveyor', 'installer', 'manager'],
  'application.step-completed': ['intake', 'surveyor', 'installer', 'manager'],
  'application.archived': ['intake', 'manager'],
  'application.message-sent': ['intake', 'surveyor', 'installer', 'manager'],
  'bill.issued': ['billing', 'manager'],
  'price.published': ['billing', 'manager'],
  'payment.recorded': ['billing', 'cashier', 'manager'],
  'contact.offered': ['agent', 'lead'],
  'contact.changed': ['agent', 'lead'],
  'contact.closed': ['agent', 'lead'],
  'chat.changed': ['agent', 'lead'],
  'hand-in.changed': ['agent', 'lead', 'quality', 'manager'],
  'caller-mark.changed': ['agent', 'lead'],
  'desk-notice.changed': ['agent', 'lead'],
  'file.viewed': ['agent', 'lead'],
  'work-order.opened': orderWatchers,
  'work-order.changed': orderWatchers,
  'work-order.alerted': orderWatchers,
  'order-task.changed': orderWatchers,
}

/** Of no place, or of none yet: a count, the whole company's prices, and a call that nobody has a name for. Any other that cannot
 * be placed is told to nobody. */
const placeless: EventKind[] = [
  'readings.accepted',
  'price.published',
  'contact.offered',
  'contact.changed',
  'contact.closed',
  'chat.changed',
  'hand-in.changed',
  'caller-mark.changed',
]

const listenersOf = [...new Set(Object.values(audience).flat())]
const POLL_MS = 1_000
const HEARTBEAT_MS = 15_000
const BATCH = 200
const LARGEST_XID = 2n ** 64n - 1n

/** `GET /api/live`: server-sent events after the cursor in `Last-Event-ID` (or `?after=`), else from now on. */
export function liveRoutes(app: App, parts: Parts): void {
  app.get(
    '/api/live',
    { config: { roles: listenersOf }, schema: { tags: ['live'], summary: '实时事件 Live events (text/event-stream)' } },
    async (request, reply) => {
      const wanted = request.headers['last-event-id'] ?? (request.query as { after?: string }).after
      const position = wanted === undefined ? await findLatestPosition(request.ctx) : parsePosition(String(wanted))
      const stream = Readable.from(follow(request.ctx, parts, position, () => request.raw.destroyed))
      return reply
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .type('text/event-stream')
        .send(stream)
    },
  )
}

async function* follow(ctx: Ctx, parts: Parts, from: EventPosition, isGone: () => boolean): AsyncGenerator<string> {
  const kinds = (Object.keys(audience) as EventKind[]).filter((kind) =>
    audience[kind]?.some((role) => ctx.actor.roles.includes(role)),
  )
  let position = from
  let quietSince = Date.now()
  yield ': live\n\n'
  while (!isGone()) {
    const woken = waitForWork()
    const events = await readEvents({ db: parts.db }, position, kinds, BATCH)
    for (const event of await inScope(ctx, events)) yield toMessage(event)
    const latest = events.at(-1)
    if (latest) position = { xid: latest.xid, id: latest.id }
    if (latest || Date.now() - quietSince > HEARTBEAT_MS) {
      quietSince = Date.now()
      yield ': \n\n'
    }
    if (events.length < BATCH) await woken
  }
}

type Located = DomainEvent & { xid: string }

/** Leaves out what concerns another organisation, by whichever of its things an event names. */
async function inScope(ctx: Ctx, events: Located[]): Promise<Located[]> {
  if (ctx.scope === '' || events.length === 0) return events
  const visible = await ctx.db.rows<{ id: number }>(
    `select e.id from event e
     left join alarm l on l.id = (e.payload ->> 'alarmId')::bigint
     left join exchange_order x on e.kind = 'exchange.changed' and x.id = (e.payload ->> 'orderId')::bigint
     left join repair_order r on e.kind = 'repair.changed' and r.id = (e.payload ->> 'orderId')::bigint
     left join special_reading s on s.id = (e.payload ->> 'specialId')::bigint
     left join contact c on c.id = (e.payload ->> 'contactId')::bigint
     left join metering_point p on p.id = coalesce(l.point_id, x.point_id, r.point_id, s.point_id)
     left join terminal t on t.id = coalesce(l.terminal_id, r.terminal_id, (e.payload ->> 'terminalId')::bigint)
     left join account a on a.id = coalesce((e.payload ->> 'accountId')::bigint, p.account_id, c.account_id)
     left join transformer_district d on d.id = coalesce((e.payload ->> 'districtId')::bigint, p.district_id, t.district_id)
     left join feeder_term f on f.feeder_id = p.feeder_id and f.valid_to is null
     left join substation b on b.id = f.substation_id
     left join order_task k on k.id = (e.payload ->> 'taskId')::bigint
     left join work_order w on w.id = coalesce(k.work_order_id, (e.payload ->> 'workOrderId')::bigint)
     left join desk_notice dn on dn.id = (e.payload ->> 'noticeId')::bigint
     left join application n on n.id = (e.payload ->> 'applicationId')::bigint
     left join organisation o
       on o.id = coalesce(k.organisation_id, w.organisation_id, n.organisation_id, a.organisation_id, d.organisation_id, b.organisation_id, dn.organisation_id)
     where e.id = any($1) and (w.id is null or ($5::text[] is null or coalesce(k.handler, w.handler) = any($5)) and ${isNotOfReader(6)})
       and (starts_with(o.path, $2) or (dn.id is not null and starts_with($2, o.path)) or (o.path is null and e.kind = any($3))
       or (e.kind in ('contact.offered', 'contact.changed') and (e.payload ->> 'agentId')::bigint = $4))`,
    [
      events.map(({ id }) => id),
      ctx.scope,
      placeless,
      ctx.actor.id,
      handlersSeen(ctx.actor.roles),
      ...readerNames(ctx),
    ],
  )
  const ids = new Set(visible.map(({ id }) => id))
  return events.filter(({ id }) => ids.has(id))
}

function toMessage({ xid, id, kind, at, payload }: Located): string {
  const cursor = `${xid}-${id}`
  return `id: ${cursor}\ndata: ${JSON.stringify({ id: cursor, kind, at, payload })}\n\n`
}

function waitForWork(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      forget()
      resolve()
    }
    const timer = setTimeout(done, POLL_MS)
    const forget = onPublished(done)
  })
}

async function findLatestPosition(ctx: Ctx): Promise<EventPosition> {
  const row = await ctx.db.first<EventPosition>(
    `select xid::text as xid, id from event where xid < pg_snapshot_xmin(pg_current_snapshot()) order by event.xid desc, id desc limit 1`,
  )
  return row ?? { xid: '0', id: 0 }
}

function parsePosition(cursor: string): EventPosition {
  const match = /^(\d{1,20})-(\d{1,18})$/.exec(cursor)
  if (!match || BigInt(match[1] ?? 0) > LARGEST_XID) {
    throw new Refusal('CURSOR_UNKNOWN', '实时更新的位置无效,请刷新页面', {
      status: 400,
      issues: [{ path: 'after', message: cursor }],
    })
  }
  return { xid: match[1] ?? '0', id: Number(match[2]) }
}
