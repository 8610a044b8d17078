import { Readable } from 'node:stream'
import { handlersSeen } from '../../callcenter/index.ts'
import type { Ctx } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import type { EventPosition } from '../../db/events.ts'
import { Refusal } from '../../db/refusal.ts'
import type { Parts } from '../server.ts'
import { audience, isTold, kindsFor } from './audience.ts'
import type { LocatedEvent } from './places.ts'
import { findLatestPosition, LiveTail } from './tail.ts'

const listenersOf = [...new Set(Object.values(audience).flat())]
const BEAT_MS = 15_000
const LARGEST_XID = 2n ** 64n - 1n

/** `GET /api/live`: server-sent events after the cursor in `Last-Event-ID` (or `?after=`), else from now on. */
export function liveRoutes(app: App, parts: Pick<Parts, 'db'>): void {
  const tail = new LiveTail(parts.db)
  app.get(
    '/api/live',
    { config: { roles: listenersOf }, schema: { tags: ['live'], summary: '实时事件 Live events (text/event-stream)' } },
    async (request, reply) => {
      const wanted = request.headers['last-event-id'] ?? (request.query as { after?: string }).after
      const position = wanted === undefined ? await findLatestPosition(request.ctx) : parsePosition(String(wanted))
      const stream = Readable.from(follow(request.ctx, tail, position, () => request.raw.destroyed))
      return reply
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .type('text/event-stream')
        .send(stream)
    },
  )
}

async function* follow(
  { actor, scope }: Ctx,
  tail: LiveTail,
  from: EventPosition,
  isGone: () => boolean,
): AsyncGenerator<string> {
  const reader = { actor, scope, kinds: kindsFor(actor.roles), handlers: handlersSeen(actor.roles) }
  let position = from
  let beatAt = 0
  let isNews = false
  let wake = () => {}
  const leave = tail.follow(() => {
    isNews = true
    wake()
  })
  try {
    yield ': live\n\n'
    while (!isGone()) {
      isNews = false
      const { events, isAll } = await tail.after(position)
      for (const event of events) if (isTold(reader, event)) yield toMessage(event)
      position = events.at(-1) ?? position
      if (!isAll) continue
      if (Date.now() - beatAt >= BEAT_MS) {
        beatAt = Date.now()
        yield toBeat(position)
      }
      if (!isNews) await untilCalled((call) => (wake = call), BEAT_MS)
    }
  } finally {
    leave()
  }
}

function untilCalled(give: (call: () => void) => void, atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs)
    give(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

const cursorOf = ({ xid, id }: EventPosition) => `${xid}-${id}`

function toMessage(event: LocatedEvent): string {
  const { kind, at, payload } = event
  const cursor = cursorOf(event)
  return `id: ${cursor}\ndata: ${JSON.stringify({ id: cursor, kind, at, payload })}\n\n`
}

/** Keeps the stream open, and says how far it is: who was told of nothing for hours goes on from here. */
function toBeat(position: EventPosition): string {
  return `event: beat\nid: ${cursorOf(position)}\ndata: {}\n\n`
}

function parsePosition(cursor: string): EventPosition {
  const match = /^(\d{1,20})-(\d{1,18})$/.exec(cursor)
  if (!match || BigInt(match[1] ?? 0) > LARGEST_XID) {
    throw new Refusal('CURSOR_UNKNOWN', '实时更新的位置无效，请刷新页面', {
      status: 400,
      issues: [{ path: 'after', message: cursor }],
    })
  }
  return { xid: match[1] ?? '0', id: Number(match[2]) }
}
