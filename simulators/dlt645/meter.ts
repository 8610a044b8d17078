import { answerFrame, bcd, instantOf, loadRecord, type Request, time, weekdayOf } from './frames.ts'

/** What the meter shows at an instant, in the names and units of the MQTT contract: `importWh`, `uV`, `pW` … */
export type Shown = Record<string, unknown>

/** An event in the meter's own records: the first four and the next two digits of its identifier. */
export type RecordedEvent = { group: string; di1: string; from: Date; to: Date | null }

export type Dlt645Fault =
  | 'silent'
  | 'wrong-sum'
  /** Answers under another meter's address. */
  | 'other-address'
  /** A half-byte that is no digit. */
  | 'not-bcd'
  /** Blocks with their first value only. */
  | 'truncated'
  /** Answers after 150 ms. */
  | 'late'
  /** Noise and half a frame before each answer. */
  | 'junk'
  /** Refuses everything with "other error". */
  | 'refuses'

export type Dlt645Meter = {
  phases: 1 | 3
  state: (at: Date) => Shown
  /** Since when the meter has kept records. */
  since: Date
  /** How far its clock is ahead; broadcasts take it back. */
  driftMs?: number
  events?: RecordedEvent[]
  /** False for a meter without day freezes and load records. */
  keepsPast?: boolean
  fault?: Dlt645Fault | undefined
  /** Set by the last broadcast that it obeyed. */
  setOn?: string
  /** What the latest read asked for, whole, for those who read on. */
  answering?: Buffer | undefined
}

const FRAME_DATA = 190
const DAY_MS = 86_400_000
const QUARTER_MS = 900_000
const OFFSET_MS = 8 * 3_600_000
const BROADCAST_LIMIT_MS = 300_000

/** The frames with which a meter answers a read or a read-on; none where the standard wants silence. */
export function answerRead(address: string, meter: Dlt645Meter, request: Request, now: Date): Buffer[] {
  if (meter.fault === 'refuses') return [answerFrame(address, request.control | 0xc0, Buffer.from([0x01]))]
  const di = Buffer.from(request.di, 'hex').reverse()
  const isReadOn = request.control === 0x12
  if (!isReadOn) meter.answering = contentOf(meter, request.di, request.rest, now)
  const all = meter.answering
  const sequence = isReadOn ? (request.rest[0] ?? 0) : 0
  if (!all || all.length < sequence * FRAME_DATA)
    return [answerFrame(address, request.control | 0xc0, Buffer.from([0x02]))]
  const hasMore = all.length > (sequence + 1) * FRAME_DATA
  const part = all.subarray(sequence * FRAME_DATA, (sequence + 1) * FRAME_DATA)
  const control = request.control | 0x80 | (hasMore ? 0x20 : 0)
  const data = sequence > 0 ? Buffer.concat([di, part, Buffer.from([sequence])]) : Buffer.concat([di, part])
  return [dress(address, control, data, meter.fault)]
}

/** A broadcast moves a clock by at most five minutes, once a day, and not round midnight. */
export function obeyBroadcast(meter: Dlt645Meter, told: Buffer, now: Date): void {
  const own = new Date(now.getTime() + (meter.driftMs ?? 0))
  const day = new Date(own.getTime() + OFFSET_MS).toISOString().slice(0, 10)
  const sinceMidnight = (own.getTime() + OFFSET_MS) % DAY_MS
  const isNearMidnight = sinceMidnight < BROADCAST_LIMIT_MS || sinceMidnight > DAY_MS - BROADCAST_LIMIT_MS
  const off = instantOf(told).getTime() - own.getTime()
  if (meter.setOn === day || isNearMidnight || Math.abs(off) > BROADCAST_LIMIT_MS) return
  meter.setOn = day
  meter.driftMs = (meter.driftMs ?? 0) + off
}

function dress(address: string, control: number, data: Buffer, fault: Dlt645Fault | undefined): Buffer {
  if (fault === 'other-address') return answerFrame('000000009999', control, data)
  if (fault === 'not-bcd' && data.length > 4) data[4] = 0x0e
  if (fault === 'truncated' && data.length > 8) return answerFrame(address, control, data.subarray(0, 8))
  const frame = answerFrame(address, control, data, fault === 'wrong-sum')
  return fault === 'junk' ? Buffer.concat([Buffer.from('0068a51668', 'hex'), frame.subarray(4, 12), frame]) : frame
}

