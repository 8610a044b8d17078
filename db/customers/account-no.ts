import type { Ctx } from '../context.ts'

/** The next free 户号: an area prefix, a serial and a check digit (Luhn), 13 digits in all. */
export async function nextAccountNo(ctx: Ctx): Promise<string> {
  const row = await ctx.db.first<{ serial: string }>(`select lpad(nextval('account_serial')::text, 8, '0') as serial`)
  const body = `3302${row?.serial ?? ''}`
  return `${body}${checkDigit(body)}`
}

function checkDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, digit, position) => {
    const value = Number(digit) * (position % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return (10 - (sum % 10)) % 10
}
