import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import type { Judged } from './judging.ts'
import { type MeterValues, parseInstant } from './mqtt-contract.ts'
import { type AlarmReading, apparentKva, type MeterFacts } from './rules/alarm-facts.ts'
import { type AlarmState, calmState } from './rules/alarm-state.ts'
import { type AlarmAct, type AlarmRules, type Walk, walkReadings } from './rules/alarms.ts'
import { valuesOf } from './rules/told.ts'
import {
  dropPending,
  listAlarmStates,
  listCapacities,
  type PendingRow,
  type StateRow,
  savePending,
} from './sql/alarm-rules.ts'
import type { NewAlarm } from './sql/alarms.ts'
import type { Installed } from './sql/installations.ts'
import type { Latest } from './sql/readings.ts'

/** What a meter told that is newer than what was known of its point. */
export type Heard = { pointId: number; meter: MeterFacts; readings: AlarmReading[]; previous: AlarmReading | null }

export function factsOf({ phases, maximumCurrentA, ct, pt, registers }: Installed): MeterFacts {
  return { phases, maximumCurrentA, ct, pt, feedsIn: registers.exportTotal !== undefined, capacityKva: null }
}

/** Of each meter the accepted readings from `since` on that are newer than the point's latest, in order of time. */
export function hearMeters(
  judged: Judged[],
  { before, after }: { before: ReadonlyMap<number, Latest>; after: ReadonlyMap<number, Latest> },
  since: Date,
): Heard[] {
  return judged.flatMap(({ installed, placed, judgement }) => {
    const known = before.get(installed.pointId)
    const newerMs = Math.max(known?.measuredAt.getTime() ?? 0, since.getTime())
    const readings: AlarmReading[] = []
    for (const [order, { incoming }] of placed.entries()) {
      const outcome = judgement.outcomes[order]
      if (outcome?.is !== 'accepted' || incoming.at.getTime() <= newerMs) continue
      const { at, told } = incoming
      const newest = after.get(installed.pointId)
      const isNewest = newest?.measuredAt === at && newest.installationId === installed.installationId
      readings.push(toReading(at, isNewest ? newest.reading : valuesOf(told), outcome.accepted.importTotal))
    }
    if (readings.length === 0) return []
    if (readings.length > 1) readings.sort((a, b) => a.atMs - b.atMs)
    const { pointId, installationId } = installed
    const previous = known?.installationId === installationId ? readingOf(known) : null
    return [{ pointId, meter: factsOf(installed), readings, previous }]
  })
}

function readingOf({ measuredAt, reading, trail }: Latest): AlarmReading {
  const [atMs, wh] = trail.importTotal ?? []
  return toReading(measuredAt, reading, atMs === measuredAt.getTime() ? wh : undefined)
}

function toReading(at: Date, values: MeterValues, importWh: number | undefined): AlarmReading {
  const clockMs = values.clock ? parseInstant(values.clock).getTime() : null
  return { atMs: at.getTime(), day: civilDay(at), clockMs, importWh: importWh ?? null, values }
}

export type Passes = {
  /** What is to be raised and ended, one after the other: a kind that comes back within a batch has two rounds. */
  rounds: {
    raise: Omit<NewAlarm, 'severity'>[]
    ends: { pointId: number; terminalId: null; kind: string; at: Date }[]
  }[]
}

/** Walks what was heard through the rules and keeps what is pending, writing only what has changed. */
export async function walkHeard(ctx: Ctx, heard: Heard[], rules: AlarmRules): Promise<Passes> {
  const known = Map.groupBy(await listAlarmStates(ctx, [...new Set(heard.map(({ pointId }) => pointId))]), pointOf)
  const capacities = await capacitiesOf(ctx, heard, rules)
  const passes: Passes = { rounds: [] }
  const kept: PendingRow[] = []
  const dropped: { pointId: number; kind: string }[] = []
  for (const { pointId, meter, readings, previous } of heard) {
    const rows = known.get(pointId) ?? []
    const capacityKva = capacities.get(pointId) ?? null
    const walk: Walk = { meter: { ...meter, capacityKva }, readings, previous, states: toStates(rows) }
    const { acts, states } = walkReadings(walk, rules)
    if (acts.length > 0) addActs(passes, pointId, acts)
    for (const [kind, { pending }] of states) {
      const stored = rows.find((row) => row.kind === kind && row.toward !== null)
      if (pending && (stored?.toward !== pending.toward || stored.sinceMs !== pending.sinceMs)) {
        kept.push({ pointId, kind, ...pending })
      } else if (!pending && stored) dropped.push({ pointId, kind })
    }
  }
  await savePending(ctx, kept)
  await dropPending(ctx, dropped)
  return passes
}

const pointOf = ({ pointId }: StateRow) => pointId

function toStates(rows: StateRow[]): Map<string, AlarmState> {
  const states = new Map<string, AlarmState>()
  for (const { kind, toward, sinceMs } of rows) {
    const state = states.get(kind) ?? calmState
    const pending = toward && sinceMs !== null ? { toward, sinceMs } : state.pending
    states.set(kind, { isRaised: state.isRaised || toward === null, pending })
  }
  return states
}

/** Only of points that pass so much that it can be too much. */
async function capacitiesOf(ctx: Ctx, heard: Heard[], { overload }: AlarmRules): Promise<Map<number, number>> {
  if (!overload.isOn) return new Map()
  const large = heard.filter(({ meter, readings }) =>
    readings.some(({ values }) => apparentKva(meter, values) >= overload.leastLoad),
  )
  if (large.length === 0) return new Map()
  const found = await listCapacities(
    ctx,
    large.map(({ pointId }) => pointId),
  )
  return new Map(found.map(({ pointId, kva }) => [pointId, kva]))
}

function addActs({ rounds }: Passes, pointId: number, acts: AlarmAct[]): void {
  const roundOf = new Map<string, number>()
  for (const { is, kind, atMs, sinceMs, detail } of acts) {
    const number = roundOf.get(kind) ?? 0
    roundOf.set(kind, number + 1)
    rounds[number] ??= { raise: [], ends: [] }
    const place = { pointId, terminalId: null, kind }
    if (is === 'raise') rounds[number].raise.push({ ...place, occurredAt: new Date(sinceMs), detail })
    else rounds[number].ends.push({ ...place, at: new Date(atMs) })
  }
}
