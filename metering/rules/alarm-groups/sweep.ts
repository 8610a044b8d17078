// When a district, a feeder and a substation first had so many alarms at once that they share a cause: a sweep over time.
import type { causeOf, GroupLevel } from './causes.ts'
import type { District, GroupFigures, OpenAlarm } from './facts.ts'

type Cause = ReturnType<typeof causeOf>
type Tally = Map<number, number>
type Spot = { district: District; points: Tally; proofs: Tally; isHit: boolean }
type Above = { hits: number; parts: number; proofs: number; points: number; isHit: boolean } & {
  /** Of a feeder: hit, with proofs enough. Of a substation: how many of its feeders are. */
  isProven: boolean
  provenHits: number
}

export type FirstTimes = Record<GroupLevel, Map<number, number>> & {
  /** Districts that were hit at some time, be it with too few points for a group of their own. */
  hit: Set<number>
}

/**
 * Each alarm counts from a window before it began until it surely had begun. More alarms only ever make a time qualify that did not, so
 * that it is of no matter in which order they came.
 */
export function findFirstTimes(
  cause: Cause,
  alarms: OpenAlarm[],
  districts: District[],
  figures: GroupFigures,
): FirstTimes {
  const net = new Network(districts, cause, figures)
  const found: FirstTimes = { district: new Map(), feeder: new Map(), substation: new Map(), hit: new Set() }
  const windowMs = cause.isVoltage ? figures.voltageWindowMs : figures.windowMs
  const ends = alarms.flatMap((alarm) => [
    { atMs: alarm.atMs - windowMs, by: 1 as const, alarm },
    { atMs: alarm.atMs + slackMs(alarm, figures), by: -1 as const, alarm },
  ])
  ends.sort((a, b) => a.atMs - b.atMs || b.by - a.by)
  for (const { atMs, by, alarm } of ends) {
    const spot = alarm.districtId === null ? undefined : net.spots.get(alarm.districtId)
    if (!spot) continue
    net.count(spot, alarm, by)
    if (by > 0) net.note(spot, atMs, found)
  }
  return found
}

/** By how much later than told it may have begun. */
export function slackMs({ kind }: Pick<OpenAlarm, 'kind'>, figures: GroupFigures): number {
  return kind === 'meter-stale' ? figures.silenceMs : 0
}

const isShare = (part: number, whole: number, permille: number) => part * 1000 >= permille * whole

class Network {
  readonly spots = new Map<number, Spot>()
  private readonly feeders = new Map<number, Above>()
  private readonly substations = new Map<number, Above>()
  private readonly cause: Cause
  private readonly figures: GroupFigures
  private readonly least: number
  private readonly permille: number
  private readonly proofs: number

  constructor(districts: District[], cause: Cause, figures: GroupFigures) {
    this.cause = cause
    this.figures = figures
    this.least = cause.isVoltage ? figures.voltagePoints : figures.districtPoints
    this.permille = cause.isVoltage ? figures.voltagePermille : figures.districtPermille
    this.proofs = cause.proofs.length > 0 ? figures.proofs : 0
    const feedersOf = new Map<number, Set<number>>()
    for (const district of districts) {
      if (district.points === 0) continue
      this.spots.set(district.districtId, { district, points: new Map(), proofs: new Map(), isHit: false })
      const { feederId, substationId, points } = district
      if (feederId === null) continue
      grow(this.feeders, feederId, points, 1)
      if (substationId === null) continue
      const feeders = feedersOf.get(substationId) ?? new Set()
      grow(this.substations, substationId, points, feeders.has(feederId) ? 0 : 1)
      feedersOf.set(substationId, feeders.add(feederId))
    }
  }

  count(spot: Spot, alarm: OpenAlarm, by: 1 | -1): void {
    const { feederId, substationId, points: heard } = spot.district
    const isProof = this.cause.proofs.includes(alarm.kind)
    const before = spot.proofs.size
    for (const point of alarm.points) {
      bump(spot.points, point, by)
      if (isProof) bump(spot.proofs, point, by)
    }
    const feeder = this.feeders.get(feederId ?? 0)
    const substation = this.substations.get(substationId ?? 0)
    if (feeder) feeder.proofs += spot.proofs.size - before
    if (substation) substation.proofs += spot.proofs.size - before
    const isHit = spot.points.size >= Math.min(this.least, heard) && isShare(spot.points.size, heard, this.permille)
    const change = Number(isHit) - Number(spot.isHit)
    spot.isHit = isHit
    if (!feeder) return
    feeder.hits += change
    const { feederDistricts, feederPermille } = this.figures
    const isOut = feeder.hits >= feederDistricts && isShare(feeder.hits, feeder.parts, feederPermille)
    const isProven = isOut && this.isProven(feeder.proofs, feeder.points)
    if (substation) {
      substation.hits += Number(isOut) - Number(feeder.isHit)
      substation.provenHits += Number(isProven) - Number(feeder.isProven)
    }
    feeder.isHit = isOut
    feeder.isProven = isProven
  }

  /** What qualifies now for the first time: a district that is not hit itself may bring the proof that its feeder was short of. */
  note({ district, points, proofs, isHit }: Spot, atMs: number, found: FirstTimes): void {
    const { districtId, feederId, substationId } = district
    if (isHit) {
      found.hit.add(districtId)
      if (points.size >= this.least && this.isProven(proofs.size, district.points))
        keepFirst(found.district, districtId, atMs)
    }
    if (feederId !== null && this.feeders.get(feederId)?.isProven) keepFirst(found.feeder, feederId, atMs)
    const substation = this.substations.get(substationId ?? 0)
    const { substationFeeders, substationPermille } = this.figures
    if (substationId === null || !substation || substation.provenHits === 0) return
    const isOut = substation.hits >= substationFeeders && isShare(substation.hits, substation.parts, substationPermille)
    if (isOut) keepFirst(found.substation, substationId, atMs)
  }

  private isProven(proofs: number, points: number): boolean {
    return proofs >= Math.min(this.proofs, points)
  }
}

function grow(places: Map<number, Above>, id: number, points: number, parts: number): void {
  const nothing = { hits: 0, parts: 0, proofs: 0, points: 0, provenHits: 0, isHit: false, isProven: false }
  const place = places.get(id) ?? nothing
  places.set(id, { ...place, parts: place.parts + parts, points: place.points + points })
}

function bump(tally: Tally, id: number, by: 1 | -1): void {
  const count = (tally.get(id) ?? 0) + by
  if (count > 0) tally.set(id, count)
  else tally.delete(id)
}

function keepFirst(times: Map<number, number>, id: number, atMs: number): void {
  if (!times.has(id)) times.set(id, atMs)
}
