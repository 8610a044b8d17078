import { afterEach, describe, expect, test, vi } from 'vitest'
import { EventPump } from '../../app/pump.ts'
import { publish, type Subscriber } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { listParkedEvents } from '../../db/subscriptions.ts'
import { useDatabase } from '../support/database.ts'

describe('the event pump', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  let at = new Date(now)
  let pumps: EventPump[] = []
  /** Transactions of other test files on the same server hold events back for a moment. */
  const patient = { timeout: 15_000, interval: 50 }

  afterEach(async () => {
    await Promise.all(pumps.map((pump) => pump.stop()))
    pumps = []
  })

  const pay = (paymentId: number) =>
    transact(database.ctx(now), (inner) =>
      publish(inner, 'payment.recorded', { paymentId, accountId: 1, amountYuan: '1.00' }),
    )
  function start(...subscribers: Subscriber[]): void {
    const pump = new EventPump({ db: database.ctx(now).db, clock: () => at, subscribers, log: { error: () => {} } })
    pumps.push(pump)
    pump.start()
  }
  function listener(name: string, work: (paymentId: number) => void = () => {}): Subscriber & { heard: number[] } {
    const heard: number[] = []
    return {
      name,
      kinds: ['payment.recorded'],
      heard,
      async handle(_ctx, event) {
        const { paymentId } = event.payload as { paymentId: number }
        work(paymentId)
        heard.push(paymentId)
      },
    }
  }

  test('carries to each subscriber what this process and others tell', async () => {
    const [first, second] = [listener('pump.first'), listener('pump.second')]
    start(first, second)
    await pay(1)
    await database.pool.query(
      `insert into event (kind, at, payload) values ('payment.recorded', now(), '{"paymentId": 2}')`,
    )
    await vi.waitFor(
      () =>
        expect([first.heard, second.heard]).toEqual([
          [1, 2],
          [1, 2],
        ]),
      patient,
    )
  })

  test('of two processes carries each event once', async () => {
    const [here, there] = [listener('pump.shared'), listener('pump.shared')]
    start(here)
    start(there)
    const all = Array.from({ length: 50 }, (_, number) => 100 + number)
    for (const number of all) await pay(number)
    await vi.waitFor(() => expect(here.heard.length + there.heard.length).toBeGreaterThanOrEqual(52), patient)
    expect([...here.heard, ...there.heard].filter((number) => number >= 100).toSorted((a, b) => a - b)).toEqual(all)
  })

  test('goes on past a handler that fails, and tries it again when it is due', async () => {
    let broken = true
    const fragile = listener('pump.fragile', (paymentId) => {
      if (broken && paymentId === 201) throw new Error('the printer is on fire')
    })
    start(fragile)
    await pay(201)
    await pay(202)
    await vi.waitFor(() => expect(fragile.heard).toContain(202), patient)
    expect(fragile.heard).not.toContain(201)
    broken = false
    at = new Date('2026-03-10T09:00:02+08:00')
    await vi.waitFor(() => expect(fragile.heard).toContain(201), patient)
    expect(await listParkedEvents(database.ctx(now))).toEqual([])
  })
})
