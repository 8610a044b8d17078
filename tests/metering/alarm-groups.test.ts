import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupKinds } from '../../metering/rules/alarm-groups/causes.ts'
import type { District, GroupFigures, HeldGroup, OpenAlarm } from '../../metering/rules/alarm-groups/facts.ts'
import { groupAlarms, isRecovered } from '../../metering/rules/alarm-groups/group.ts'
import { alarmKinds } from '../../metering/rules/alarm-kinds/all.ts'

const figures: GroupFigures = {
  ...{ windowMs: 300_000, silenceMs: 1_800_000, proofs: 2, districtPoints: 3, districtPermille: 300 },
  ...{ feederDistricts: 2, feederPermille: 300, substationFeeders: 2, substationPermille: 600 },
  ...{ voltageWindowMs: 1_800_000, voltagePoints: 5, voltagePermille: 300, recoveredPermille: 900 },
}

/** Three feeders of one substation with three districts of ten points each; the last is one customer's own with one point. */
const districts: District[] = [11, 12, 13, 21, 22, 23, 31, 32, 33].map((districtId) => ({
  districtId,
  feederId: Math.floor(districtId / 10),
  substationId: 1,
  points: districtId === 33 ? 1 : 10,
}))

const minute = (minutes: number) => minutes * 60_000
let nextId = 1
function told(
  kind: string,
  districtId: number,
  order: number,
  atMs: number,
  change: Partial<OpenAlarm> = {},
): OpenAlarm {
  const district = districts.find((each) => each.districtId === districtId)
  const place = { districtId, feederId: district?.feederId ?? null, substationId: district?.substationId ?? null }
  return {
    alarmId: nextId++,
    kind,
    atMs,
    isTerminal: false,
    points: [districtId * 100 + order],
    ...place,
    groupId: null,
    ...change,
  }
}
const many = (kind: string, districtId: number, count: number, atMs = 0) =>
  Array.from({ length: count }, (_, order) => told(kind, districtId, order, atMs + order * 1000))
const offline = (districtId: number, atMs = 0) =>
  told('terminal-offline', districtId, 0, atMs, {
    isTerminal: true,
    points: Array.from({ length: 10 }, (_, order) => districtId * 100 + order),
  })
const decide = (alarms: OpenAlarm[], held: HeldGroup[] = []) => groupAlarms({ alarms, districts, held, figures })
const shown = (alarms: OpenAlarm[], held: HeldGroup[] = []) =>
  decide(alarms, held).groups.map(({ kind, placeId, memberIds }) => `${kind} ${placeId}: ${memberIds.length}`)

