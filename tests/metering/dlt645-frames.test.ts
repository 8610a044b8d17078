import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readNumber, readTime, timeDigits } from '../../metering/wire/dlt645-bcd.ts'
import { eventKinds, readEventCounts, readEventRecord } from '../../metering/wire/dlt645-events.ts'
import {
  decodeFrame,
  encodeFrame,
  type Found,
  findFrame,
  isFrom,
  toHex,
  WireFault,
} from '../../metering/wire/dlt645-frame.ts'
import { decodeItem } from '../../metering/wire/dlt645-items.ts'
import { readLoadRecords } from '../../metering/wire/dlt645-load-record.ts'
import {
  diOf,
  freezeRequest,
  fromInstant,
  readAddressRequest,
  readMessage,
  readOnRequest,
  readRequest,
  setTimeBroadcast,
} from '../../metering/wire/dlt645-messages.ts'
import { readStatusWord } from '../../metering/wire/dlt645-status.ts'

const bytesOf = (hex: string) =>
  Uint8Array.from((hex.match(/[0-9a-fA-F]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16)))
const hexOf = (bytes: Uint8Array) => [...bytes].map(toHex).join('')
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

type Published = {
  hex: string
  address: string
  control: string
  checksum_ok: boolean
  di?: string
  value?: number
  unit?: string
  error_byte?: string
  kind?: string
  data_minus_33: string
  expect: string
}
const file = new URL('../../../shared/data/meters/dlt645_frames.json', import.meta.url)
const there = existsSync(file)
const published: Published[] = there ? JSON.parse(readFileSync(file, 'utf8')) : []

/** A DDSU666 as it leaves the works, before it is told to speak Modbus: zhoushanbao1994/DDSU666 Doc/表.md. */
test.each([
  ['FE FE FE FE 68 35 44 02 19 12 18 68 93 06 68 77 35 4C 45 4B 17 16', '181219024435'],
  ['FE FE FE FE 68 95 43 02 19 12 18 68 93 06 C8 76 35 4C 45 4B D5 16', '181219024395'],
])('a meter that is asked for its address says it twice: %s', (hex, address) => {
  const found = findFrame(bytesOf(hex))
  if (!found || 'broken' in found) throw new Error('no frame')
  expect(found.frame.address).toBe(address)
  expect(hexOf(found.frame.data.toReversed())).toBe(address)
})

describe.skipIf(!there)('frames that others published (skipped where ../shared is absent)', () => {
  test('are forty-two', () => expect(published).toHaveLength(42))

  test.each(published.map((frame, index) => [`${index + 1} ${frame.hex}`, frame] as const))('%s', (_, said) => {
    if (!said.checksum_ok) {
      expect(() => decodeFrame(bytesOf(said.hex))).toThrow(WireFault)
      expect(findFrame(bytesOf(said.hex))).toMatchObject({ broken: 'check-sum' })
      return
    }
    const frame = decodeFrame(bytesOf(said.hex))
    expect(frame.address).toBe(said.address.toLowerCase())
    expect(toHex(frame.control).toUpperCase()).toBe(said.control)
    expect(hexOf(frame.data)).toBe(said.data_minus_33.toLowerCase())
    expect(hexOf(encodeFrame(frame))).toContain(hexOf(bytesOf(said.hex)).replace(/^(fe)+/, ''))
    if (said.error_byte) {
      const reasons = said.error_byte === '04' ? ['wrong password or not authorised'] : ['no such data']
      expect(readMessage(frame)).toEqual({ kind: 'refused', code: Number.parseInt(said.error_byte, 16), reasons })
      return
    }
    // An edition of 1997 has identifiers of two bytes: its frames are taken, its numbers by the same BCD.
    if (said.kind?.startsWith('DL/T645-1997')) {
      if (said.value !== undefined) {
        expect(readNumber(frame.data.slice(2), { bytes: 4, decimals: 2, isSigned: false })).toBe(said.value)
      }
      return
    }
    if (!said.di) return
    expect(diOf(frame.data)).toBe(said.di)
    if (said.kind) return
    const message = readMessage(frame)
    if (message.kind !== 'data') throw new Error(`${message.kind} is not data`)
    if (said.value !== undefined)
      expect(decodeItem(message.di, message.payload)).toEqual({ value: said.value, unit: said.unit })
    else if (/not BCD/.test(said.expect)) expect(() => decodeItem(message.di, message.payload)).toThrow(/not BCD/)
    else expect(decodeItem(message.di, message.payload)).toBeUndefined()
  })
})

