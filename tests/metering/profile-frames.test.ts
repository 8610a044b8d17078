import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findProfile, listProfiles, profiles } from '../../metering/profiles/all.ts'
import { Profile } from '../../metering/profiles/profile.ts'
import { decodeAnswers } from '../../metering/rules/decode.ts'
import { crcOf, takeRtuAnswer } from '../../metering/wire/modbus.ts'

type Published = { profile: string; source: string; address: number; frame: string; shows: object }

/** Answers of real meters, as their owners or makers published them; `address` is of the request that they answer. */
const published: Published[] = [
  {
    profile: 'eastron-sdm120',
    source: 'Eastron SDM120-Modbus protocol, page 6',
    address: 0x0000,
    frame: '01 04 04 43 66 33 34 1b 38',
    shows: { uV: [230.2] },
  },
  {
    profile: 'eastron-sdm230',
    source: 'syssi/esphome-solax-x1-mini#20, import',
    address: 0x0048,
    frame: '01 04 04 46 2a 75 21 29 8c',
    shows: { importWh: 10_909_282 },
  },
  {
    profile: 'eastron-sdm230',
    source: 'syssi/esphome-solax-x1-mini#20, power',
    address: 0x000c,
    frame: '01 04 04 45 8e 3c 35 5f b4',
    shows: { pW: 4551.526 },
  },
  {
    profile: 'eastron-sdm630',
    source: 'nmakel/solaredge_meterproxy#16',
    address: 0x0050,
    frame: `05 04 38 44 da ca b9 46 0c be dc 44 23 92 bf 45 76 58 ef 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 44 7a 04 0d 45 83 50 c7 3f bd 8a 61 41 27 e1 10 14 2b`,
    shows: { maxDemandW: 3941.558 },
  },
  {
    profile: 'hiking-dds238-2',
    source: 'arendst/Tasmota#7457',
    address: 0x0000,
    frame: `01 03 24 00 00 1c ae 00 00 00 00 00 00 00 00 00 00 00 00 00 00 04 f3 00 00 17 bb 09 78 01 ed 04 a8 00 6e 03 e3
      13 88 d1 33`,
    // The owner's Tasmota showed 242.4 V, 4.93 A, 1191 W, 12.670 kWh of export a second before.
    shows: {
      importWh: 60_750,
      exportWh: 12_670,
      uV: [242.4],
      iA: [4.93],
      pW: 1192,
      qVar: 110,
      pf: 0.995,
      fHz: 50,
    },
  },
  {
    profile: 'peacefair-pzem-017',
    source: 'esphome/feature-requests#49',
    address: 0,
    frame: '01 04 10 05 40 00 0a 00 0d 00 00 00 02 00 00 00 00 00 00 d6 29',
    shows: { uV: [13.44], iA: [0.1], pW: 1.3, importWh: 2 },
  },
  {
    profile: 'peacefair-pzem-004t-v3',
    source: 'esphome/feature-requests#49 (comment 538636809)',
    address: 0,
    frame: '01 04 14 08 d1 00 6c 00 00 00 f4 00 00 00 26 00 00 01 f4 00 64 00 00 51 34',
    shows: { uV: [225.7], iA: [0.108], pW: 24.4, importWh: 38, fHz: 50, pf: 1 },
  },
  {
    profile: 'orno-we-516',
    source: 'volkszaehler/mbmd#129, voltage of L3',
    address: 0x0012,
    frame: '01 03 04 43 71 00 00 bf ac',
    shows: { uV: [null, null, 241] },
  },
  {
    profile: 'orno-we-516',
    source: 'volkszaehler/mbmd#129, frequency',
    address: 0x0014,
    frame: '01 03 04 42 48 1e b8 67 8f',
    shows: { fHz: 50.03 },
  },
]

const bytesOf = (hex: string) => Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16))