describe('alarms that share a cause', () => {
  test.each<[string, OpenAlarm[], string[]]>([
    ['two of ten are two', many('power-off', 11, 2), []],
    ['three of ten are a district', many('power-off', 11, 3), ['district-outage 11: 3']],
    ['the assembly of an hour is none', [0, 20, 40].map((at, order) => told('power-off', 11, order, minute(at))), []],
    [
      'at the edge of the window they are',
      [0, 2, 5].map((at, order) => told('power-off', 11, order, minute(at))),
      ['district-outage 11: 3'],
    ],
    [
      'who comes late joins',
      [...many('power-off', 11, 3), told('power-off', 11, 9, minute(50))],
      ['district-outage 11: 4'],
    ],
    [
      'who was off long before does not',
      [...many('power-off', 11, 3), told('power-off', 11, 9, minute(-50))],
      ['district-outage 11: 3'],
    ],
    [
      'one that fell silent then belongs to it',
      [...many('power-off', 11, 3), told('meter-stale', 11, 9, minute(-20))],
      ['district-outage 11: 4'],
    ],
    [
      'one that fell silent a day before does not',
      [...many('power-off', 11, 3), told('meter-stale', 11, 9, minute(-1440))],
      ['district-outage 11: 3'],
    ],
    [
      'two districts of three are the feeder',
      [...many('power-off', 11, 3), ...many('power-off', 12, 4)],
      ['feeder-outage 1: 7'],
    ],
    [
      'two that failed hours apart are two',
      [...many('power-off', 11, 3), ...many('power-off', 12, 4, minute(180))],
      ['district-outage 11: 3', 'district-outage 12: 4'],
    ],
    [
      'a home elsewhere on the feeder stays by itself',
      [...many('power-off', 11, 3), ...many('power-off', 12, 3), told('power-off', 13, 1, 0)],
      ['feeder-outage 1: 6'],
    ],
    [
      'a customer’s own transformer counts for its feeder',
      [...many('power-off', 33, 1), ...many('power-off', 31, 3)],
      ['feeder-outage 3: 4'],
    ],
    ['alone it is one alarm already', many('power-off', 33, 1), []],
    [
      'two feeders of three are the substation',
      [11, 12, 21, 22].flatMap((id) => many('power-off', id, 3)),
      ['substation-outage 1: 12'],
    ],
    ['silence alone is no outage', many('meter-stale', 11, 4), ['district-silent 11: 4']],
    [
      'silence with two proofs is',
      [...many('meter-stale', 11, 4), ...many('power-off', 11, 2).map((a) => ({ ...a, points: [a.points[0] ?? 0] }))],
      ['district-outage 11: 6'],
    ],
    [
      'terminals that went with two proofs are a feeder',
      [offline(11), offline(12), ...many('power-off', 11, 2)],
      ['feeder-outage 1: 4'],
    ],
    ['terminals of two districts are the feeder’s communication', [offline(11), offline(12)], ['feeder-silent 1: 2']],
    ['a terminal off line is its own alarm', [offline(11), ...many('meter-stale', 11, 6)], []],
    ['voltage of half a district', many('voltage-high', 12, 5), ['district-voltage-high 12: 5']],
    [
      'high and low are two',
      [...many('voltage-high', 12, 5), ...many('voltage-low', 12, 5)],
      ['district-voltage-high 12: 5', 'district-voltage-low 12: 5'],
    ],
    ['a phase of a district', many('phase-loss', 12, 3), ['district-phase-loss 12: 3']],
    ['other kinds are left alone', many('cover-open', 12, 9), []],
  ])('%s', (_, alarms, expected) => {
    expect(shown(alarms)).toEqual(expected)
  })

  test('a terminal covers the meters behind it that fell silent', () => {
    const terminal = offline(11)
    const silent = many('meter-stale', 11, 6)
    expect(decide([terminal, ...silent]).byTerminal).toEqual(
      silent.map(({ alarmId }) => ({ alarmId, terminalAlarmId: terminal.alarmId })),
    )
  })

  test('a district grows into its feeder, which takes it over', () => {
    const held: HeldGroup[] = [{ groupId: 900, cause: 'outage', level: 'district', placeId: 11, fromMs: minute(-5) }]
    const first = many('power-off', 11, 3).map((alarm) => ({ ...alarm, groupId: 900 }))
    const { groups, goneIds } = decide([...first, ...many('power-off', 12, 3)], held)
    expect(groups).toMatchObject([{ kind: 'feeder-outage', heldId: null, absorbedIds: [900] }])
    expect(groups[0]?.memberIds).toHaveLength(6)
    expect(goneIds).toEqual([])
  })

  test('what is left of a group stays in it though it would make none', () => {
    const held: HeldGroup[] = [{ groupId: 900, cause: 'outage', level: 'feeder', placeId: 1, fromMs: minute(-5) }]
    const left = many('power-off', 11, 1).map((alarm) => ({ ...alarm, groupId: 900 }))
    expect(decide(left, held).groups).toMatchObject([{ heldId: 900, memberIds: [left[0]?.alarmId] }])
  })

  test('silence that turns out to be an outage becomes one', () => {
    const held: HeldGroup[] = [{ groupId: 900, cause: 'silence', level: 'district', placeId: 11, fromMs: minute(-5) }]
    const silent = many('meter-stale', 11, 4).map((alarm) => ({ ...alarm, groupId: 900 }))
    expect(decide([...silent, ...many('power-off', 11, 2, 1000)], held).groups).toMatchObject([
      { kind: 'district-outage', absorbedIds: [900] },
    ])
  })

  test('proof out of a district that is not hit itself counts for its feeder, in whatever order it comes', () => {
    const silent = [...many('meter-stale', 12, 2), ...many('meter-stale', 13, 3)]
    const first = told('power-off', 12, 2, minute(22))
    const second = told('power-off', 11, 0, minute(22))
    const expected = ['feeder-outage 1: 6']
    expect(shown([...silent, first, second])).toEqual(expected)
    expect(shown([...silent, second, first])).toEqual(expected)
  })

  test('silence of which an outage takes a part is what is left of it', () => {
    const held: HeldGroup[] = [{ groupId: 900, cause: 'silence', level: 'feeder', placeId: 1, fromMs: minute(7) }]
    const [one, other] = [offline(13, minute(12)), offline(11, minute(12))]
    const covered = [one, other].map((alarm) => ({ ...alarm, groupId: 900 }))
    const { groups, goneIds } = decide([...covered, ...many('power-off', 13, 3)], held)
    expect(groups).toMatchObject([{ kind: 'district-outage', placeId: 13 }])
    expect(groups[0]?.memberIds).not.toContain(other.alarmId)
    expect(goneIds).toEqual([900])
  })

  test.each([
    [10, 1, true],
    [10, 2, false],
    [3, 1, false],
    [3, 0, true],
  ])('of %i places %i are not well: over %s', (places, open, isOver) => {
    expect(isRecovered({ places, open }, figures)).toBe(isOver)
  })

  test('every kind of group is in the catalogue', () => {
    expect([...groupKinds.keys()].filter((kind) => !(kind in alarmKinds))).toEqual([])
  })
})

