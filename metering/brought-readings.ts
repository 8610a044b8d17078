import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { Refusal } from '../db/refusal.ts'
import { civilDay, startOfDay } from '../db/time.ts'
import type { Registers } from './contract.ts'
import { startTrail } from './judging.ts'
import { findInstallations } from './known-installations.ts'
import type { MeterValues } from './mqtt-contract.ts'
import { placeOf } from './placing.ts'
import { foreseeReadings, storeReadings } from './readings.ts'
import { type BroughtFault, findBroughtFaults } from './rules/brought.ts'
import { tellAll } from './rules/told.ts'
import { registersToValues } from './rules/values.ts'
import { listSnapshots, type Span } from './sql/snapshots.ts'

/** What a meter showed at an instant, by the records of the system before this one; Wh before CT × PT. */
export type BroughtReading = { meter: string; at: Date; registers: Registers }
type Refused = { index: number; because: 'UNKNOWN_METER' | 'NOT_INSTALLED_THEN' | 'IN_THE_FUTURE' }

const ROWS_A_CHUNK = 5000

/** What is known of each meter at exactly that instant, wherever it came from; undefined where nothing is. */
export async function listRegistersAt(
  ctx: Ctx,
  asked: { meter: string; at: Date }[],
): Promise<(Registers | undefined)[]> {
  const byMeter = await findInstallations(ctx, [...new Set(asked.map(({ meter }) => meter))])
  const spans = asked.map(({ meter, at }): Span | undefined => {
    const place = placeOf(byMeter.get(meter), { at }, ctx.now)
    if (!('installed' in place)) return undefined
    const { installationId, pointId } = place.installed
    return { installationId, pointId, fromMs: at.getTime(), toMs: at.getTime() }
  })
  const known = new Map<string, Registers>()
  const there = spans.filter((span) => span !== undefined)
  for (const chunk of chunksOf(there)) {
    for (const { installationId, atMs, registers } of await listSnapshots(ctx, chunk, { neighbours: false })) {
      const key = `${installationId} ${atMs}`
      if (Object.keys(registers).length > 0) known.set(key, { ...known.get(key), ...registers })
    }
  }
  return spans.map((span) => span && known.get(`${span.installationId} ${span.fromMs}`))
}

/** What is wrong with readings, each told by its place; nothing is stored. */
export async function inspectBroughtReadings(
  ctx: Ctx,
  readings: BroughtReading[],
): Promise<(BroughtFault | (Refused & { role: null }))[]> {
  const told = tellAll(readings.map(({ registers }) => registersToValues(registers)))
  const batch = readings.flatMap(({ meter, at }, n) => (told[n] ? [{ meter, at, told: told[n] }] : []))
  const seen = await foreseeReadings(ctx, { source: 'brought', topic: '', readings: batch })
  const refused = seen.outcomes.flatMap(({ is, because }, index) =>
    is === 'quarantined' ? [{ index, role: null, because: because as Refused['because'] }] : [],
  )
  const faults = seen.judged.flatMap(({ installed, placed, judgement }) => {
    const latest = seen.latest.get(installed.pointId)
    const rows = placed.map(({ index, incoming }, order) => ({
      row: { index, atMs: incoming.at.getTime(), registers: incoming.told.registers },
      outcome: judgement.outcomes[order],
    }))
    const inOrder = rows.toSorted((one, other) => one.row.atMs - other.row.atMs)
    return findBroughtFaults(
      inOrder.map(({ row }) => row),
      {
        digits: installed.registers,
        judgement: { ...judgement, outcomes: inOrder.flatMap(({ outcome }) => outcome ?? []) },
        trails: [startTrail(installed), ...(latest?.installationId === installed.installationId ? [latest.trail] : [])],
      },
    )
  })
  return [...refused, ...faults]
}

/**
 * Keeps readings that were inspected. One of a midnight is that day's freeze. Refuses with `READING_UNFIT` where the meter has
 * told something else meanwhile: nothing is kept then.
 */
export function bringReadings(ctx: Ctx, readings: BroughtReading[], caseRef: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const ordered = readings.toSorted(
      (one, other) => one.meter.localeCompare(other.meter) || one.at.getTime() - other.at.getTime(),
    )
    for (const chunk of chunksOf(ordered)) {
      const outcomes = await storeReadings(inner, {
        source: 'brought',
        topic: caseRef,
        readings: chunk.map(({ meter, at, registers }) => ({ meter, at, values: toValues(at, registers) })),
      })
      const wrong = chunk[outcomes.findIndex(({ is }) => is !== 'accepted')]
      if (wrong)
        throw new Refusal('READING_UNFIT', `电能表 ${wrong.meter} ${wrong.at.toISOString()} 的示数与已有示数不符`)
    }
  })
}

function toValues(at: Date, registers: Registers): MeterValues {
  const day = civilDay(at)
  const isMidnight = startOfDay(day).getTime() === at.getTime()
  const freeze = day.endsWith('-01') ? ('month' as const) : ('day' as const)
  return { ...registersToValues(registers), ...(isMidnight && { freeze }) }
}

function* chunksOf<T>(rows: T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_A_CHUNK) yield rows.slice(from, from + ROWS_A_CHUNK)
}
