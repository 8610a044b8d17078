// Decides whether a number that names somebody can be true: 居民身份证 (GB 11643-1999), 统一社会信用代码 (GB 32100-2015).

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_DIGITS = '10X98765432'

export function isIdentityNumber(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number)) return false
  const day = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const born = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(born.getTime()) || born.toISOString().slice(0, 10) !== day) return false
  const sum = WEIGHTS.reduce((total, weight, position) => total + weight * Number(number[position]), 0)
  return CHECK_DIGITS[sum % 11] === number[17]
}

const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Of an organisation: each place has the weight of a power of three. */
export function isCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false
  let weight = 1
  let sum = 0
  for (const character of code.slice(0, 17)) {
    sum += weight * CODE_CHARACTERS.indexOf(character)
    weight = (weight * 3) % 31
  }
  return CODE_CHARACTERS[(31 - (sum % 31)) % 31] === code[17]
}

export function isIdentifier(number: string): boolean {
  return isIdentityNumber(number) || isCreditCode(number)
}

/** A number of which its last four places may be shown. */
export function maskNumber(number: string): string {
  const shown = number.length > 4 ? 4 : 0
  return '*'.repeat(number.length - shown) + number.slice(number.length - shown)
}

/** Text in which no whole identity number stands. */
export function maskIdentities(text: string): string {
  return text.replace(/(?<!\d)\d{17}[\dXx](?!\d)/g, (found) =>
    isIdentityNumber(found.toUpperCase()) ? maskNumber(found) : found,
  )
}
