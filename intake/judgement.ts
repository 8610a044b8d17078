import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import type { ApplicationKind, Forms } from './contract.ts'
import { changeKinds } from './forms.ts'
import type { Ports } from './ports.ts'
import type { Flow } from './rules/flow/shape.ts'
import { checkKind } from './rules/kinds/all.ts'
import { object } from './rules/kinds/common.ts'
import type { AccountSnapshot, Objection, StatutoryRule } from './rules/kinds/facts.ts'
import { addWorkingDays } from './rules/work-time.ts'
import type { ApplicationRow } from './sql/applications.ts'
import { readCalendar } from './sql/clocks.ts'
import { listHandedOver, listSnapshots, listStatutoryRules } from './sql/snapshots.ts'

export type Judgement = { accounts: AccountSnapshot[]; rules: StatutoryRule[]; objections: Objection[] }

/**
 * What stands against an application that came in before: what has changed since then counts, and so does whose account
 * it is.
 */
export async function judgeAgain(ctx: Ctx, application: ApplicationRow, ports: Ports): Promise<Judgement> {
  const { kind, form, accountIds, submittedAt } = application
  const judged = await judge(ctx, { kind, form, accountIds, submittedOn: civilDay(submittedAt) }, ports)
  if (!askedByHolder(kind)) return judged
  const handedOver = await listHandedOver(ctx, accountIds, submittedAt)
  const objections = handedOver.map((accountNo) =>
    object('HOLDER_CHANGED', 'accountNo', `户号 ${accountNo} 已在申请之后过户`, '请撤销此申请,由现用电人重新申请'),
  )
  return { ...judged, objections: [...objections, ...judged.objections] }
}

/** What the company finds or does of its own does not depend on who holds the account. */
function askedByHolder(kind: ApplicationKind): boolean {
  return kind !== 'ratio-correction' && (changeKinds as readonly string[]).includes(kind)
}

/** Of when it was asked for: nothing can be done about it once the work is. */
const outlived: readonly string[] = ['NOTICE_TOO_SHORT', 'IN_THE_PAST']
/** Of who would go on: what was done on the site stays done, and the file must say so. */
const afterWork: readonly string[] = ['ARREARS', 'HOLDER_CHANGED']

/** Those that still keep an application from the file when all of its steps are done. */
export function objectionsAtEnd({ objections }: Judgement, { boundBy }: Pick<Flow, 'boundBy'>): Objection[] {
  const gone = boundBy === 'archive' ? outlived : [...outlived, ...afterWork]
  return objections.filter(({ code }) => !gone.includes(code))
}

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
