import type { Ctx } from '../context.ts'
import { addMonths, civilDay, startOfMonth } from '../time.ts'
import { hashForLookup } from './secrets.ts'

/** Without letters and digits that are read as one another. */
const LETTERS = 'ACDEFHJKMNPQRTUVWXY34679'
const LENGTH = 8

/** What is printed on the bill of a month for who holds the account: another holder's is another. */
export function bindingCodeOf(of: { accountId: number; holderId: number; billMonth: string }): string {
  const bytes = hashForLookup(`binding:${of.accountId}:${of.holderId}:${of.billMonth}`)
  let left = bytes.readBigUInt64BE()
  let code = ''
  for (let place = 0; place < LENGTH; place += 1) {
    code += LETTERS[Number(left % BigInt(LETTERS.length))]
    left /= BigInt(LETTERS.length)
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** As it is printed, however it is typed. */
export function normaliseBindingCode(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** The bill months whose codes are good today, this month's among them. */
export async function listCodeMonths(ctx: Pick<Ctx, 'db' | 'now'>): Promise<string[]> {
  const today = civilDay(ctx.now)
  const row = await ctx.db.first<{ figure: number }>(
    `select figure from citizen_policy
     where rule = 'binding-code-months' and valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [today],
  )
  const months = row?.figure ?? 0
  return Array.from({ length: months + 1 }, (_, ago) => addMonths(startOfMonth(today), -ago).slice(0, 7))
}
