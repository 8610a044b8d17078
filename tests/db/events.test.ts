import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import type { Ctx } from '../../db/context.ts'
import { publish, type Subscriber } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { deliverEvents as deliver, listParkedEvents, rerunParkedEvent, retryFailures } from '../../db/subscriptions.ts'
import { useDatabase } from '../support/database.ts'

describe('events', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-01T${time}+08:00`)

  function listener(
    name: string,
    handle: (payload: object, ctx: Ctx) => void = () => {},
  ): Subscriber & { heard: object[] } {
    const heard: object[] = []
    return {
      name,
      kinds: ['bill.issued'],
      heard,
      async handle(ctx, event) {
        handle(event.payload, ctx)
        heard.push(event.payload)
      },
    }
  }
  /** Transactions of other test files on the same server hold events back for a moment. */
  async function deliverEvents(ctx: Ctx, subscriber: Subscriber): Promise<number> {
    await vi.waitFor(async () => {
      const { rows } = await database.pool.query(
        'select count(*)::int as n from event where xid >= pg_snapshot_xmin(pg_current_snapshot())',
      )
      expect(rows).toEqual([{ n: 0 }])
    }, 10_000)
    return deliver(ctx, subscriber)
  }
  const bill = (billId: number) => ({ billId, accountId: 1, billMonth: '2026-02', totalYuan: '1.00' })
  const issue = (ctx: Ctx, billId: number) => transact(ctx, (inner) => publish(inner, 'bill.issued', bill(billId)))

  test('reach each subscriber once, by its own cursor', async () => {
    await issue(at('09:00:00'), 1)
    const [first, second] = [listener('first'), listener('second')]
    await deliverEvents(at('09:00:01'), first)
    await issue(at('09:00:02'), 2)
    await deliverEvents(at('09:00:03'), first)
    await deliverEvents(at('09:00:03'), second)
    expect(first.heard).toEqual([bill(1), bill(2)])
    expect(second.heard).toEqual([bill(1), bill(2)])
    expect(await deliverEvents(at('09:00:04'), first)).toBe(0)
  })

  test('are not skipped when an earlier one is committed later', async () => {
    const hears = listener('late')
    await deliverEvents(at('09:10:00'), hears)
    hears.heard.length = 0
    const slow = new pg.Client(database.url)
    await slow.connect()
    await slow.query('begin')
    await slow.query(`insert into event (kind, at, payload) values ('bill.issued', now(), '{"billId": 31}')`)
    await issue(at('09:10:01'), 32)
    await deliver(at('09:10:02'), hears)
    expect(hears.heard).toEqual([])
    await slow.query('commit')
    await slow.end()
    await deliverEvents(at('09:10:03'), hears)
    expect(hears.heard).toEqual([{ billId: 31 }, bill(32)])
  })

  test('come in order of their transactions, also where the number of these gets a digit longer', async () => {
    await database.pool.query(
      `insert into event (kind, at, payload, xid)
       select 'payment.recorded', now(), jsonb_build_object('paymentId', n), n::text::xid8 from generate_series(8, 111) n`,
    )
    const hears = { ...listener('digits'), kinds: ['payment.recorded' as const] }
    await deliverEvents(at('09:15:00'), hears)
    expect(hears.heard).toEqual(Array.from({ length: 104 }, (_, number) => ({ paymentId: 8 + number })))
  })

  test('of a change that was rolled back were never told', async () => {
    const hears = listener('rolled-back')
    await deliverEvents(at('09:20:00'), hears)
    hears.heard.length = 0
    await expect(
      transact(at('09:20:00'), async (inner) => {
        await publish(inner, 'bill.issued', bill(41))
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await deliverEvents(at('09:20:01'), hears)
    expect(hears.heard).toEqual([])
  })

  test('whose handler fails hold up nobody, are tried again, parked, and re-run', async () => {
    const started = listener('fragile')
    await deliverEvents(at('10:00:00'), started)
    await issue(at('10:00:00'), 51)
    await issue(at('10:00:00'), 52)
    let broken = true
    const fragile = listener('fragile', (payload) => {
      if (broken && (payload as { billId: number }).billId === 51) throw new Error('the printer is on fire')
    })
    await deliverEvents(at('10:00:01'), fragile)
    expect(fragile.heard).toEqual([bill(52)])
    for (const time of ['10:00:01', '10:00:02', '10:00:10', '10:01:00', '10:05:00', '10:20:00']) {
      await retryFailures(at(time), [fragile])
    }
    const parked = await listParkedEvents(at('10:20:00'))
    expect(parked).toMatchObject([{ subscriber: 'fragile', error: 'the printer is on fire', attempts: 6 }])

    broken = false
    await rerunParkedEvent(at('10:30:00'), { subscriber: 'fragile', eventId: parked[0]?.eventId ?? 0 })
    await retryFailures(at('10:30:01'), [fragile])
    expect(fragile.heard).toEqual([bill(52), bill(51)])
    expect(await listParkedEvents(at('10:31:00'))).toEqual([])
  })

  test('and the log itself cannot be changed', async () => {
    await expect(database.pool.query(`update event set kind = 'x'`)).rejects.toThrow('append-only')
  })
})
