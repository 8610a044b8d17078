import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { readAlarmRules } from '../alarm-rules.ts'
import { coveredKinds, groupKinds } from '../rules/alarm-groups/causes.ts'
import type { District, Group, GroupFigures, Grouping, HeldGroup, OpenAlarm } from '../rules/alarm-groups/facts.ts'
import { groupAlarms, isRecovered } from '../rules/alarm-groups/group.ts'
import { kindsOfWork } from '../rules/planned-work.ts'
import {
  type Around,
  countCovered,
  countJoined,
  dropCovers,
  endGroups,
  findAround,
  insertGroup,
  isChanged,
  listDistrictsAround,
  listGroupsAround,
  listOpenAround,
  lockGrouping,
  moveCovers,
  saveCovers,
  takeChanged,
} from '../sql/alarm-groups.ts'
import { suppressExplained } from './planned-work.ts'

const AT_ONCE = 20_000

/**
 * Looks at the places where alarms were raised or ended since the last look, opens and ends the groups that cover them, and tells of
 * those. Returns how many alarms it looked at. Done again it changes nothing; several at once wait for each other.
 */
export async function regroupAlarms(ctx: Ctx, known: KnownDistricts = new Map()): Promise<number> {
  if (!(await isChanged(ctx))) return 0
  return transact(ctx, async (inner) => {
    await lockGrouping(inner)
    const changed = await takeChanged(inner, AT_ONCE)
    if (changed.length === 0) return 0
    const around = await findAround(
      inner,
      changed.map(({ alarmId }) => alarmId),
    )
    await regroupAround(inner, around, known)
    return changed.length
  })
}

/** How many points a district has changes seldom and is costly to count: by the places asked for, and when it was counted. */
export type KnownDistricts = Map<string, { countedMs: number; districts: District[] }>
const COUNTED_FOR_MS = 60_000

async function listDistricts(ctx: Ctx, around: Around, known: KnownDistricts): Promise<District[]> {
  const key = JSON.stringify(around)
  const found = known.get(key)
  if (found && ctx.now.getTime() - found.countedMs < COUNTED_FOR_MS) return found.districts
  const districts = await listDistrictsAround(ctx, around)
  known.clear()
  known.set(key, { countedMs: ctx.now.getTime(), districts })
  return districts
}

async function regroupAround(ctx: Ctx, around: Around, known: KnownDistricts): Promise<void> {
  const figures = await readGroupFigures(ctx)
  const told = await listOpenAround(ctx, around, [...new Set([...coveredKinds, ...kindsOfWork])])
  const alarms = await suppressExplained(ctx, told, figures.silenceMs)
  const held = await listHeld(ctx, around)
  if (alarms.length === 0 && held.length === 0) return
  const districts = await listDistricts(ctx, around, known)
  const grouping = groupAlarms({ alarms, districts, held, figures })
  const groups = await openGroups(ctx, grouping.groups, alarms)
  await coverMembers(ctx, { groups, alarms, byTerminal: grouping.byTerminal })
  for (const { id, absorbedIds } of groups) {
    if (absorbedIds.length > 0) await moveCovers(ctx, { fromIds: absorbedIds, toId: id })
  }
  const counts = await countCovered(
    ctx,
    groups.map(({ id }) => id),
  )
  const covering = new Set(counts.map(({ groupId }) => groupId))
  const well = counts.filter((count) => isRecovered(count, figures)).map(({ groupId }) => groupId)
  const empty = groups.flatMap(({ id }) => (covering.has(id) ? [] : [id]))
  const over = [...grouping.goneIds, ...groups.flatMap(({ absorbedIds }) => absorbedIds), ...well, ...empty]
  for (const ended of await endGroups(ctx, over)) await publish(ctx, 'alarm.cleared', ended)
}