const reply = { address: '000000000161', control: 0x91, data: bytesOf('0000010026000000') }

describe('in a stream', () => {
  const whole = encodeFrame(reply)

  test.each<[string, Uint8Array, Found | undefined]>([
    ['a frame behind junk', join(bytesOf('00 ff 16'), whole), { frame: reply, used: whole.length + 3 }],
    ['a frame behind a false 68', join(bytesOf('68 01 02'), whole), { frame: reply, used: whole.length + 3 }],
    ['a frame behind one that was cut', join(whole.slice(0, 14), whole), { frame: reply, used: whole.length + 14 }],
    ['the first of two', join(whole, encodeFrame({ ...reply, control: 0x93 })), { frame: reply, used: whole.length }],
    ['nothing in a frame under way', whole.slice(0, -1), undefined],
    ['nothing in silence', new Uint8Array(), undefined],
  ])('there is %s', (_, bytes, found) => expect(findFrame(bytes)).toEqual(found))

  test('a wrong sum is told, unless a frame follows it', () => {
    const wrong = whole.slice()
    wrong[wrong.length - 2] = ((wrong[wrong.length - 2] ?? 0) + 1) & 0xff
    expect(findFrame(wrong)).toEqual({ broken: 'check-sum', used: wrong.length })
    expect(findFrame(join(wrong, whole.slice(0, 12)))).toBeUndefined()
    expect(findFrame(join(wrong, whole))).toEqual({ frame: reply, used: 2 * whole.length })
  })

  test('it comes out the same however the stream is cut', () => {
    const stream = join(bytesOf('fe68'), whole)
    for (let cut = 0; cut < stream.length; cut++) expect(findFrame(stream.subarray(0, cut))).toBeUndefined()
    expect(findFrame(stream)).toMatchObject({ frame: reply })
  })
})

test('an address with open digits takes the meters that it leaves open', () => {
  expect(isFrom('aaaaaaaa0161', '000000000161')).toBe(true)
  expect(isFrom('aaaaaaaa0161', '000000000162')).toBe(false)
})

test.each([
  ['a read', readRequest('000000000161', '00010000'), '68 61 01 00 00 00 00 68 11 04 33 33 34 33 14 16'],
  ['a read address', readAddressRequest(), '68 AA AA AA AA AA AA 68 13 00 DF 16'],
])('%s is the frame that others send', (_, frame, hex) => {
  expect(hexOf(encodeFrame(frame))).toBe(`fefefefe${hexOf(bytesOf(hex))}`)
})

test('requests carry their identifier, sequence and time low byte first', () => {
  const at = new Date('2026-03-10T12:34:56+08:00')
  expect(hexOf(readOnRequest('000000000161', '0001FF00', 2).data)).toBe('00ff010002')
  expect(hexOf(setTimeBroadcast(at).data)).toBe('563412100326')
  expect(hexOf(readRequest('000000000161', '06010001', fromInstant(at, 8)).data)).toBe('01000106083412100326')
  expect(hexOf(freezeRequest('999999999999', '99990000').data)).toBe('00009999')
  expect(timeDigits(at, 10)).toBe('2603101234')
})

test.each([
  ['positive power', '122500', { bytes: 3, decimals: 4, isSigned: true }, 0.2512],
  ['negative power', '122580', { bytes: 3, decimals: 4, isSigned: true }, -0.2512],
  ['a number that may not be negative', '00000080', { bytes: 4, decimals: 2, isSigned: false }, 800000],
  ['a value that the meter has not', 'ffffff', { bytes: 3, decimals: 4, isSigned: true }, undefined],
])('%s', (_, hex, format, value) => expect(readNumber(bytesOf(hex), format)).toBe(value))

test('a time that no calendar has is refused', () => {
  expect(readTime(bytesOf('000012100326'))).toEqual(new Date('2026-03-10T12:00:00+08:00'))
  expect(readTime(bytesOf('000000000000'))).toBeUndefined()
  for (const hex of ['000012300226', '000024100326', '006012100326', '000012001326']) {
    expect(() => readTime(bytesOf(hex))).toThrow(/no time/)
  }
})

