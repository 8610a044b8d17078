// Decides how long supply may be removed for a time and comes back, and what it does to the file: 暂拆、复装.
import { addMonths, civilDay } from '../../../db/time.ts'
import type { FileChange, MeterData, SettlementData } from '../../contract.ts'
import { object, objectToArrears, objectToNotice, objectToTerm, onlyAccount } from './common.ts'
import { type AccountSnapshot, type CheckFacts, findRule, type Objection } from './facts.ts'
import { removedMeters } from './owner.ts'

export type RemovalForm = { from: string; to: string }

/** 暂拆: the right to the capacity is kept for so many months. */
export function checkTemporaryRemoval(facts: CheckFacts<RemovalForm>): Objection[] {
  const { form, rules } = facts
  const objections = [
    ...objectToArrears(facts),
    ...objectToNotice(facts, form.from),
    ...objectToTerm(facts, form.from, form.to),
  ]
  if (onlyAccount(facts).points.every(({ meter }) => meter === null)) {
    objections.push(object('NO_METER', 'accountNo', '该户没有在装电能表', '请核对户号'))
  }
  const rule = findRule(rules, 'restore-within-months')
  if (rule && form.to > addMonths(form.from, rule.value)) {
    const message = `暂拆期限不得超过 ${rule.value} 个月`
    const remedy = `请将恢复日期改为 ${addMonths(form.from, rule.value)} 或以前;更久请销户`
    objections.push(object('TERM_TOO_LONG', 'form.to', message, remedy, rule))
  }
  return objections
}

export function changesOfTemporaryRemoval({
  account,
  settlement,
}: {
  account: AccountSnapshot
  settlement: SettlementData
}): FileChange[] {
  const from = civilDay(new Date(settlement.doneAt))
  return [
    ...removedMeters(account, settlement),
    { change: 'term-set', accountId: account.accountId, from, set: { status: 'removed' } },
  ]
}

/** 复装: within the time; after it the address is a new supply. */
export function checkReinstallation(facts: CheckFacts<object>): Objection[] {
  const { accountNo, term } = onlyAccount(facts)
  if (term.status !== 'removed') {
    const message = `户号 ${accountNo} 不在暂拆状态`
    return [object('NOT_REMOVED', 'accountNo', message, '请核对户号;未暂拆的无需复装')]
  }
  const rule = findRule(facts.rules, 'restore-within-months')
  if (!rule || facts.today <= addMonths(term.statusSince, rule.value)) return []
  const message = `自 ${term.statusSince} 暂拆已超过 ${rule.value} 个月,不再保留容量`
  return [object('RIGHT_LAPSED', 'accountNo', message, '请按新装办理', rule)]
}

export function changesOfReinstallation({
  account,
  installation,
}: {
  account: AccountSnapshot
  installation: MeterData
}): FileChange[] {
  const at = new Date(installation.energisedAt)
  const [point] = account.points
  if (!point) throw new Error('an account without a metering point')
  return [
    { change: 'meter-installed', pointId: point.pointId, at, meter: toMeter(installation, point.phase) },
    { change: 'term-set', accountId: account.accountId, from: civilDay(at), set: { status: 'active' } },
  ]
}

/** What was written down at the meter, as the customer file takes it. */
export function toMeter(
  data: MeterData,
  phase: 'single' | 'three',
): Extract<FileChange, { change: 'meter-installed' }>['meter'] {
  return {
    assetNo: data.assetNo,
    profile: data.profile,
    phase,
    ratedCurrentA: data.ratedCurrentA,
    maximumCurrentA: data.maximumCurrentA,
    ...(data.ct !== undefined && { ct: data.ct }),
    ...(data.pt !== undefined && { pt: data.pt }),
    registers: Object.entries(data.startRegistersWh).flatMap(([role, startValue]) =>
      startValue === undefined
        ? []
        : [{ role: role as keyof typeof data.startRegistersWh, digits: data.digits, startValue }],
    ),
    check: data.check,
    link: data.link,
  }
}