/** The bytes of an identifier; undefined for one that the meter does not know. */
function contentOf(meter: Dlt645Meter, di: string, rest: Buffer, now: Date): Buffer | undefined {
  const own = new Date(now.getTime() + (meter.driftMs ?? 0))
  if (/^00/.test(di)) return energyOf(meter, di, own)
  if (/^02/.test(di)) return variableOf(meter, di, meter.state(now))
  if (di === '04000101') return Buffer.concat([bcd(weekdayOf(own), 1, 0), time(own, 12).subarray(3)])
  if (di === '04000102') return time(own, 12).subarray(0, 3)
  if (di === '04000B01') return Buffer.from([0x00, 0x01])
  if (/^0400050[1-7]$/.test(di)) return Buffer.alloc(2)
  if (/^03|^1[DE]/.test(di)) return eventOf(meter, di)
  if (meter.keepsPast === false) return undefined
  if (/^0506/.test(di)) return frozenOf(meter, di, own)
  if (/^06..0001$/.test(di)) return recordsOf(meter, rest, own)
  return undefined
}

function energyOf(meter: Dlt645Meter, di: string, own: Date): Buffer | undefined {
  const back = Number.parseInt(di.slice(6), 16)
  const at = back === 0 ? own : settlementBefore(own, back)
  if (back > 12 || at < meter.since) return undefined
  const shown = meter.state(new Date(at.getTime() - (meter.driftMs ?? 0)))
  const rates = (shown.importByPeriodWh ?? {}) as Record<string, number>
  const total: Record<string, unknown> = {
    '0001': shown.importWh,
    '0002': shown.exportWh,
    '0005': shown.q1Varh,
    '0006': shown.q2Varh,
    '0007': shown.q3Varh,
    '0008': shown.q4Varh,
  }
  const all = [total[di.slice(0, 4)], rates.sharp, rates.peak, rates.flat, rates.valley].map(registerBytes)
  if (!(di.slice(0, 4) in total)) return undefined
  if (di.slice(4, 6) === 'FF') return Buffer.concat(di.startsWith('0001') ? all : all.slice(0, 1))
  const rate = Number.parseInt(di.slice(4, 6), 16)
  return rate === 0 || di.startsWith('0001') ? all[rate] : undefined
}

/** Registers are cut, never rounded up, to the 0.01 kWh that they show. */
function registerBytes(wh: unknown): Buffer {
  return bcd(Math.floor((typeof wh === 'number' ? wh : 0) / 10), 4, 0)
}

const variables: Record<string, { name: string; bytes: number; decimals: number; scale: number; total?: string }> = {
  '01': { name: 'uV', bytes: 2, decimals: 1, scale: 1 },
  '02': { name: 'iA', bytes: 3, decimals: 3, scale: 1 },
  '03': { name: 'pPhaseW', bytes: 3, decimals: 4, scale: 1000, total: 'pW' },
  '04': { name: 'qPhaseVar', bytes: 3, decimals: 4, scale: 1000, total: 'qVar' },
  '06': { name: 'pfPhase', bytes: 2, decimals: 3, scale: 1, total: 'pf' },
}

