import { createHmac } from 'node:crypto'

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
/** Of the sixty-year cycle: nobody takes such a name for a real one. */
const stems = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥']
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** What stands where somebody's words stood. */
export const HIDDEN = '（已脱敏）'

export function personName(n: number): string {
  const pick = (list: string[], by: number) => list[Math.floor(n / by) % list.length] ?? ''
  const [size, many] = [surnames.length, stems.length]
  const rest = Math.floor(n / (size * many * many))
  return `${pick(surnames, 1)}${pick(stems, size)}${pick(stems, size * many)}${rest > 0 ? rest : ''}`
}

export const companyName = (n: number) => `演练${String(n + 1).padStart(4, '0')}有限公司`
export const streetAddress = (n: number) => `演练路${1 + Math.floor(n / 200)}号${101 + (n % 200)}室`

/** A number of a person who does not exist: region 99, and the check character of GB 11643. */
export function identityNumber(n: number): string {
  const body = `99${String(n).padStart(7, '0').slice(0, 4)}19900101${String(n % 1_000).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}

/** The same for the same number in one copy, and nothing of it to be told without the salt, which is forgotten. */
export function phoneNumber(phone: string, salt: Buffer): string {
  return `199${digitsOf(phone, salt, 8)}`
}

export function bankAccount(account: string, salt: Buffer): string {
  return `62${digitsOf(account, salt, 17)}`
}

function digitsOf(text: string, salt: Buffer, count: number): string {
  const hash = createHmac('sha256', salt).update(text).digest('hex')
  return (BigInt(`0x${hash}`) % 10n ** BigInt(count)).toString().padStart(count, '0')
}

const secretKeys = /phone|mobile|id_?number|identity_?number|bank_?account/i
/** Numbers of people wherever they stand: mobile and fixed phones, identity cards, bank cards. */
const numberLike = /^(1[3-9]\d{9}|0\d{9,11}|\d{15,19}|\d{17}[Xx])$/

/** Every text of a document: what is known by a pseudonym is replaced, and of the rest what may be somebody's. */
export function scrubJson(value: unknown, known: ReadonlyMap<string, string>, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => scrubJson(each, known, key))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, scrubJson(each, known, name)]))
  }
  if (typeof value !== 'string' || value === '') return value
  const replaced = known.get(value)
  if (replaced !== undefined) return replaced
  if (secretKeys.test(key) || numberLike.test(value)) return '19900000000'
  return /[^\x20-\x7e]/.test(value) ? HIDDEN : value
}

/** Every text within, to ask which of them have a pseudonym. */
export function listTexts(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value)
  else if (value !== null && typeof value === 'object') for (const each of Object.values(value)) listTexts(each, found)
  return found
}