describe('a load record', () => {
  const record = (body: string) => {
    const bytes = bytesOf(`a0a01c0015100326${body}`)
    const sum = bytes.reduce((total, byte) => total + byte, 0) & 0xff
    return join(bytes, Uint8Array.of(sum, 0xe5))
  }
  const energies = record('aaaaaa 56341200 00000000 00000000 00000000 aa aa aa')

  test('shows its time and the groups that it has', () => {
    const { records, refused } = readLoadRecords(energies)
    expect(refused).toEqual([])
    expect(records[0]?.at).toEqual(new Date('2026-03-10T15:00:00+08:00'))
    expect(Object.fromEntries(records[0]?.values ?? [])).toMatchObject({ 'energy.import': 1234.56, 'energy.export': 0 })
    expect(records[0]?.values.has('voltage.a')).toBe(false)
  })

  test('that is damaged is refused, and the next one read', () => {
    const damaged = energies.slice()
    damaged[12] = 0x57
    const { records, refused } = readLoadRecords(join(damaged, energies))
    expect(records).toHaveLength(1)
    expect(refused).toHaveLength(1)
    expect(readLoadRecords(bytesOf('e0e01c')).refused).toEqual(['the meter marks this record as bad'])
  })
})

test('events are counted by phase and dated', () => {
  const kind = eventKinds.find(({ code }) => code === 'voltage-loss')
  if (!kind) throw new Error('no such kind')
  expect(readEventCounts(kind, bytesOf('020000 150000 000000 000000 000000 000000'))).toEqual([
    { times: 2, minutes: 15 },
    { times: 0, minutes: 0 },
    { times: 0, minutes: 0 },
  ])
  expect(readEventRecord(kind, bytesOf('000012100326 000000000000'))).toEqual({
    from: new Date('2026-03-10T12:00:00+08:00'),
    to: null,
  })
  expect(readEventRecord(kind, bytesOf('000000000000 000000000000'))).toBeUndefined()
})

test('status words are named bit by bit', () => {
  expect(readStatusWord(1, bytesOf('0400'))).toEqual({ flags: ['clock-battery-low'] })
  expect(readStatusWord(3, bytesOf('1400'))).toEqual({ flags: ['relay-open'], supply: 'battery' })
  expect(readStatusWord(4, bytesOf('0001'))).toEqual({ flags: ['current-break.a'] })
})

/** Small and repeatable; the seed is part of the test. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('ten thousand damaged frames end in a value that was sent or in a fault that is named', () => {
  const roll = dice(645)
  const pick = (below: number) => Math.floor(roll() * below)
  let taken = 0
  for (let round = 0; round < 10_000; round++) {
    const digits = String(pick(1e8)).padStart(8, '0')
    const sent = Number(digits) / 100
    const payload = bytesOf(digits).reverse()
    const bytes = encodeFrame({ address: '000000000161', control: 0x91, data: join(bytesOf('00000100'), payload) })
    let stream = join(
      Uint8Array.from({ length: pick(6) }, () => pick(256)),
      bytes,
    )
    const blows = pick(4)
    for (let blow = 0; blow < blows; blow++) stream[pick(stream.length)] = pick(256)
    if (roll() < 0.2) stream = stream.slice(0, pick(stream.length))
    if (roll() < 0.2)
      stream = join(
        stream,
        Uint8Array.from({ length: pick(20) }, () => pick(256)),
      )
    try {
      const found = findFrame(stream)
      if (!found || 'broken' in found) continue
      const message = readMessage(found.frame)
      readLoadRecords(found.frame.data)
      if (message.kind !== 'data' || found.frame.address !== '000000000161') continue
      const shown = decodeItem(message.di, message.payload)
      if (!shown || message.di !== '00010000') continue
      // One wrong byte never passes the sum. Several may, and are then what a meter could have sent.
      if (blows <= 1) {
        expect(shown.value).toBe(sent)
        taken++
      } else expect(Number.isFinite(shown.value)).toBe(true)
    } catch (fault) {
      expect(fault).toBeInstanceOf(WireFault)
    }
  }
  expect(taken).toBeGreaterThan(2_000)
})
