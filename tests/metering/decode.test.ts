import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { abbB23 } from '../../metering/profiles/abb.ts'
import { acrelAdl400 } from '../../metering/profiles/acrel-adl400.ts'
import { findProfile, profiles } from '../../metering/profiles/all.ts'
import { chintDtsu6662016, chintDtsu6662019 } from '../../metering/profiles/chint.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { decodeAnswers, planBlocks, splitBlock } from '../../metering/rules/decode.ts'
import { decodeWords } from '../../metering/rules/words.ts'
import { loadSiteProfiles } from '../../metering/site-profiles.ts'

const words = (hex: string): number[] => (hex.match(/[0-9a-f]{4}/gi) ?? []).map((word) => Number.parseInt(word, 16))

// Words worked out by hand from the published layouts (IEEE 754 single, high byte first).
describe('a frame of each profile', () => {
  test('Eastron SDM630: FC 04, float32, kWh at 0048H', () => {
    const head = words('43663333 43660000 4365CCCD 40A00000 00000000 41200000 44898000')
    const { reading } = decodeAnswers(eastronSdm630, [
      { address: 0x0000, words: head },
      // 12345.678 kWh, 0.5 kWh, 100.25 kvarh, 1.5 kvarh
      { address: 0x0048, words: words('4640E6B6 3F000000 42C88000 3FC00000') },
      { address: 0x0034, words: words('44898000') },
      { address: 0x0046, words: words('42480000') },
    ])
    expect(eastronSdm630.functionCode).toBe(4)
    expect(reading).toMatchObject({
      uV: [230.2, 230, 229.8],
      iA: [5, 0, 10],
      pPhaseW: [1100],
      pW: 1100,
      fHz: 50,
      importWh: 12345678,
      exportWh: 500,
      q1Varh: 100250,
      q4Varh: 1500,
    })
  })

  test('Chint DTSU666 (2016): FC 03, plain units, import at 401EH', () => {
    const { reading } = decodeAnswers(chintDtsu6662016, [
      // 220.5 V, 221 V, 219.75 V, 1.25 A, 2.5 A, 0 A, 825 W
      { address: 0x2006, words: words('435C8000 435D0000 435BC000 3FA00000 40200000 00000000 444E4000') },
      { address: 0x2044, words: words('42480000') },
      { address: 0x401e, words: words('42C80000') },
      { address: 0x4028, words: words('3E800000') },
      { address: 0x4032, words: words('41200000') },
    ])
    expect(reading).toMatchObject({
      uV: [220.5, 221, 219.75],
      iA: [1.25, 2.5, 0],
      pW: 825,
      fHz: 50,
      importWh: 100_000,
      exportWh: 250,
      q1Varh: 10_000,
    })
  })

  test('Chint DTSU666 (2019): factors 0.1, 0.001 and 0.01, import at 101EH', () => {
    const { reading } = decodeAnswers(chintDtsu6662019, [
      // 2205 → 220.5 V, 1250 → 1.25 A, 8250 → 825 W
      { address: 0x2006, words: words('4509D000') },
      { address: 0x200c, words: words('449C4000') },
      { address: 0x2012, words: words('4600E800') },
      { address: 0x202a, words: words('446D8000') },
      { address: 0x2044, words: words('459C4000') },
      { address: 0x101e, words: words('42C80000') },
      { address: 0x1050, words: words('3F800000') },
    ])
    expect(reading).toMatchObject({
      uV: [220.5],
      iA: [1.25],
      pW: 825,
      pf: 0.95,
      fHz: 50,
      importWh: 100_000,
      q4Varh: 1000,
    })
  })

  test('Acrel ADL400: int32 W at 362, uint32 of 0.1 kWh at 084CH', () => {
    const { reading } = decodeAnswers(acrelAdl400, [
      // −1500 W on phase a, total 2000 W
      { address: 356, words: words('FFFFFA24 00000DAC 00000000 000007D0') },
      { address: 0x0800, words: words('435C8000') },
      { address: 0x084c, words: words('0001E240') },
      { address: 0x0856, words: words('00000003') },
    ])
    expect(reading).toMatchObject({
      pPhaseW: [-1500, 3500, 0],
      pW: 2000,
      uV: [220.5],
      importWh: 12_345_600,
      exportWh: 300,
    })
  })
})

test('a site adds a meter model as a JSON file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'profiles-'))
  await writeFile(join(folder, 'own.json'), JSON.stringify({ ...acrelAdl400, name: 'own-model' }))
  expect(await loadSiteProfiles(folder)).toBe(1)
  expect(findProfile('own-model')?.fields).toEqual(acrelAdl400.fields)
  await writeFile(join(folder, 'bad.json'), '{"name":"bad"}')
  await expect(loadSiteProfiles(folder)).rejects.toThrow('bad.json')
  expect(await loadSiteProfiles(join(folder, 'nowhere'))).toBe(0)
})