function variableOf(meter: Dlt645Meter, di: string, shown: Shown): Buffer | undefined {
  if (di === '02800001') return bcd(numberOf(shown.inA), 3, 3)
  if (di === '02800002') return bcd(numberOf(shown.fHz), 2, 2)
  const variable = variables[di.slice(2, 4)]
  if (!variable || !di.endsWith('00')) return undefined
  const { name, bytes, decimals, scale, total } = variable
  const phases = ((shown[name] ?? []) as number[]).slice(0, meter.phases)
  const all = [...(total ? [numberOf(shown[total])] : []), ...phases].map((value) =>
    bcd(numberOf(value) / scale, bytes, decimals),
  )
  if (di.slice(4, 6) === 'FF') return Buffer.concat(all)
  return all[Number.parseInt(di.slice(4, 6), 16) - (total ? 0 : 1)]
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function eventOf(meter: Dlt645Meter, di: string): Buffer | undefined {
  const events = meter.events ?? []
  const group = di.slice(0, 4)
  const ofGroup = events.filter((event) => event.group === group).sort((a, b) => b.from.getTime() - a.from.getTime())
  if (group.startsWith('1')) {
    if (di.endsWith('0001') && di.slice(4, 6) === '00') return bcd(ofGroup.length, 3, 0)
    const event = ofGroup[Number.parseInt(di.slice(6), 16) - 1]
    return event ? time(event.from, 12) : Buffer.alloc(6)
  }
  const back = Number.parseInt(di.slice(6), 16)
  const isByPhase = /^030[1-4B-F]/.test(group)
  if (back === 0 && isByPhase) {
    const counts = ['01', '02', '03'].map((di1) => ofGroup.filter((event) => event.di1 === di1).length)
    return Buffer.concat(counts.flatMap((count) => [bcd(count, 3, 0), bcd(0, 3, 0)]))
  }
  const own = ofGroup.filter((event) => event.di1 === di.slice(4, 6))
  if (back === 0)
    return group === '0330' || group === '0311'
      ? bcd(own.length, 3, 0)
      : Buffer.concat([bcd(own.length, 3, 0), bcd(0, 3, 0)])
  const event = own[back - 1]
  if (!event) return Buffer.alloc(12)
  return Buffer.concat([time(event.from, 12), time(event.to, 12)])
}

function frozenOf(meter: Dlt645Meter, di: string, own: Date): Buffer | undefined {
  const back = Number.parseInt(di.slice(6), 16)
  const midnight = new Date(Math.floor((own.getTime() + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS - (back - 1) * DAY_MS)
  if (back < 1 || back > 62 || midnight < meter.since) return undefined
  const shown = meter.state(new Date(midnight.getTime() - (meter.driftMs ?? 0)))
  if (di.slice(4, 6) === '00') return time(midnight, 10)
  if (di.slice(4, 6) === '02') return registerBytes(shown.exportWh)
  if (di.slice(4, 6) !== '01') return undefined
  const rates = (shown.importByPeriodWh ?? {}) as Record<string, number>
  return Buffer.concat([shown.importWh, rates.sharp, rates.peak, rates.flat, rates.valley].map(registerBytes))
}

function recordsOf(meter: Dlt645Meter, rest: Buffer, own: Date): Buffer {
  const wanted = Number.parseInt(rest.subarray(0, 1).toString('hex'), 10)
  const from = instantOf(Buffer.concat([Buffer.from([0]), rest.subarray(1, 6)]))
  const first = Math.ceil(Math.max(from.getTime(), meter.since.getTime()) / QUARTER_MS) * QUARTER_MS
  const records: Buffer[] = []
  for (let at = first; records.length < wanted && at <= own.getTime(); at += QUARTER_MS) {
    records.push(recordAt(meter, new Date(at)))
  }
  return Buffer.concat(records)
}

function recordAt(meter: Dlt645Meter, at: Date): Buffer {
  const shown = meter.state(new Date(at.getTime() - (meter.driftMs ?? 0)))
  const three = (name: string) => [0, 1, 2].map((phase) => numberOf((shown[name] as number[] | undefined)?.[phase]))
  const electrics = Buffer.concat([
    ...three('uV').map((volts) => bcd(volts, 2, 1)),
    ...three('iA').map((amps) => bcd(amps, 3, 3)),
    bcd(numberOf(shown.fHz), 2, 2),
  ])
  const powers = Buffer.concat(
    [numberOf(shown.pW), ...three('pPhaseW'), numberOf(shown.qVar), ...three('qPhaseVar')].map((watts) =>
      bcd(watts / 1000, 3, 4),
    ),
  )
  const energies = Buffer.concat([shown.importWh, shown.exportWh, 0, 0].map(registerBytes))
  const quadrants = Buffer.concat([shown.q1Varh, shown.q2Varh, shown.q3Varh, shown.q4Varh].map(registerBytes))
  return loadRecord(at, [electrics, powers, null, energies, quadrants, null])
}

/** Settlement is on the first at 00:00. */
function settlementBefore(own: Date, back: number): Date {
  const wall = new Date(own.getTime() + OFFSET_MS)
  return new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() - (back - 1), 1) - OFFSET_MS)
}
