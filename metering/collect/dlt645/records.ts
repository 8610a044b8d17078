import { civilDay, daysBetween, startOfDay } from '../../../db/time.ts'
import type { MeterValues } from '../../mqtt-contract.ts'
import type { Dlt645Profile } from '../../profiles/dlt645-profile.ts'
import { decodeBlock, toReading } from '../../rules/dlt645-values.ts'
import { readDigits, readTime } from '../../wire/dlt645-bcd.ts'
import { WireFault } from '../../wire/dlt645-frame.ts'
import { type LoadRecord, readLoadRecords } from '../../wire/dlt645-load-record.ts'
import { fromInstant } from '../../wire/dlt645-messages.ts'
import { readKnown, unknownTo } from './meter.ts'
import type { Dlt645Session } from './session.ts'

/** What a meter kept of its past: registers and values at an instant of its own clock. */
export type KeptReading = { at: Date; values: MeterValues }

const REQUESTS_LIMIT = 200

/** Records of `[from, to]` out of the meter's load record, each at its own time. Throws `BusFault`. */
export async function readLoadProfile(
  session: Dlt645Session,
  profile: Dlt645Profile,
  span: { from: Date; to: Date },
): Promise<KeptReading[]> {
  const { loadRecord, recordsAtOnce } = profile.keeps
  if (!loadRecord) return []
  const di = `06${String(loadRecord.class).padStart(2, '0')}0001`
  const stepMs = loadRecord.minutes * 60_000
  const kept = new Map<number, KeptReading>()
  let next = span.from.getTime()
  for (let left = REQUESTS_LIMIT; left > 0 && next <= span.to.getTime(); left--) {
    const wanted = Math.min(recordsAtOnce, Math.floor((span.to.getTime() - next) / stepMs) + 1)
    const { records } = readLoadRecords(await session.read(di, fromInstant(new Date(next), wanted)))
    for (const record of records) {
      const inside = record.at >= span.from && record.at <= span.to
      if (inside) kept.set(record.at.getTime(), { at: record.at, values: valuesOf(record) })
    }
    // A meter that begins where it has records may leave out what was asked for; it is never asked for the same again.
    const newest = Math.max(next + (wanted - 1) * stepMs, ...records.map(({ at }) => at.getTime()))
    next = newest + stepMs
  }
  return [...kept.values()].sort((a, b) => a.at.getTime() - b.at.getTime())
}

const registers: [string, keyof MeterValues][] = [
  ['energy.import', 'importWh'],
  ['energy.export', 'exportWh'],
  ['energy.q1', 'q1Varh'],
  ['energy.q2', 'q2Varh'],
  ['energy.q3', 'q3Varh'],
  ['energy.q4', 'q4Varh'],
]

function valuesOf({ values }: LoadRecord): MeterValues {
  const phases = (group: string, scale: number) => {
    const all = ['a', 'b', 'c'].map((phase) => scaled(values.get(`${group}.${phase}`), scale))
    return all.every((value) => value === null) ? undefined : all
  }
  const optional = {
    uV: phases('voltage', 1),
    iA: phases('current', 1),
    pW: scaled(values.get('active.total'), 1000) ?? undefined,
    pPhaseW: phases('active', 1000),
    qVar: scaled(values.get('reactive.total'), 1000) ?? undefined,
    qPhaseVar: phases('reactive', 1000),
    pf: values.get('factor.total'),
    fHz: values.get('frequency'),
  }
  const own = registers.flatMap(([name, reading]) => {
    const value = values.get(name)
    return value === undefined ? [] : [[reading, Math.round(value * 1000)]]
  })
  const said = Object.entries(optional).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries([...own, ...said]), freeze: 'curve' }
}

function scaled(value: number | undefined, scale: number): number | null {
  return value === undefined ? null : Number((value * scale).toPrecision(12))
}

const SEARCH_LIMIT = 3