async function listHeld(ctx: Ctx, around: Around): Promise<HeldGroup[]> {
  const rows = await listGroupsAround(ctx, around, [...groupKinds.keys()])
  return rows.flatMap(({ groupId, kind, placeId, fromAt }) => {
    const about = groupKinds.get(kind)
    return about ? [{ groupId, placeId, fromMs: fromAt.getTime(), ...about }] : []
  })
}

type Opened = Group & { id: number; firstMs: number }

async function openGroups(ctx: Ctx, groups: Group[], alarms: OpenAlarm[]): Promise<Opened[]> {
  const atMs = new Map(alarms.map((alarm) => [alarm.alarmId, alarm.atMs]))
  const opened: Opened[] = []
  const { severityOf } = await readAlarmRules(ctx)
  for (const group of groups) {
    const { kind, level, placeId, heldId, fromMs, memberIds, cause } = group
    const earliest = memberIds.reduce((least, id) => Math.min(least, atMs.get(id) ?? least), Number.POSITIVE_INFINITY)
    const firstMs = Number.isFinite(earliest) ? Math.max(earliest, fromMs) : fromMs
    if (heldId !== null) {
      opened.push({ ...group, id: heldId, firstMs })
      continue
    }
    const detail = { fromAt: new Date(fromMs).toISOString(), cause }
    const row = await insertGroup(ctx, {
      kind,
      severity: severityOf(kind),
      level,
      placeId,
      occurredAt: new Date(firstMs),
      detail,
    })
    if (!row) continue
    await publish(ctx, 'alarm.raised', { ...row, pointId: null, accountId: null })
    opened.push({ ...group, id: row.alarmId, firstMs })
  }
  return opened
}

type Covering = { groups: Opened[]; alarms: OpenAlarm[]; byTerminal: Grouping['byTerminal'] }

async function coverMembers(ctx: Ctx, { groups, alarms, byTerminal }: Covering): Promise<void> {
  const wanted = new Map<number, number>()
  for (const { id, memberIds } of groups) for (const alarmId of memberIds) wanted.set(alarmId, id)
  for (const { alarmId, terminalAlarmId } of byTerminal) wanted.set(alarmId, terminalAlarmId)
  const free = alarms.filter(({ alarmId, groupId }) => groupId !== null && !wanted.has(alarmId))
  if (free.length > 0)
    await dropCovers(
      ctx,
      free.map(({ alarmId }) => alarmId),
    )
  const changed = alarms.flatMap(({ alarmId, groupId }) => {
    const to = wanted.get(alarmId)
    return to === undefined || to === groupId ? [] : [{ alarmId, groupId: to }]
  })
  if (changed.length === 0) return
  const joins = await saveCovers(ctx, changed)
  for (const { groupId, joined, lastAt } of joins) {
    const group = groups.find(({ id, heldId }) => id === groupId && heldId !== null)
    if (!group) continue
    const [firstAt, fromAt] = [new Date(group.firstMs), new Date(group.fromMs)]
    const told = await countJoined(ctx, { groupId, joined, lastAt, firstAt, fromAt })
    if (told) await publish(ctx, 'alarm.repeated', told)
  }
}

async function readGroupFigures(ctx: Ctx): Promise<GroupFigures> {
  const figure = await readFigures(ctx, 'alarm_group_rule')
  return {
    windowMs: 1000 * figure('window-seconds'),
    silenceMs: 1000 * figure('silence-seconds'),
    proofs: figure('proofs'),
    districtPoints: figure('district-points'),
    districtPermille: figure('district-permille'),
    feederDistricts: figure('feeder-districts'),
    feederPermille: figure('feeder-permille'),
    substationFeeders: figure('substation-feeders'),
    substationPermille: figure('substation-permille'),
    voltageWindowMs: 1000 * figure('voltage-window-seconds'),
    voltagePoints: figure('voltage-points'),
    voltagePermille: figure('voltage-permille'),
    recoveredPermille: figure('recovered-permille'),
  }
}
