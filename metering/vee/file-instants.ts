/** Instants as files write them. */

type Zone = { zoneMinutes: number }

/** A year is mistyped, or the number is none: no file of readings is of these times. */
const [FIRST_YEAR, FINAL_YEAR] = [1990, 2099]

const yearFirst =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]?(\d{1,2})[:时](\d{1,2})分?(?::?(\d{1,2}(?:\.\d+)?)秒?)?\s*(Z|[+-]\d{2}:?\d{2})?$/
/** Day first, as Europe writes it. */
const dayFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4})[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/
const closed = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?$/
/** Seconds or milliseconds since 1970. */
const epoch = /^(\d{10}|\d{13})$/

/** Milliseconds since 1970; without a zone of the one given. Throws naming the line where there is no such instant. */
export function instantOf(stamp: string, { zoneMinutes }: Zone, line: number): number {
  const ms = readInstant(stamp, zoneMinutes)
  if (ms === undefined) throw new Error(`line ${line}: "${stamp}" is no instant`)
  return ms
}

export function isInstant(stamp: string): boolean {
  return readInstant(stamp, 0) !== undefined
}

function readInstant(stamp: string, zoneMinutes: number): number | undefined {
  if (epoch.test(stamp)) return stamp.length === 10 ? Number(stamp) * 1000 : Number(stamp)
  const parts = yearFirst.exec(stamp) ?? turned(dayFirst.exec(stamp)) ?? closed.exec(stamp)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const isCivil = year >= FIRST_YEAR && year <= FINAL_YEAR && minute < 60 && second < 60
  // 24:00 is the next day's 00:00.
  const isHour = hour < 24 || (hour === 24 && minute === 0 && second === 0)
  const civilDay = new Date(Date.UTC(year, month - 1, day))
  const isDay = civilDay.getUTCMonth() === month - 1 && civilDay.getUTCDate() === day
  if (!isCivil || !isHour || !isDay) return undefined
  const ms = civilDay.getTime() + (hour * 60 + minute) * 60_000 + Math.round(second * 1000)
  return ms - eastOf(parts[7], zoneMinutes) * 60_000
}

function eastOf(zone: string | undefined, zoneMinutes: number): number {
  if (!zone) return zoneMinutes
  if (zone === 'Z') return 0
  const digits = zone.replace(/[^\d]/g, '')
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)))
}

function turned(match: RegExpExecArray | null): string[] | null {
  if (!match) return null
  const [whole = '', day = '', month = '', year = '', ...rest] = match
  return [whole, year, month, day, ...rest]
}
