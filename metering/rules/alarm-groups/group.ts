// Decides which group covers which alarms: the largest place of the network that has lost the same thing at the same time.
import { type CauseName, causeNames, causeOf, type GroupLevel, groupLevels } from './causes.ts'
import type { District, Group, GroupFigures, Grouping, HeldGroup, OpenAlarm } from './facts.ts'
import { findFirstTimes, slackMs } from './sweep.ts'

type Facts = { alarms: OpenAlarm[]; districts: District[]; held: HeldGroup[]; figures: GroupFigures }
type Ancestors = Record<GroupLevel, number | null>

/** Over all open alarms of the substations that are looked at; `held`: the groups that are open there. */
export function groupAlarms(facts: Facts): Grouping {
  const groups: Group[] = []
  const covered = new Set<number>()
  for (const cause of causeNames) {
    for (const group of groupCause(cause, facts, groups, covered)) {
      groups.push(group)
      for (const id of group.memberIds) covered.add(id)
    }
  }
  const stands = new Set(groups.flatMap(({ heldId }) => (heldId === null ? [] : [heldId])))
  const goneIds: number[] = []
  for (const each of facts.held.filter(({ groupId }) => !stands.has(groupId))) {
    const heir = findHeir(each, groups, facts)
    if (heir) heir.absorbedIds.push(each.groupId)
    else goneIds.push(each.groupId)
  }
  return { groups, byTerminal: coverByTerminals(facts.alarms, covered), goneIds }
}

/** A group ends once so large a share of what it ever covered is well again. */
export function isRecovered({ places, open }: { places: number; open: number }, figures: GroupFigures): boolean {
  return (places - open) * 1000 >= figures.recoveredPermille * places
}

function groupCause(name: CauseName, facts: Facts, larger: Group[], covered: Set<number>): Group[] {
  const cause = causeOf(name)
  const alarms = facts.alarms.filter(({ alarmId, kind }) => cause.kinds.includes(kind) && !covered.has(alarmId))
  const times = findFirstTimes(cause, alarms, facts.districts, facts.figures)
  const standing: Standing = new Map()
  for (const level of groupLevels) {
    for (const [placeId, fromMs] of times[level]) {
      if (name === 'silence' && level === 'district' && isExplained(placeId, alarms)) continue
      stand(standing, { cause: name, level, placeId, heldId: null, fromMs })
    }
  }
  const held = facts.held.filter(({ cause }) => cause === name)
  const robbed = new Set(facts.alarms.flatMap(({ alarmId, groupId }) => (covered.has(alarmId) ? (groupId ?? []) : [])))
  // The largest first: what is open already may stand for a smaller one that is.
  for (const level of groupLevels) {
    for (const each of held.filter((group) => group.level === level))
      keepHeld(each, { standing, alarms, facts, larger, robbed })
  }
  assignMembers(alarms, {
    standing,
    hit: times.hit,
    figures: facts.figures,
    heldIds: new Set(held.map(({ groupId }) => groupId)),
  })
  return [...standing.values()].filter(({ memberIds, heldId }) => heldId !== null || memberIds.length > 0)
}

type Standing = Map<string, Group>
const keyOf = (level: GroupLevel, placeId: number | null) => `${level} ${placeId}`

function stand(standing: Standing, group: Pick<Group, 'cause' | 'level' | 'placeId' | 'heldId' | 'fromMs'>): void {
  const kind = causeOf(group.cause).kindAt[group.level]
  if (kind) standing.set(keyOf(group.level, group.placeId), { ...group, kind, memberIds: [], absorbedIds: [] })
}

type Around = { standing: Standing; alarms: OpenAlarm[]; facts: Facts; larger: Group[] } & {
  /** Groups of which a graver cause has taken members: they stand only if they would be opened anew. */
  robbed: Set<number>
}