function decode(profileName: string, address: number, hex: string) {
  const profile = findProfile(profileName)
  const bytes = bytesOf(hex)
  const [unit = 0, functionCode, dataBytes = 0] = bytes
  const taken = takeRtuAnswer(bytes, { unit, functionCode: functionCode as 3 | 4, dataBytes })
  if (!profile || !taken) throw new Error('no profile, or no frame')
  const words = Array.from(
    { length: dataBytes / 2 },
    (_, at) => ((taken.frame[3 + at * 2] ?? 0) << 8) | (taken.frame[4 + at * 2] ?? 0),
  )
  return decodeAnswers(profile, [{ address, words }]).reading
}

test.each(published.map((each) => [each.profile, each.source, each] as const))(
  '%s shows what its owner saw (%s)',
  (_, __, { profile, address, frame, shows }) => {
    expect(crcOf(bytesOf(frame))).toBe(0)
    expect(decode(profile, address, frame)).toEqual(shows)
  },
)

test('a model that says it is proven has a frame here, and only such a model', () => {
  const proven = profiles.filter((profile) => profile.frame !== undefined).map(({ name }) => name)
  expect([...new Set(published.map(({ profile }) => profile))].sort()).toEqual(proven.sort())
  expect(listProfiles().find(({ name }) => name === 'chint-ddsu666')?.proof).toBe('document')
  expect(listProfiles().find(({ name }) => name === 'hiking-dds238-2')?.proof).toBe('frame')
})

test.each(profiles.map((profile) => [profile.name, profile] as const))('%s is a whole profile', (name, profile) => {
  expect(Profile.parse(profile)).toEqual(profile)
  expect(findProfile(name)).toBe(profile)
  expect(profile.document.length).toBeGreaterThan(10)
  const readings = profile.fields.map(({ reading }) => reading)
  expect(new Set(readings).size, `${name} names a field twice`).toBe(readings.length)
  expect(readings).toContain('importWh')
})

type SharedFrame = { hex: string; device: string; crc_ok: boolean; expected?: Record<string, number> }
const file = new URL('../../../shared/data/meters/modbus_rtu_frames.json', import.meta.url)
const shared: SharedFrame[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []

describe.skipIf(shared.length === 0)(
  'frames of the data set beside the project (skipped where ../shared is absent)',
  () => {
    test('of PZEM-004T meters are read as their owners did', () => {
      const answers = shared.filter(({ device, crc_ok }) => device.includes('PZEM-004T') && crc_ok)
      expect(answers.length).toBeGreaterThan(3)
      for (const { hex, expected = {} } of answers) {
        const reading = decode('peacefair-pzem-004t-v3', 0, hex)
        const { V, I, P_W, E_Wh, F_Hz, PF } = expected
        expect(reading).toEqual({ uV: [V], iA: [I], pW: P_W, importWh: E_Wh, fHz: F_Hz, pf: PF })
      }
    })

    test('are taken with the zeros of a line driver round them, and not with a byte lost', () => {
      const expected = { unit: 1, functionCode: 4, dataBytes: 4 } as const
      const voltages = shared.filter(({ hex }) => /^(00 )?01 04 04 43/.test(hex))
      expect(voltages.length).toBeGreaterThan(5)
      for (const { hex, crc_ok } of voltages) {
        const bytes = bytesOf(hex)
        const isWhole = crc_ok || hex.endsWith('10 6e 00')
        expect(takeRtuAnswer(bytes, expected) !== undefined, hex).toBe(isWhole)
        if (!isWhole) expect(bytes.length, `${hex} lacks a byte`).toBe(9)
      }
    })

    test('of an SDM230 that was cut short is no answer', () => {
      const cut = shared.find(({ hex }) => hex.startsWith('03 04 a0'))
      expect(takeRtuAnswer(bytesOf(cut?.hex ?? ''), { unit: 3, functionCode: 4, dataBytes: 160 })).toBeUndefined()
    })

    test('that refuse are known as refusals', () => {
      const refusal = shared.find(({ hex }) => hex.startsWith('01 84'))
      const taken = takeRtuAnswer(bytesOf(refusal?.hex ?? ''), { unit: 1, functionCode: 4, dataBytes: 4 })
      expect(taken?.frame[2]).toBe(4)
    })
  },
)
