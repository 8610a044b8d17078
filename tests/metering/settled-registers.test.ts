import { describe, expect, it } from 'vitest'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { listUsages, metering } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { findLadder } from '../../metering/vee/stand-ins.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'

describe('a register that was read at a hand-over', () => {
  const database = useDatabase()
  const at = (now: string): Ctx => database.ctx(now, { roles: ['grid'], username: 'installer' })
  const midnight = (day: string) => new Date(`2026-11-${day}T00:00:00+08:00`)
  const [begin, handOver, end] = [midnight('01'), midnight('17'), midnight('30')]

  it('counts for both owners beside the meter’s own of that midnight, and says so; told again it changes nothing', async () => {
    const now = at('2026-11-30T04:00:00Z')
    const network = await layNetwork(at('2026-01-01T00:00:00Z'))
    const { accountId, pointId } = await openChenGuilan(at('2026-11-01T01:00:00Z'), network, {
      energisedAt: begin,
    })
    const own = [
      ['09', 80_000],
      ['17', 160_000],
      ['30', 290_000],
    ] as const
    const readings = own.map(([day, importWh]) => ({ meter: 'M-CHEN-1', at: midnight(day), values: { importWh } }))
    await storeReadings(now, { source: 'modbus', topic: 'test', readings, keep: 'every' })
    const parts = [
      { pointId, from: begin, to: handOver },
      { pointId, from: handOver, to: end },
    ]
    const energies = async () =>
      (await listUsages(now, parts)).map(({ energyWh, quality }) => [energyWh.importTotal, quality])
    expect(await energies()).toEqual([
      [160_000, 'measured'],
      [130_000, 'measured'],
    ])

    const read = { pointId, readAt: '2026-11-16T02:00:00.000Z', registers: { importTotal: 154_000 } }
    for (const _ of ['told', 'told again']) {
      await publish(now, 'customer.changed', { accountId, from: '2026-11-17', readings: [read] })
      await untilReadable(database.pool)
      for (const subscriber of metering.subscribers) await deliverEvents(now, subscriber)
      expect(await energies()).toEqual([
        [154_000, 'settled'],
        [136_000, 'settled'],
      ])
    }
    const ladder = await findLadder(now, { pointId, day: '2026-11-17' })
    expect(ladder).toMatchObject({
      step: 'settled',
      measured: { registers: { importTotal: 160_000 } },
      standIn: { kind: 'settled', registers: { importTotal: 154_000 } },
    })
  })
})
