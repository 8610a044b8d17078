import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import type { Hours, RestRules } from '../rules/roster.ts'

/** When shifts begin and how long they last, by the rules of today. */
export async function readHours(ctx: Ctx): Promise<Hours> {
  const figure = await readFigures(ctx, 'shift_rule')
  const hoursOf = (shift: string) => ({ fromMinute: figure(`${shift}-from`), minutes: figure(`${shift}-minutes`) })
  return { early: hoursOf('early'), middle: hoursOf('middle'), night: hoursOf('night'), day: hoursOf('day') }
}

export async function readRestRules(ctx: Ctx): Promise<{ rules: RestRules; adherenceShare: number }> {
  const figure = await readFigures(ctx, 'staffing_rule')
  return {
    rules: {
      dayMostMinutes: figure('day-most-minutes'),
      weekMostMinutes: figure('week-most-minutes'),
      weekRestDays: figure('week-rest-days'),
      restBetweenMinutes: figure('rest-between-minutes'),
    },
    adherenceShare: figure('adherence-percent') / 100,
  }
}
