import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findProfile, listProfiles, profiles } from '../../metering/profiles/all.ts'
import { Profile } from '../../metering/profiles/profile.ts'
import { decodeAnswers } from '../../metering/rules/decode.ts'
import { crcOf, takeRtuAnswer } from '../../metering/wire/modbus.ts'
import { frames } from './published-frames.ts'
import { words } from './published-words.ts'

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

test.each(frames.map((each) => [each.profile, each.source, each] as const))(
  '%s shows what its owner saw (%s)',
  (_, __, { profile, address, frame, shows }) => {
    expect(crcOf(bytesOf(frame))).toBe(0)
    expect(decode(profile, address, frame)).toEqual(shows)
  },
)

test.each(words.map((each) => [each.profile, each.source, each] as const))(
  '%s shows in its registers what its owner saw (%s)',
  (_, __, { profile: name, answers, shows }) => {
    const profile = findProfile(name)
    if (!profile) throw new Error(`no profile ${name}`)
    const read = answers.map(([address, hex]) => ({
      address,
      words: hex.split(/\s+/).map((word) => Number.parseInt(word, 16)),
    }))
    expect(decodeAnswers(profile, read).reading).toEqual(shows)
  },
)

test('a model that says it is proven has a frame here, and only such a model', () => {
  const proven = profiles.filter((profile) => profile.frame !== undefined).map(({ name }) => name)
  expect([...new Set([...frames, ...words].map(({ profile }) => profile))].sort()).toEqual(proven.sort())
  expect(listProfiles().find(({ name }) => name === 'chint-dtsu666-2016')?.proof).toBe('document')
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
