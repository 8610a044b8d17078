const ZONE = 'Asia/Shanghai'
const DASH = '—'
const two = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

type Amount = string | number | null | undefined

/** Yuan with two decimals, as on a bill. Text is taken as the exact decimal it is and cut, never re-computed. */
export function yuan(amount: Amount): string {
  if (amount === null || amount === undefined) return DASH
  const value = Number(amount)
  return `${value < 0 ? '−' : ''}¥${two.format(Math.abs(value))}`
}

export function kilowattHours(wh: Amount, digits = 2): string {
  return measure(wh, 1000, digits, 'kWh')
}

export function kilowatts(w: Amount, digits = 2): string {
  return measure(w, 1000, digits, 'kW')
}

export function quantity(value: Amount, digits = 2): string {
  if (value === null || value === undefined) return DASH
  return new Intl.NumberFormat('zh-CN', { maximumFractionDigits: digits }).format(Number(value))
}

export function fixed(value: number, digits: number): string {
  return new Intl.NumberFormat('zh-CN', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** Hours and minutes of an instant on the town's clock; with the day when it is not `today`. */
export function clock(at: string | null | undefined, today?: string): string {
  if (!at) return DASH
  const { day, time } = parts(at)
  return today === undefined || day === today ? time : `${day.slice(5)} ${time}`
}

export function instant(at: string | null | undefined): string {
  if (!at) return DASH
  const { day, time } = parts(at)
  return `${day} ${time}`
}

export function civilDay(at: string | Date): string {
  return parts(at).day
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

/** 13 digits in groups, as people read an account number aloud. */
export function accountNumber(number: string): string {
  return number.length === 13 ? `${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8)}` : number
}

function measure(value: Amount, scale: number, digits: number, unit: string): string {
  if (value === null || value === undefined) return DASH
  return `${fixed(Number(value) / scale, digits)} ${unit}`
}

const civil = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

function parts(at: string | Date): { day: string; time: string } {
  const [day = '', time = ''] = civil.format(typeof at === 'string' ? new Date(at) : at).split(' ')
  return { day, time }
}
