import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'

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

/** Without a limit anybody could try for ever: a figure that is missing is no way in. */
export async function findCitizenPolicy(ctx: Pick<Ctx, 'db' | 'now'>): Promise<CitizenPolicy> {
  const figure = await readFigures(ctx, 'citizen_policy')
  const entries = Object.entries(figures).map(([name, rule]) => [name, figure(rule)])
  return Object.fromEntries(entries) as CitizenPolicy
}
