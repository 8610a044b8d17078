// Decides from where an account is supplied, and which two sources are not two (GB/T 29328).
import type { StepData } from '../../contract.ts'
import { findRule, type StatutoryRule } from './facts.ts'

type Plan = Pick<StepData['plan'], 'feederId' | 'standby'>
export type Source = { role: 'main' | 'standby'; feederId: number; standby: 'hot' | 'cold' | 'simultaneous' | null }
/** As the network knows it now; the bar is unknown where nobody told it. */
export type KnownFeeder = { id: number; name: string; substation: string | null; bar: string | null; voltageKv: number }

/** None where the plan names no feeder: supply comes from the district alone. */
export function sourcesOf({ feederId, standby }: Plan): Source[] {
  if (feederId === undefined) return []
  return [
    { role: 'main', feederId, standby: null },
    ...(standby ? [{ role: 'standby' as const, feederId: standby.feederId, standby: standby.mode }] : []),
  ]
}

/** Two sources that fail together are one: the same feeder always, the same bar where an outage must not happen. */
export function checkSources(
  plan: Plan,
  facts: { feeders: KnownFeeder[]; needsTwo: boolean; isImportant: boolean; rules: StatutoryRule[] },
): { path: string; message: string }[] {
  const { feeders, needsTwo, isImportant, rules } = facts
  const issues: { path: string; message: string }[] = []
  if (needsTwo && plan.feederId === undefined) issues.push({ path: 'data.feederId', message: '请选择主供馈线' })
  if (needsTwo && !plan.standby) issues.push({ path: 'data.standby.feederId', message: '请选择备用馈线与备用方式' })
  if (plan.standby && plan.feederId === undefined && !needsTwo) {
    issues.push({ path: 'data.feederId', message: '有备用电源的,须说明主供馈线' })
  }
  const [main, other] = sourcesOf(plan).map(({ feederId }) => feeders.find(({ id }) => id === feederId))
  if (plan.feederId !== undefined && !main) issues.push({ path: 'data.feederId', message: '馈线不存在,请重新选择' })
  if (!plan.standby || plan.feederId === undefined) return issues
  const path = 'data.standby.feederId'
  if (!other) return [...issues, { path, message: '馈线不存在,请重新选择' }]
  if (plan.standby.feederId === plan.feederId) {
    return [...issues, { path, message: '两路电源不能是同一条馈线,请另选备用馈线' }]
  }
  const rule = findRule(rules, 'sources-apart')
  if (rule && isImportant && main && isSameBar(main, other)) {
    const bar =
      main.bar === null || other.bar === null ? `${main.substation}(母线段未登记)` : `${main.substation}${main.bar}`
    const remedy = '请选择另一变电站或另一段母线的馈线;同站不同母线的,请先在电网档案登记母线段'
    issues.push({ path, message: `重要用户的两路电源都接自${bar}。依据${rule.clause}。${remedy}` })
  }
  return issues
}

/** A bar that nobody told may be the same. */
function isSameBar(one: KnownFeeder, other: KnownFeeder): boolean {
  if (one.substation === null || one.substation !== other.substation) return false
  return one.bar === null || other.bar === null || one.bar === other.bar
}
