import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import type { ApplicationKind, Forms } from './contract.ts'
import type { Ports } from './ports.ts'
import { checkKind } from './rules/kinds/all.ts'
import type { AccountSnapshot, Objection, StatutoryRule } from './rules/kinds/facts.ts'
import { addWorkingDays } from './rules/work-time.ts'
import { readCalendar } from './sql/clocks.ts'
import { listSnapshots, listStatutoryRules } from './sql/snapshots.ts'

export type Judgement = { accounts: AccountSnapshot[]; rules: StatutoryRule[]; objections: Objection[] }

/**
 * What stands against an application of this form, by the file as it is now and the regulations of the day on which it
 * came in; left out: today.
 */
export async function judge(
  ctx: Ctx,
  asked: { kind: ApplicationKind; form: object; accountIds: number[]; submittedOn?: string },
  { listArrears, listFeedingIn }: Pick<Ports, 'listArrears' | 'listFeedingIn'>,
): Promise<Judgement> {
  const submittedOn = asked.submittedOn ?? civilDay(ctx.now)
  const accounts = await listSnapshots(ctx, asked.accountIds, civilDay(ctx.now))
  const rules = await listStatutoryRules(ctx, asked.kind, submittedOn)
  const calendar = await readCalendar(ctx)
  const objections = checkKind(asked.kind, {
    form: asked.form as Forms[ApplicationKind],
    // Notice is counted from the day on which it came in.
    today: submittedOn,
    ...{ accounts, rules },
    working: { addWorkingDays: (day: string, count: number) => addWorkingDays(day, count, calendar) },
    arrearsYuan: await listArrears(ctx, asked.accountIds),
    feedingIn: (await listFeedingIn?.(ctx, asked.accountIds)) ?? new Set(),
  } as never)
  return { accounts, rules, objections }
}
