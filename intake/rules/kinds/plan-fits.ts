// Decides whether a supply plan answers what was asked for, and fits what the account is.
import type { ApplicationKind, StepData } from '../../contract.ts'
import type { AccountSnapshot } from './facts.ts'

type Plan = StepData['plan']
type Issue = { path: string; message: string }
type Asked = {
  kind: ApplicationKind
  form: Record<string, unknown>
  /** Of a change. */
  account: AccountSnapshot | undefined
  /** From which capacity an account stays two-part, in kVA; null: nobody says. */
  twoPartFromKva: number | null
}

export function checkPlanFits(plan: Plan, asked: Asked): Issue[] {
  return [...checkCharged(plan, asked), ...checkAgainstAsked(plan, asked)]
}

/** Who is charged by the capacity of transformers has one. */
function checkCharged({ twoPart, transformers, removedTransformerIds = [] }: Plan, { account }: Asked): Issue[] {
  if (twoPart?.baseCharge !== 'capacity' || transformers.length > 0) return []
  const kept = account?.transformers.some(
    ({ id, states }) => !removedTransformerIds.includes(id) && states.at(-1)?.to === null,
  )
  if (kept) return []
  return [{ path: 'data.transformers', message: '基本电费按变压器容量计收,请填写受电变压器' }]
}

function checkAgainstAsked(plan: Plan, { kind, form, account, twoPartFromKva }: Asked): Issue[] {
  if (kind === 'capacity-increase' && account) return checkIncreased(plan, Number(form.capacityKva), account)
  if (kind === 'voltage-change' && account) {
    return [
      ...checkLevel(plan, Number(form.voltageKv)),
      ...checkKept(plan, Number(form.capacityKva), account, twoPartFromKva),
    ]
  }
  if (kind.startsWith('high-voltage')) return checkLevel(plan, 10)
  if (kind.startsWith('low-voltage') || kind === 'charging-pile') return checkLevel(plan, 0.38)
  return []
}

/** It may be granted in part, never as less than there is. */
function checkIncreased({ capacityKva }: Plan, askedKva: number, { term }: AccountSnapshot): Issue[] {
  if (capacityKva === undefined) return []
  const path = 'data.capacityKva'
  if (capacityKva <= term.contractCapacityKva) {
    return [{ path, message: `增容后的容量须大于现合同容量 ${term.contractCapacityKva} 千伏安` }]
  }
  if (capacityKva > askedKva) return [{ path, message: `不应大于申请的容量 ${askedKva} 千伏安` }]
  return []
}

/** Above a kilovolt it is metered at high voltage, or behind a transformer of the customer's own. */
function checkLevel({ mode }: Plan, voltageKv: number): Issue[] {
  const isHigh = voltageKv > 1
  if (isHigh === (mode !== 'low-low')) return []
  const message = isHigh ? '高压供电须为高供高计或高供低计' : '低压供电须为低供低计'
  return [{ path: 'data.mode', message }]
}

function checkKept(plan: Plan, askedKva: number, { term }: AccountSnapshot, twoPartFromKva: number | null): Issue[] {
  const { capacityKva = askedKva, twoPart } = plan
  const issues: Issue[] = []
  if (capacityKva > term.contractCapacityKva) {
    const message = `不得大于现合同容量 ${term.contractCapacityKva} 千伏安,超过的部分另办增容`
    issues.push({ path: 'data.capacityKva', message })
  }
  if (term.parts === 'two' && !twoPart && twoPartFromKva !== null && capacityKva >= twoPartFromKva) {
    issues.push({ path: 'data.twoPart', message: `容量不低于 ${twoPartFromKva} 千伏安,仍执行两部制,请填写基本电费` })
  }
  return issues
}