describe('order and batches', () => {
  const kinds = [
    'power-off',
    'power-off',
    'all-voltage-loss',
    'meter-stale',
    'terminal-offline',
    'voltage-high',
    'phase-loss',
  ]
  const anAlarm = fc.record({
    kind: fc.constantFrom(...kinds),
    district: fc.constantFrom(...districts.slice(0, 4)),
    order: fc.nat(9),
    // Twice many at once, and some in between.
    atMs: fc.oneof(fc.nat(2), fc.integer({ min: 12, max: 15 }), fc.nat(40)).map(minute),
  })
  const flood = fc.array(anAlarm, { maxLength: 120, size: 'max' }).map((each) => {
    // One open alarm of a kind at a place.
    const once = new Map(
      each.map((one) => [
        `${one.kind} ${one.district.districtId} ${one.kind === 'terminal-offline' ? '' : one.order}`,
        one,
      ]),
    )
    return [...once.values()].map(({ kind, district: { districtId, points }, order, atMs }, index) => ({
      ...(kind === 'terminal-offline' ? offline(districtId, atMs) : told(kind, districtId, order % points, atMs)),
      alarmId: index + 1,
    }))
  })
  const outcome = (alarms: OpenAlarm[], held: HeldGroup[] = []) => {
    const { groups, byTerminal } = decide(alarms, held)
    const covers = groups.flatMap(({ kind, placeId, memberIds }) => memberIds.map((id) => `${id} ${kind} ${placeId}`))
    return [...covers, ...byTerminal.map((each) => `${each.alarmId} under ${each.terminalAlarmId}`)].toSorted()
  }

  test('the same alarms in another order are the same groups', () => {
    fc.assert(
      fc.property(flood, fc.infiniteStream(fc.nat()), (alarms, luck) => {
        const mixed = alarms.map((alarm) => ({ alarm, by: luck.next().value ?? 0 })).toSorted((a, b) => a.by - b.by)
        expect(outcome(mixed.map(({ alarm }) => alarm))).toEqual(outcome(alarms))
      }),
      { numRuns: 300 },
    )
  })

  test('in batches, each with what was grouped before, they end in the same groups', () => {
    fc.assert(
      fc.property(flood, fc.integer({ min: 1, max: 30 }), fc.boolean(), (drawn, size, isInOrder) => {
        const alarms = isInOrder ? drawn.toSorted((a, b) => a.atMs - b.atMs) : drawn
        let held: HeldGroup[] = []
        const covers = new Map<number, number>()
        let id = 1000
        let latest: string[] = []
        for (let end = size; end < alarms.length + size; end += size) {
          const known = alarms.slice(0, end).map((alarm) => ({ ...alarm, groupId: covers.get(alarm.alarmId) ?? null }))
          latest = outcome(known, held)
          const { groups, byTerminal } = decide(known, held)
          covers.clear()
          held = groups.map(({ heldId, cause, level, placeId, fromMs, memberIds }) => {
            const groupId = heldId ?? id++
            for (const member of memberIds) covers.set(member, groupId)
            return { groupId, cause, level, placeId, fromMs }
          })
          for (const { alarmId, terminalAlarmId } of byTerminal) covers.set(alarmId, terminalAlarmId)
        }
        expect(latest).toEqual(outcome(alarms))
      }),
      { numRuns: 500 },
    )
  })

  test('no alarm is covered twice, and every member is open', () => {
    fc.assert(
      fc.property(flood, (alarms) => {
        const { groups, byTerminal } = decide(alarms)
        const ids = [...groups.flatMap(({ memberIds }) => memberIds), ...byTerminal.map(({ alarmId }) => alarmId)]
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.every((alarmId) => alarms.some((alarm) => alarm.alarmId === alarmId))).toBe(true)
      }),
    )
  })
})
