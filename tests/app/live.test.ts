import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LiveEvent } from '../../app/contract.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { type EventKind, type EventPayloads, publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

type Reader = { heard: LiveEvent[]; stop: () => Promise<void>; ended: Promise<void> }

describe('live events', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  let site: Site
  let url = ''
  let accountId = 0
  let accountNo = ''
  let readers: Reader[] = []
  const tokens: Record<string, string> = {}
  const agentIds: Record<string, number> = {}

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const opened = await openChenGuilan(ctx, await layNetwork(ctx))
    accountId = opened.accountId
    accountNo = opened.accountNo
    await database.pool.query(
      `insert into organisation (parent_id, kind, code, name, path)
       select id, 'station', 'X2', '城北供电所', 'X.X2.' from organisation where path = 'X.'`,
    )
    site = await openSite(database, [], now)
    for (const [name, role, path] of [
      ['lin', 'agent', 'X.'],
      ['mei', 'agent', 'X.'],
      ['head', 'lead', 'X.'],
      ['grid', 'grid', 'X.'],
      ['bill', 'billing', 'X.'],
      ['own', 'manager', 'X.X1.'],
      ['other', 'manager', 'X.X2.'],
    ] as const) {
      await addPerson(database, name, [role], path)
      tokens[name] = await logIn(site, name)
      const { rows } = await database.pool.query('select id from app_user where username = $1', [name])
      agentIds[name] = rows[0].id
    }
    url = await site.app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => {
    await Promise.all(readers.map(({ stop }) => stop()))
    readers = []
  })
  afterAll(() => site.app.close())

  async function follow(who: string, after?: string): Promise<Reader> {
    const control = new AbortController()
    const answer = await fetch(`${url}/api/live`, {
      headers: { cookie: `dianhu=${tokens[who]}`, ...(after ? { 'last-event-id': after } : {}) },
      signal: control.signal,
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const heard: LiveEvent[] = []
    let opened = () => {}
    const open = new Promise<void>((resolve) => {
      opened = resolve
    })
    const read = async () => {
      let text = ''
      const decoder = new TextDecoder()
      for await (const chunk of answer.body ?? []) {
        opened()
        text += decoder.decode(chunk, { stream: true })
        const messages = text.split('\n\n')
        text = messages.pop() ?? ''
        for (const message of messages) {
          const id = /^id: (.*)$/m.exec(message)?.[1]
          const data = /^data: (.*)$/m.exec(message)?.[1]
          if (!data || message.startsWith('event: beat')) continue
          const event = JSON.parse(data) as LiveEvent
          expect(event.id).toBe(id)
          heard.push(event)
        }
      }
    }
    const ended = read().catch(() => {})
    const reader = {
      heard,
      ended,
      stop: async () => {
        control.abort()
        await ended
      },
    }
    readers.push(reader)
    await open
    return reader
  }

  const tell = <K extends EventKind>(kind: K, payload: EventPayloads[K]) =>
    transact(database.ctx(now), (inner) => publish(inner, kind, payload))
  const closed = (contactId: number, by = agentIds.lin) =>
    tell('contact.closed', { contactId, accountId: null, agentId: by ?? null })
  const numbers = ({ heard }: Reader) => heard.map(({ payload }) => payload.contactId as number)
  /** Transactions of other test files on the same server hold events back for a moment. */
  const patient = { timeout: 15_000, interval: 50 }

  test('come as they happen, from the moment of asking on', async () => {
    await closed(1)
    await closed(2)
    await vi.waitFor(async () => {
      const { rows } = await database.pool.query(
        'select count(*)::int as n from event where xid >= pg_snapshot_xmin(pg_current_snapshot())',
      )
      expect(rows).toEqual([{ n: 0 }])
    }, patient)
    const reader = await follow('lin')
    await closed(3)
    await vi.waitFor(() => expect(numbers(reader)).toEqual([3]), patient)
    expect(reader.heard[0]).toMatchObject({ kind: 'contact.closed', at: new Date(now).toISOString() })
  })

  test('of another process come within moments', async () => {
    const reader = await follow('lin')
    await database.pool.query(
      `insert into event (kind, at, payload)
       values ('contact.closed', now(), jsonb_build_object('contactId', 77, 'accountId', null, 'agentId', $1::bigint))`,
      [agentIds.lin],
    )
    await vi.waitFor(() => expect(numbers(reader)).toEqual([77]), patient)
  })

  test('are neither lost nor doubled for a reader who comes and goes while many write at once', async () => {
    const first = await follow('lin')
    await closed(1000)
    await vi.waitFor(() => expect(numbers(first)).toEqual([1000]), patient)
    let cursor = first.heard[0]?.id
    const all = Array.from({ length: 300 }, (_, number) => 1001 + number)
    const writing = Promise.all(
      [0, 1, 2].map(async (part) => {
        for (const number of all.filter((each) => each % 3 === part)) await closed(number)
      }),
    )
    const heard: number[] = []
    while (heard.length < all.length) {
      const reader = await follow('lin', cursor)
      const wanted = Math.min(1 + Math.floor(Math.random() * 60), all.length - heard.length)
      await vi.waitFor(() => expect(reader.heard.length).toBeGreaterThanOrEqual(wanted), patient)
      await reader.stop()
      heard.push(...numbers(reader))
      cursor = reader.heard.at(-1)?.id
    }
    await writing
    expect(heard.toSorted((a, b) => a - b)).toEqual(all)
    const nothingMore = await follow('lin', cursor)
    await closed(2000)
    await vi.waitFor(() => expect(numbers(nothingMore)).toEqual([2000]), patient)
  })

  test('go to those whose work they are', async () => {
    const [agent, grid, bill] = await Promise.all(['lin', 'grid', 'bill'].map((who) => follow(who)))
    await tell('bill.issued', { billId: 1, accountId, billMonth: '2026-02', totalYuan: '12.34' })
    await tell('terminal.status-changed', { terminalId: 1, online: false })
    await closed(5)
    const kinds = (reader?: Reader) => reader?.heard.map(({ kind }) => kind)
    await vi.waitFor(() => {
      expect(kinds(agent)).toEqual(['contact.closed'])
      expect(kinds(grid)).toEqual(['terminal.status-changed'])
      expect(kinds(bill)).toEqual(['bill.issued'])
    }, patient)
  })

  test('of a contact go to the agent in whose hand it is and to who leads, not to every desk', async () => {
    const [own, other, lead] = await Promise.all(['lin', 'mei', 'head'].map((who) => follow(who)))
    await closed(11, agentIds.lin)
    await tell('chat.changed', { contactId: 12, agentId: null })
    await tell('contact.changed', { contactId: 13, agentId: agentIds.mei ?? null })
    await vi.waitFor(() => {
      expect(own && numbers(own)).toEqual([11])
      expect(other && numbers(other)).toEqual([13])
      expect(lead && numbers(lead)).toEqual([11, 12, 13])
    }, patient)
  })

  test('reach many readers in the order in which they happened, from the log for who was far behind', async () => {
    const first = await follow('head')
    await closed(3000)
    await vi.waitFor(() => expect(numbers(first)).toEqual([3000]), patient)
    const cursor = first.heard[0]?.id
    // More than what is held of the latest.
    const { agentId } = { agentId: agentIds.lin ?? 0 }
    await database.pool.query(
      `insert into event (kind, at, payload)
       select 'contact.closed', now(), jsonb_build_object('contactId', 3000 + n, 'accountId', null, 'agentId', $1::bigint)
       from generate_series(1, 2500) as n order by n`,
      [agentId],
    )
    const all = Array.from({ length: 2501 }, (_, n) => 3000 + n)
    await vi.waitFor(() => expect(numbers(first)).toEqual(all), patient)
    const late = await Promise.all(['head', 'lin', 'head'].map((who) => follow(who, cursor)))
    for (const reader of late) await vi.waitFor(() => expect(numbers(reader)).toEqual(all.slice(1)), patient)
  })

  test('of one station are not told to another, whatever they are about', async () => {
    const ctx = database.ctx(now)
    const [own, other] = await Promise.all(['own', 'other'].map((who) => follow(who)))
    const said = { urgency: 'normal', description: '窃电', form: {} } as const
    const report = { kind: 'report', subkind: 'theft', accountNo, ...said } as const
    const order = await openWorkOrder(ctx, report)
    // Nobody is told that he was reported.
    await openWorkOrder(ctx, { ...report, complainedUsername: 'own' })
    await tell('work-order.changed', { workOrderId: order.id, workOrderNo: order.workOrderNo, status: 'accepted' })
    await tell('bill.issued', { billId: 1, accountId, billMonth: '2026-02', totalYuan: '12.34' })
    const alarm = await ctx.db.first<{ id: number; pointId: number }>(
      `insert into alarm (kind, severity, point_id, occurred_at, raised_at)
       select 'power-off', 'warning', id, now(), now() from metering_point where account_id = $1
       returning id, point_id as "pointId"`,
      [accountId],
    )
    const alarmId = alarm?.id ?? 0
    await tell('alarm.raised', {
      alarmId,
      kind: 'power-off',
      pointId: alarm?.pointId ?? 0,
      accountId,
      districtId: null,
    })
    await tell('alarm.cleared', { alarmId, kind: 'power-off' })
    await tell('alarm.acknowledged', { alarmId, by: 'grid' })
    const terminal = await ctx.db.first<{ id: number }>(`select id from terminal where asset_no = 'T-MQTT-1'`)
    await tell('terminal.status-changed', { terminalId: terminal?.id ?? 0, online: false })
    await tell('readings.accepted', { points: 1, readings: 1, from: now, to: now })
    await vi.waitFor(
      () =>
        expect(own?.heard.map(({ kind }) => kind)).toEqual([
          'work-order.opened',
          'work-order.changed',
          'bill.issued',
          'alarm.raised',
          'alarm.cleared',
          'alarm.acknowledged',
          'terminal.status-changed',
          'readings.accepted',
        ]),
      patient,
    )
    await vi.waitFor(() => expect(other?.heard.map(({ kind }) => kind)).toEqual(['readings.accepted']), patient)
  })

  test.each(['nonsense', '1', '1-2-3', '-1-2'])('are refused after a cursor such as %s', async (cursor) => {
    const answer = await ask(site, {
      method: 'GET',
      url: '/api/live',
      token: tokens.lin,
      headers: { 'last-event-id': cursor },
    })
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'CURSOR_UNKNOWN', issues: [{ path: 'after' }] } },
    })
  })

  test('end when the server closes, which does not wait for them', async () => {
    const reader = await follow('lin')
    const before = Date.now()
    await site.app.close()
    await reader.ended
    expect(Date.now() - before).toBeLessThan(5_000)
  })
})
