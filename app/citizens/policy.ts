import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'

const figures = {
  codeMinutes: 'code-minutes',
  codeFailures: 'code-failures',
  codeGapSeconds: 'code-gap-seconds',
  codesPhoneDay: 'codes-phone-day',
  codesAddressHour: 'codes-address-hour',
  bindingFailuresUser: 'binding-failures-user',
  bindingFailuresAccount: 'binding-failures-account',
  bindingFailureHours: 'binding-failure-hours',
  bindingsUser: 'bindings-user',
} as const

/** What is asked of citizens' own ways in, today; each figure is a dated row with its basis. */
export type CitizenPolicy = Record<keyof typeof figures, number>

export async function findCitizenPolicy(ctx: Pick<Ctx, 'db' | 'now'>): Promise<CitizenPolicy> {
  const rows = await ctx.db.rows<{ rule: string; figure: number }>(
    'select rule, figure from citizen_policy where valid_from <= $1 and (valid_to is null or valid_to > $1)',
    [civilDay(ctx.now)],
  )
  const found = new Map(rows.map(({ rule, figure }) => [rule, figure]))
  const entries = Object.entries(figures).map(([name, rule]) => {
    const figure = found.get(rule)
    // Without a limit anybody could try for ever: no row is no way in.
    if (figure === undefined) throw new Error(`citizen_policy says nothing of ${rule} today`)
    return [name, figure]
  })
  return Object.fromEntries(entries) as CitizenPolicy
}