/** What is open stays until it has recovered, unless something else stands for it now. */
function keepHeld(held: HeldGroup, { standing, alarms, facts, larger, robbed }: Around): void {
  const { cause, level, placeId } = held
  const above = ancestorsOf(held, facts)
  const isPart = groupLevels.slice(0, groupLevels.indexOf(level)).some((at) => standing.has(keyOf(at, above[at])))
  const isExplainedNow = level === 'district' && isExplained(placeId, alarms)
  const isOther = cause === 'silence' && (isExplainedNow || isUnder(held, larger, facts))
  const found = standing.get(keyOf(level, placeId))
  if (!found && (isOther || robbed.has(held.groupId))) return
  const fromMs = Math.min(found?.fromMs ?? held.fromMs, held.fromMs)
  stand(standing, { cause, level, placeId, heldId: isPart ? null : held.groupId, fromMs })
}

type Assignment = { standing: Standing; hit: Set<number>; figures: GroupFigures; heldIds: Set<number> }

/** Each alarm goes to the largest group of its places, if it is of the time of any of them. */
function assignMembers(alarms: OpenAlarm[], { standing, hit, figures, heldIds }: Assignment): void {
  const byHeld = new Map([...standing.values()].map((group) => [group.heldId, group]))
  for (const alarm of alarms) {
    const places = placesOf(alarm)
    const groups = groupLevels.flatMap((level) => standing.get(keyOf(level, places[level])) ?? [])
    const largest = groups[0]
    const isMember = alarm.groupId !== null && heldIds.has(alarm.groupId)
    const isThen = alarm.atMs + slackMs(alarm, figures) >= Math.min(...groups.map(({ fromMs }) => fromMs))
    const isThere = alarm.districtId === null || hit.has(alarm.districtId) || largest?.level === 'district'
    if (largest && (isMember || (isThen && isThere))) largest.memberIds.push(alarm.alarmId)
    else if (isMember) byHeld.get(alarm.groupId)?.memberIds.push(alarm.alarmId)
  }
}

/** A terminal that is off line explains the silence behind it. */
function isExplained(districtId: number, alarms: OpenAlarm[]): boolean {
  return alarms.some((alarm) => alarm.kind === 'terminal-offline' && alarm.districtId === districtId)
}

function coverByTerminals(alarms: OpenAlarm[], covered: Set<number>): Grouping['byTerminal'] {
  const byPoint = new Map<number, number>()
  for (const { alarmId, kind, points } of alarms) {
    if (kind !== 'terminal-offline' || covered.has(alarmId)) continue
    for (const point of points) byPoint.set(point, alarmId)
  }
  return alarms.flatMap(({ alarmId, kind, points }) => {
    const terminalAlarmId = kind === 'meter-stale' && !covered.has(alarmId) ? byPoint.get(points[0] ?? 0) : undefined
    return terminalAlarmId === undefined ? [] : [{ alarmId, terminalAlarmId }]
  })
}

function placesOf({
  districtId,
  feederId,
  substationId,
}: Pick<OpenAlarm, 'districtId' | 'feederId' | 'substationId'>): Ancestors {
  return { district: districtId, feeder: feederId, substation: substationId }
}

function ancestorsOf({ level, placeId }: HeldGroup, { districts }: Facts): Ancestors {
  const idAt = { district: 'districtId', feeder: 'feederId', substation: 'substationId' } as const
  const one = districts.find((district) => district[idAt[level]] === placeId)
  const found = one ? placesOf(one) : { district: null, feeder: null, substation: null }
  return { ...found, [level]: placeId }
}

function isUnder(held: HeldGroup, groups: Group[], facts: Facts): boolean {
  const above = ancestorsOf(held, facts)
  return groups.some((group) => group.cause !== held.cause && isWithin(held, above, group))
}

/** The group at the same place or above it that took its members over. */
function findHeir(held: HeldGroup, groups: Group[], facts: Facts): Group | undefined {
  const above = ancestorsOf(held, facts)
  const heirs = groups.filter((group) => isWithin(held, above, group))
  return (
    heirs.find((group) => group.cause === held.cause) ??
    heirs.find((group) => group.cause === 'outage' && held.cause === 'silence')
  )
}

function isWithin({ level }: HeldGroup, above: Ancestors, group: Group): boolean {
  return groupLevels.indexOf(group.level) <= groupLevels.indexOf(level) && above[group.level] === group.placeId
}