/**
 * The registers that the meter froze as the civil day began, at the time that the meter says. Undefined where it has no
 * freeze of that day: its clock stood still or it was without supply at midnight. Throws `BusFault`.
 */
export async function readDayFreeze(
  session: Dlt645Session,
  profile: Dlt645Profile,
  day: string,
  today: string,
): Promise<KeptReading | undefined> {
  let back = daysBetween(day, today) + 1
  for (let left = SEARCH_LIMIT; left > 0; left--) {
    if (back < 1 || back > profile.keeps.dayFreezes) return undefined
    const order = hexOf(back)
    const at = await readFrozenAt(session, profile, `050600${order}`)
    if (!at) return undefined
    const off = daysBetween(day, civilDay(at))
    if (off === 0) return readFrozen(session, profile, { at, freeze: 'day', di: (group) => `0506${group}${order}` })
    // A freeze was left out on the way: those before it are that much nearer.
    back += off
  }
  return undefined
}

/**
 * The registers of the settlement day in a civil month, `YYYY-MM`; a month freeze where the meter settles as the month
 * begins. The instant is the settlement day that the meter is programmed to: the record itself keeps none.
 */
export async function readSettlement(
  session: Dlt645Session,
  profile: Dlt645Profile,
  month: string,
  today: string,
): Promise<KeptReading | undefined> {
  const set = await readKnown(session, '04000B01', unknownTo(session.address, profile))
  const moment = set && settlementMoment(set)
  if (!moment) return undefined
  const at = new Date(startOfDay(`${month}-${moment.day}`).getTime() + moment.hour * 3_600_000)
  const isBeforeThisMonths = today < `${today.slice(0, 7)}-${moment.day}`
  const back = monthsBetween(month, today.slice(0, 7)) + (isBeforeThisMonths ? 0 : 1)
  if (back < 1 || back > profile.keeps.settlements) return undefined
  const freeze = moment.day === '01' && moment.hour === 0 ? 'month' : 'day'
  return readFrozen(session, profile, { at, freeze, di: (group) => `00${group}FF${hexOf(back)}` })
}

function settlementMoment(payload: Uint8Array): { day: string; hour: number } | undefined {
  try {
    const digits = readDigits(payload.subarray(0, 2))
    const day = digits.slice(0, 2)
    const hour = Number(digits.slice(2))
    return day >= '01' && day <= '28' && hour < 24 ? { day, hour } : undefined
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return undefined
  }
}

async function readFrozenAt(session: Dlt645Session, profile: Dlt645Profile, di: string): Promise<Date | undefined> {
  const payload = await readKnown(session, di, unknownTo(session.address, profile))
  try {
    return payload && readTime(payload.subarray(0, 5))
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return undefined
  }
}

type Frozen = { at: Date; freeze: 'day' | 'month'; di: (group: string) => string }

async function readFrozen(
  session: Dlt645Session,
  profile: Dlt645Profile,
  { at, freeze, di }: Frozen,
): Promise<KeptReading | undefined> {
  const refused = unknownTo(session.address, profile)
  const forward = await readKnown(session, di('01'), refused)
  const reverse = await readKnown(session, di('02'), refused)
  const fields = profile.blocks.flatMap((block) => block.fields)
  const importFields = fields.filter(({ reading }) => reading === 'importWh' || reading.startsWith('rate.'))
  const exportFields = fields.filter(({ reading }) => reading === 'exportWh')
  const values = [
    ...(forward ? decodeBlock(forward, importFields).values : []),
    ...(reverse ? decodeBlock(reverse, exportFields).values : []),
  ]
  if (values.length === 0) return undefined
  // The rates' names are those of the energy before the freeze.
  const dayBefore = civilDay(new Date(at.getTime() - 1))
  return { at, values: { ...toReading(values, profile, dayBefore), freeze } }
}

function monthsBetween(from: string, to: string): number {
  const count = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
  return count(to) - count(from)
}

function hexOf(order: number): string {
  return order.toString(16).toUpperCase().padStart(2, '0')
}
