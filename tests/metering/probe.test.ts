import { afterEach, describe, expect, test } from 'vitest'
import { Line } from '../../metering/collect/lines/line.ts'
import { type ProbeResult, probeMeter } from '../../metering/collect/modbus/probe.ts'
import { profiles } from '../../metering/profiles/all.ts'
import { type ByteOrder, type Profile, Profile as ProfileShape } from '../../metering/profiles/profile.ts'
import { widthOf } from '../../metering/rules/words.ts'
import { MeterServer, type UnitFault } from '../../simulators/meters.ts'

const EVERY_MS = 600_000
const orders: ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']
const stops: (() => Promise<void>)[] = []
let lastAddress = { host: '', port: 0 }

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A seeded row of numbers from 0 to 1. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A home or a workshop at work: what moves, moves together, and each look at it differs a little from the last. */
function liveState(isThreePhase: boolean, clock: { ms: number }, random: () => number) {
  const watts = (isThreePhase ? 231.2 * 14.25 + 228.9 * 7.8 + 233.4 * 9.1 : 231.2 * 14.25) * 0.93
  return () => {
    const shake = () => 1 + (random() - 0.5) * 0.004
    const load = 1 + 0.3 * Math.sin(clock.ms / 1e6)
    const u = [231.2, 228.9, 233.4].map((volts) => volts * shake())
    const i = [14.25, 7.8, 9.1].map((amperes) => amperes * load * shake())
    const phases = isThreePhase ? [0, 1, 2] : [0]
    const pf = 0.93
    const p = u.map((volts, phase) => volts * (i[phase] ?? 0) * pf * shake())
    const pW = phases.reduce((sum, phase) => sum + (p[phase] ?? 0), 0)
    return {
      uV: u,
      iA: i,
      pPhaseW: p,
      pW,
      pf: pf * shake(),
      fHz: 50.02,
      // The integral of the load, at the middle voltage and current.
      importWh: 12_345_678 + (watts * (clock.ms + 0.3e6 * (1 - Math.cos(clock.ms / 1e6)))) / 3.6e6,
      exportWh: 4_321,
      qVar: pW * 0.39,
      q1Varh: 777_000,
    }
  }
}

/** Words that mean something else: a serial number, a speed, an address, text. */
function withNoise(profile: Profile, random: () => number): Profile {
  const taken = new Set(
    profile.fields.flatMap(({ address, type }) => [...Array(widthOf(type)).keys()].map((at) => address + at)),
  )
  const base = profile.fields[0]?.address ?? 0
  const fields = Array.from({ length: 12 }, (_, at) => {
    let address = base + Math.floor(random() * 96)
    while (taken.has(address)) address++
    taken.add(address)
    return { reading: `noise${at}`, address, type: 'uint16' as const, scale: 1 }
  })
  return { ...profile, fields: [...profile.fields, ...fields] }
}

async function hide(
  profile: Profile,
  { seed = 1, noise = true, fault }: { seed?: number; noise?: boolean; fault?: UnitFault } = {},
) {
  const random = dice(seed)
  const clock = { ms: 0 }
  const isThreePhase = profile.fields.some(({ reading }) => reading === 'uV[1]')
  const live = liveState(isThreePhase, clock, random)
  const noises = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`noise${at}`, Math.floor(random() * 65_536)]),
  )
  const server = new MeterServer()
  server.units.set(5, {
    profile: noise ? withNoise(profile, random) : profile,
    state: () => ({ ...live(), ...noises }),
    ...(fault ? { fault } : {}),
  })
  lastAddress = await server.start()
  const { host, port } = lastAddress
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp')
  stops.push(
    () => line.close(),
    () => server.stop(),
  )
  const probe = (known: readonly Profile[]) =>
    probeMeter(line, 5, {
      known,
      minGapMs: 0,
      samples: 5,
      everyMs: EVERY_MS,
      nowMs: () => clock.ms,
      sleep: async (ms) => {
        clock.ms += ms
      },
    })
  return { server, probe }
}

/** What is wrong in the draft against the layout that was hidden; a field may be found in another type that reads the same. */
function faultsOf(draft: Profile, hidden: Profile, result: ProbeResult): string[] {
  const wanted = hidden.fields.filter(({ reading }) => /^(uV|iA|pPhaseW|pW|pf$|fHz|importWh)/.test(reading))
  const live = liveState(
    hidden.fields.some(({ reading }) => reading === 'uV[1]'),
    { ms: EVERY_MS * 4 },
    () => 0.5,
  )() as Record<string, unknown>
  return wanted.flatMap(({ reading }) => {
    const found = result.fields.find((field) => field.reading === reading)
    if (!found) return [`${reading} was not found`]
    const [, name = '', phase] = /^(\w+)(?:\[(\d)\])?$/.exec(reading) ?? []
    const shown = Number(phase === undefined ? live[name] : (live[name] as number[])[Number(phase)])
    const isRight = Math.abs(found.value - shown) <= Math.abs(shown) * 0.02
    const isInDraft = draft.fields.some((field) => field.reading === reading)
    return isRight && isInDraft
      ? []
      : [`${reading} ${found.value} for ${shown} at ${found.address} ${found.type} ×${found.scale}`]
  })
}