test('a profile is read in as few blocks as its limits allow', () => {
  expect(planBlocks(eastronSdm630)).toEqual([
    { address: 0x0000, count: 80 },
    { address: 0x0056, count: 2 },
    { address: 0x00e0, count: 22 },
  ])
  for (const profile of profiles) {
    const blocks = planBlocks(profile)
    for (const block of blocks) expect(block.count).toBeLessThanOrEqual(profile.blockLimit)
    for (const field of profile.fields) {
      expect(
        blocks.some((block) => field.address >= block.address && field.address < block.address + block.count),
      ).toBe(true)
    }
  }
})

test('a refused block is parted at its widest hole until single fields are left', () => {
  const parts = splitBlock(chintDtsu6662016, { address: 0x2006, count: 64 })
  expect(parts).toEqual([
    { address: 0x2006, count: 38 },
    { address: 0x2044, count: 2 },
  ])
  expect(splitBlock(chintDtsu6662016, { address: 0x2044, count: 2 })).toEqual([])
})

test.each([
  ['ABCD', [0x4640, 0xe6b6]],
  ['CDAB', [0xe6b6, 0x4640]],
  ['BADC', [0x4046, 0xb6e6]],
  ['DCBA', [0xb6e6, 0x4046]],
] as const)('byte order %s', (order, pair) => {
  expect(decodeWords(pair, 'float32', order)).toBeCloseTo(12345.678, 3)
})

test('what is no number is left out and named, never read as 0', () => {
  const { reading, unread } = decodeAnswers(eastronSdm630, [
    { address: 0x0048, words: words('7FC00000') },
    { address: 0x004a, words: words('BF800000') },
  ])
  expect(reading).toEqual({})
  expect(unread).toContain('importWh')
  expect(unread).toContain('exportWh')
})

test('what a meter says it does not have is unread, and a phase between two stays in its place', () => {
  const { reading, unread } = decodeAnswers(abbB23, [
    { address: 0x5000, words: words('00000000000004D2 FFFFFFFFFFFFFFFF') },
    // L2 is not wired.
    { address: 0x5b00, words: words('00000907 FFFFFFFF 000008FC') },
    { address: 0x5b14, words: words('7FFFFFFF') },
    { address: 0x5b3a, words: words('7FFF') },
  ])
  expect(reading).toEqual({ importWh: 12_340, uV: [231.1, null, 230] })
  expect(unread).toEqual(expect.arrayContaining(['exportWh', 'uV[1]', 'pW', 'pf']))
  // Other meters may show as much.
  const peacefair = findProfile('peacefair-pzem-017')
  expect(peacefair && decodeAnswers(peacefair, [{ address: 0, words: words('7FFF') }]).reading).toEqual({
    uV: [327.67],
  })
})

test('integers survive every order of bytes', () => {
  const orders = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(...orders), (value, order) => {
      const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
      const places = { ABCD: [0, 1, 2, 3], CDAB: [2, 3, 0, 1], BADC: [1, 0, 3, 2], DCBA: [3, 2, 1, 0] }[order]
      const sent = places.map((place) => bytes[place] ?? 0)
      const pair = [((sent[0] ?? 0) << 8) | (sent[1] ?? 0), ((sent[2] ?? 0) << 8) | (sent[3] ?? 0)]
      expect(decodeWords(pair, 'uint32', order)).toBe(value)
    }),
  )
})

const measured = new URL('../../../shared/data/meters/modbus_rtu_frames.json', import.meta.url)
type Frame = { hex: string; device: string; crc_ok: boolean; expect: string; expected?: Record<string, number> }

test.skipIf(!existsSync(measured))('frames of real Eastron meters (skipped where ../shared is absent)', () => {
  const frames = JSON.parse(readFileSync(measured, 'utf8')) as Frame[]
  const reply = frames.find((frame) => frame.device === 'Eastron SDM230' && frame.expected)
  const payload = words((reply?.hex ?? '').replaceAll(' ', '').slice(6))
  // The single-phase SDM230 keeps the layout of phase 1 and of the frequency.
  const { reading } = decodeAnswers(eastronSdm630, [{ address: 0, words: payload }])
  expect(reading.uV?.[0]).toBeCloseTo(reply?.expected?.V ?? 0, 3)
  expect(reading.iA?.[0]).toBeCloseTo(reply?.expected?.I ?? 0, 3)
  expect(reading.pPhaseW?.[0]).toBeCloseTo(reply?.expected?.P_W ?? 0, 3)
  expect(reading.qPhaseVar?.[0]).toBeCloseTo(reply?.expected?.Q_var ?? 0, 3)
  expect(reading.angleDeg?.[0]).toBeCloseTo(reply?.expected?.phase_angle_deg ?? 0, 1)
  const manual = frames.find((frame) => frame.device === 'Eastron SDM')
  expect(decodeWords(words((manual?.hex ?? '').replaceAll(' ', '').slice(6, 14)), 'float32', 'ABCD')).toBeCloseTo(
    230.2,
    4,
  )
})
