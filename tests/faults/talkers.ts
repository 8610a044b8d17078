import type pg from 'pg'
import { expect, vi } from 'vitest'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { MqttTerminal } from '../../simulators/terminals.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'

const MINUTE_MS = 60_000
/** Between messages, so that the collector keeps up and a fault finds readings at every stage of their way. */
const PAUSE_MS = 10
export const since = new Date('2025-01-01T00:00:00+08:00')

type Sent = { meter: string; measuredAt: string; importWh: number; kind: 'interval' | 'register' }

/**
 * One meter behind a terminal of its own, telling one reading after the other: on the quarter hour, the day's freeze
 * at midnight, and every fifth a little off the mark. What the broker acknowledged is remembered.
 */
export class Talker {
  readonly sent: Sent[] = []
  acknowledged = 0
  private readonly meter: string
  private readonly terminal: MqttTerminal
  private talking = true
  private done: Promise<void> = Promise.resolve()

  constructor(number: number, mqttUrl: string) {
    this.meter = `M-FAULT-${number}`
    this.terminal = new MqttTerminal({ name: `T-FAULT-${number}`, url: mqttUrl })
  }

  async start(): Promise<void> {
    await this.terminal.start()
    this.done = this.talk()
  }

  /** Says no more once the latest reading is acknowledged. */
  async finish(): Promise<void> {
    this.talking = false
    await this.done
    await this.terminal.stop()
  }

  private async talk(): Promise<void> {
    while (this.talking) {
      const readings = [this.next(), this.next()]
      await this.terminal.publishReadings(readings)
      while (this.terminal.buffered > 0) await new Promise((resolve) => setTimeout(resolve, 20))
      this.acknowledged = this.sent.length
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  private next() {
    const step = this.sent.length + 1
    const isOff = step % 5 === 0
    const at = new Date(since.getTime() + step * 15 * MINUTE_MS + (isOff ? 7 * MINUTE_MS : 0))
    const isMidnight = step % 96 === 0
    const reading = {
      meter: this.meter,
      at: at.toISOString(),
      importWh: step * 50,
      ...(isMidnight ? { freeze: 'day' } : {}),
    }
    const kind = isOff || isMidnight ? 'register' : 'interval'
    this.sent.push({ meter: this.meter, measuredAt: reading.at, importWh: reading.importWh, kind })
    return reading
  }
}

/** All that was acknowledged is in the database once, nothing else is, and nothing was doubted on the way. */
export async function expectAllKept(pool: pg.Pool, talkers: Talker[]): Promise<void> {
  await vi.waitFor(async () => expect(await findLost(pool, talkers)).toEqual([]), { timeout: 30_000, interval: 500 })
  expect(await findStrangers(pool, talkers)).toEqual([])
  const { rows } = await pool.query(
    `select (select count(*) from reading_suspect) as suspect, (select count(*) from mqtt_quarantine) as aside`,
  )
  expect(rows).toEqual([{ suspect: 0, aside: 0 }])
}

type Kept = { meter: string; measuredAt: Date; importWh: number; kind: 'interval' | 'register' }

async function listKept(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<Kept>(
    `select d.asset_no as meter, r.measured_at as "measuredAt", r.import_wh as "importWh", r.kind
     from (select installation_id, measured_at, import_wh, 'interval' as kind from interval_reading
           union all select installation_id, measured_at, import_wh, 'register' from register_reading) r
     join installation i on i.id = r.installation_id join device d on d.id = i.device_id`,
  )
  return rows.map((row) => JSON.stringify({ ...row, measuredAt: row.measuredAt.toISOString() }))
}

const toKey = ({ meter, measuredAt, importWh, kind }: Sent) => JSON.stringify({ meter, measuredAt, importWh, kind })

/** Acknowledged, and not in the database exactly once with its value. */
async function findLost(pool: pg.Pool, talkers: Talker[]): Promise<string[]> {
  const counts = new Map<string, number>()
  for (const key of await listKept(pool)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const acknowledged = talkers.flatMap((talker) => talker.sent.slice(0, talker.acknowledged).map(toKey))
  const lost = acknowledged.filter((key) => counts.get(key) !== 1)
  return lost.length > 20 ? [`${lost.length} of ${acknowledged.length}`, lost[0] ?? '', lost.at(-1) ?? ''] : lost
}

/** In the database, and never sent so; a reading off the mark may also be the best of its interval. */
async function findStrangers(pool: pg.Pool, talkers: Talker[]): Promise<string[]> {
  const sent = new Set(
    talkers.flatMap((talker) => talker.sent.flatMap((each) => [toKey(each), toKey({ ...each, kind: 'interval' })])),
  )
  const kept = await listKept(pool)
  const seen = new Set<string>()
  return kept.filter((key) => !sent.has(key) || seen.size === seen.add(key).size)
}

/** One account and one terminal for each talker. */
export async function openAccounts(pool: pg.Pool, meters: number): Promise<void> {
  const ctx = systemCtx(poolDb(pool), since, 'test')
  const network = await layNetwork(ctx)
  for (let number = 0; number < meters; number++) {
    const terminalAssetNo = `T-FAULT-${number}`
    await ctx.db.run(`insert into terminal (asset_no, protocol, district_id) values ($1, 'mqtt', $2)`, [
      terminalAssetNo,
      network.districtId,
    ])
    await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: `陈桂兰${number}` },
      energisedAt: since,
      contract: { contractNo: `HT-FAULT-${number}`, signedOn: '2024-12-30' },
      meter: {
        assetNo: `M-FAULT-${number}`,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo, measuringPointNo: 1 },
      },
    })
  }
}