/**
 * Too little to tell a meter by: no frequency and power factor (direct current), no voltage, registers at 5B00H, 6000H or
 * A000H where only a known model is looked for, whole kWh, or each phase's values by themselves. Those are found as known
 * models.
 */
const unfindable = [
  'peacefair-pzem-017',
  'eastron-sdm72d-m',
  'abb-a43',
  'abb-b23',
  'abb-b21',
  'orno-we-514',
  'fronius-ts-65a-3',
  'inepro-pro380',
  'acrel-acr10r-d16te4',
]
const findable = profiles.filter(({ name }) => !unfindable.includes(name))
/** Each layout in one of the orders; in all of them with DIANHU_LONG=1. */
const matrix = findable.flatMap((profile, index) =>
  orders
    .filter((_, at) => process.env.DIANHU_LONG === '1' || at === index % 4)
    .map((order) => [profile.name, order, { ...profile, order }] as const),
)

describe('an unknown meter', () => {
  test.each(matrix)('laid out as %s in the order %s is found among noise', async (_, __, hidden) => {
    const { server, probe } = await hide(hidden)
    const result = await probe([])
    expect(result.draft).not.toBeNull()
    if (!result.draft) return
    expect(faultsOf(result.draft, hidden, result)).toEqual([])
    expect(result.draft.functionCode).toBe(hidden.functionCode)
    expect(server.writes).toEqual([])
  })

  test.each([
    ['U ×0.01, I ×0.001, P ×0.01 in 32 bits', [0.01, 0.001, 0.01, 0.01, 0.001, 1], 'int32'],
    ['U ×0.1, I ×0.01, P ×1 in 16 bits', [0.1, 0.01, 1, 0.01, 0.001, 10], 'int16'],
    ['U ×0.001, I ×0.001, P ×0.1 in 32 bits', [0.001, 0.001, 0.1, 0.001, 0.001, 100], 'int32'],
  ] as const)('with whole numbers, %s, is found in every order', async (_, [u, i, p, f, pf, e], type) => {
    for (const order of orders) {
      const wide = type === 'int32' ? 2 : 1
      const hidden = layout(order, [
        ...['uV[0]', 'uV[1]', 'uV[2]'].map((reading) => ({ reading, type, scale: u, wide })),
        ...['iA[0]', 'iA[1]', 'iA[2]'].map((reading) => ({ reading, type, scale: i, wide })),
        ...['pPhaseW[0]', 'pPhaseW[1]', 'pPhaseW[2]', 'pW'].map((reading) => ({ reading, type, scale: p, wide })),
        { reading: 'pf', type: 'int16' as const, scale: pf, wide: 1 },
        { reading: 'fHz', type: 'uint16' as const, scale: f, wide: 1 },
        { reading: 'importWh', type: 'uint32' as const, scale: e, wide: 2 },
      ])
      const { probe } = await hide(hidden, { seed: 7 })
      const result = await probe([])
      expect(result.draft && faultsOf(result.draft, hidden, result), order).toEqual([])
    }
  })

  test('that refuses what it does not have is found register by register, and its draft keeps to that', async () => {
    const hidden = { ...profileOf('orno-we-516'), order: 'CDAB' as const }
    const { probe } = await hide(hidden, { noise: false, fault: { kind: 'strict' } })
    const result = await probe([])
    expect(result.draft && faultsOf(result.draft, hidden, result)).toEqual([])
    expect(result.draft?.maxHole).toBe(0)
  })

  test.each(['eastron-sdm630', 'hiking-dds238-2', 'acrel-adl400'])(
    'that is a known one (%s) is said to be',
    async (name) => {
      const { probe } = await hide(profileOf(name), { noise: false })
      const result = await probe(profiles)
      expect(result.known).toMatchObject({ profile: name, is: 'same' })
      expect(result.requests).toBeLessThan(30)
    },
  )

  test.each([
    ['another order', (profile: Profile) => ({ ...profile, order: 'CDAB' as const })],
    ['addresses counted from 1', (profile: Profile) => shifted(profile, 1)],
    ['the other function', (profile: Profile) => ({ ...profile, functionCode: 3 as const })],
  ])('that is a known one with %s gets the whole of its layout', async (_, change) => {
    const hidden = change(profileOf('eastron-sdm630'))
    const { probe } = await hide(hidden, { noise: false })
    const { known, draft } = await probe(profiles)
    expect(known).toMatchObject({ profile: 'eastron-sdm630', is: 'variant' })
    expect(draft).toMatchObject({ functionCode: hidden.functionCode, order: hidden.order })
    expect(draft?.fields.find(({ reading }) => reading === 'importWh')?.address).toBe(
      hidden.fields.find(({ reading }) => reading === 'importWh')?.address,
    )
  })

  test('gives a draft that a site can use as it is', async () => {
    const { probe } = await hide(profileOf('chint-dtsu666-2019'))
    const { draft } = await probe([])
    expect(ProfileShape.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  })

  test('that is no meter is not taken for one', async () => {
    const random = dice(3)
    const fields = Array.from({ length: 60 }, (_, at) => ({
      reading: `noise${at}`,
      address: at * 2,
      type: 'uint16' as const,
      scale: 1,
    }))
    const { server } = await hide({ ...profileOf('eastron-sdm630'), fields }, { noise: false })
    const values = Object.fromEntries(fields.map(({ reading }) => [reading, Math.floor(random() * 65_536)]))
    server.units.set(5, { profile: { ...profileOf('eastron-sdm630'), fields }, state: () => values })
    const line = new Line({ kind: 'tcp', ...lastAddress }, 'modbus-tcp')
    stops.push(() => line.close())
    const result = await probeMeter(line, 5, {
      samples: 3,
      everyMs: 0,
      minGapMs: 0,
      nowMs: () => 0,
      sleep: async () => {},
    })
    expect(result.known).toBeNull()
    expect(result.fields.every(({ confidence }) => confidence < 0.5)).toBe(true)
  })

  test.each([
    ['eastron-sdm630', { uV: [231.2, 229.4, 233.1] }],
    ['chint-dtsu666-2019', { uV: [231.2, 229.4, 233.1] }],
    ['chint-ddsu666', { uV: [231.2] }],
  ])('through which nothing flows is said to look like %s, and nothing is invented', async (name, net) => {
    const { server, probe } = await hide(profileOf(name), { noise: false })
    const state = () => ({ ...net, fHz: 50.01, pf: 1, importWh: 23_456_780 })
    server.units.set(5, { profile: profileOf(name), state })
    const result = await probe(profiles)
    expect(result.known).toMatchObject({ profile: name, is: 'likely' })
    expect(result.confidence).toBeLessThan(0.5)
    expect(result.because).toMatch(/looks like .* cannot be proven without load/)
    expect(result.fields.find(({ reading }) => reading === 'uV[0]')).toMatchObject({ value: expect.closeTo(231.2, 1) })
  })

  test('through which nothing flows and that nobody knows shows volts and hertz only', async () => {
    const { server, probe } = await hide(profileOf('eastron-sdm630'), { noise: false })
    const hidden = shifted(profileOf('eastron-sdm630'), 0x20)
    const state = () => ({ uV: [231.2, 229.4, 233.1], fHz: 50.01, pf: 1, importWh: 23_456_780 })
    server.units.set(5, { profile: hidden, state })
    const { known, fields, draft, confidence } = await probe([])
    expect(known).toBeNull()
    expect(fields.map(({ reading }) => reading)).toEqual(['uV[0]', 'uV[1]', 'uV[2]', 'fHz'])
    expect(draft?.fields).toHaveLength(4)
    expect(confidence).toBeLessThan(0.5)
  })

  test.each([0x3000, 0x1100, 0x6000, 0x9c40, 50_000])(
    'whose registers begin at %i is found by going through all of them',
    async (base) => {
      const dtsu = profileOf('chint-dtsu666-2016')
      for (const fault of [undefined, { kind: 'strict' } as const]) {
        const fields = layout('CDAB', [
          ...[
            'uV[0]',
            'uV[1]',
            'uV[2]',
            'iA[0]',
            'iA[1]',
            'iA[2]',
            'pPhaseW[0]',
            'pPhaseW[1]',
            'pPhaseW[2]',
            'pW',
            'pf',
            'fHz',
          ].map((reading) => ({ reading, type: 'float32' as const, scale: 1, wide: 2 })),
          { reading: 'importWh', type: 'float32' as const, scale: 1000, wide: 2 },
        ])
        const hidden = shifted({ ...dtsu, order: 'CDAB', fields: fields.fields }, base)
        const { probe } = await hide(hidden, { noise: false, ...(fault && { fault }) })
        const result = await probe([])
        expect(result.draft && faultsOf(result.draft, hidden, result)).toEqual([])
        expect(result.confidence).toBeGreaterThan(0.5)
        expect(result.requests).toBeLessThan(fault ? 5_000 : 1_000)
      }
    },
  )

  test('takes the scale that counted energy speaks for, and says why not the others', async () => {
    const wide = 2
    const hidden = layout('CDAB', [
      ...['uV[0]', 'uV[1]', 'uV[2]'].map((reading) => ({ reading, type: 'int32' as const, scale: 0.01, wide })),
      ...['iA[0]', 'iA[1]', 'iA[2]'].map((reading) => ({ reading, type: 'int32' as const, scale: 0.01, wide })),
      ...['pPhaseW[0]', 'pPhaseW[1]', 'pPhaseW[2]', 'pW'].map((reading) => ({
        reading,
        type: 'int32' as const,
        scale: 0.1,
        wide,
      })),
      { reading: 'pf', type: 'int32', scale: 0.001, wide },
      { reading: 'fHz', type: 'uint16', scale: 0.01, wide: 1 },
      { reading: 'importWh', type: 'uint32', scale: 1, wide },
    ])
    const { probe } = await hide(hidden, { noise: false })
    const result = await probe([])
    expect(result.draft && faultsOf(result.draft, hidden, result)).toEqual([])
    expect(result.confidence).toBeGreaterThan(0.5)
    expect(result.scales?.taken).toMatchObject({ iA: 0.01, pW: 0.1, importWh: 1 })
    expect(result.scales?.others).toContainEqual({
      iA: 0.001,
      pW: 0.01,
      importWh: null,
      because: 'no register counts on so',
    })
  })

  test('whose whole numbers fit two scales as well is not said to be proven', async () => {
    const hidden = layout('ABCD', [
      ...['uV[0]', 'uV[1]', 'uV[2]'].map((reading) => ({ reading, type: 'uint16' as const, scale: 0.1, wide: 1 })),
      ...['iA[0]', 'iA[1]', 'iA[2]'].map((reading) => ({ reading, type: 'uint16' as const, scale: 0.01, wide: 1 })),
      ...['pPhaseW[0]', 'pPhaseW[1]', 'pPhaseW[2]', 'pW'].map((reading) => ({
        reading,
        type: 'int16' as const,
        scale: 10,
        wide: 1,
      })),
      { reading: 'pf', type: 'uint16', scale: 0.001, wide: 1 },
      { reading: 'fHz', type: 'uint16', scale: 0.01, wide: 1 },
      { reading: 'importWh', type: 'uint32', scale: 10, wide: 2 },
    ])
    const { probe } = await hide(hidden, { noise: false })
    const result = await probe([])
    const isRight = result.draft && faultsOf(result.draft, hidden, result).length === 0
    expect(isRight || result.confidence < 0.5).toBe(true)
    const told = [result.scales?.taken, ...(result.scales?.others ?? [])]
    expect(told).toContainEqual(expect.objectContaining({ iA: 0.01, pW: 10, importWh: 10 }))
  })

  test('that is known shows its fields', async () => {
    const { probe } = await hide(profileOf('eastron-sdm630'), { noise: false })
    const { fields, confidence } = await probe(profiles)
    expect(fields.find(({ reading }) => reading === 'uV[0]')).toMatchObject({ address: 0, type: 'float32', scale: 1 })
    expect(confidence).toBeGreaterThan(0.9)
  })

  test('that does not answer is a time-out', async () => {
    const { server, probe } = await hide(profileOf('eastron-sdm630'), { fault: { kind: 'dead' } })
    await expect(probe(profiles)).rejects.toMatchObject({ kind: 'timeout' })
    expect(server.requests.get(5)).toBe(1)
  })
})

function profileOf(name: string): Profile {
  const profile = profiles.find((each) => each.name === name)
  if (!profile) throw new Error(`no profile ${name}`)
  return profile
}

function shifted(profile: Profile, by: number): Profile {
  return { ...profile, fields: profile.fields.map((field) => ({ ...field, address: field.address + by })) }
}

/** Fields one after the other. */
function layout(
  order: ByteOrder,
  fields: { reading: string; type: Profile['fields'][number]['type']; scale: number; wide: number }[],
): Profile {
  let address = 0
  return {
    ...profileOf('chint-dtsu666-2016'),
    order,
    fields: fields.map(({ wide, ...field }) => {
      const at = address
      address += wide
      return { ...field, address: at }
    }),
  }
}
