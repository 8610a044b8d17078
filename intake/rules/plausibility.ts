// Decides whether the data of a step can be true: the contract comes before the supply, nothing lies in the
// future, and nothing before it was asked for.
import { civilDay } from '../../db/time.ts'
import type { MeterData } from '../contract.ts'
import type { Completion } from '../steps.ts'

export type Facts = {
  today: string
  now: string
  /** The day on which the application came in. */
  submittedOn: string
  acceptedOn: string | null
  signedOn: string | null
  /** What the survey found is to be paid, in yuan. */
  feeYuan: string
  /** The last day of a supply that is temporary. */
  until: string | null
}
export type Implausible = { path: string; message: string }

export function checkPlausible(completion: Completion, facts: Facts): Implausible[] {
  switch (completion.step) {
    case 'survey':
      return checkSurvey(completion.data.surveyedOn, facts)
    case 'contract':
      return refuseDay(completion.data.signedOn, facts, 'signedOn', '签订日期')
    case 'mid-inspection':
    case 'design-review':
    case 'final-inspection':
      return [
        ...refuseDay(completion.data.inspectedOn, facts, 'inspectedOn', '检查日期'),
        ...completion.data.findings.flatMap(({ closedOn }, position) =>
          closedOn === null
            ? [{ path: `data.findings.${position}.closedOn`, message: '此项缺陷尚未整改闭环,不能通过' }]
            : refuseDay(closedOn, facts, `findings.${position}.closedOn`, '整改日期'),
        ),
      ]
    case 'meter-check':
      return refuseDay(completion.data.checkedOn, facts, 'checkedOn', '检定日期')
    case 'fee':
      return checkFee(completion.data.paid, facts)
    case 'settlement':
    case 'meter-exchange':
    case 'sealing':
    case 'switching':
      return refuseInstant(completion.data.doneAt, facts, 'doneAt', '现场作业时间')
    case 'energising':
      return [
        ...refuseInstant(completion.data.energisedAt, facts, 'energisedAt', '送电时间'),
        ...refuseEnergising(completion.data.energisedAt, facts),
      ]
    case 'meters-installation':
      return [
        ...refuseInstant(completion.data.energisedAt, facts, 'energisedAt', '送电时间'),
        ...refuseEnergising(completion.data.energisedAt, facts),
        ...(completion.data.meters ?? []).flatMap((meter, n) =>
          checkShown({ ...meter, energisedAt: completion.data.energisedAt }).map(({ path, message }) => {
            return { path: path.replace('data.', `data.meters.${n}.`), message }
          }),
        ),
      ]
    case 'meter-installation':
      return checkMeter(completion.data, facts)
    default:
      return []
  }
}

function checkSurvey(surveyedOn: string, { today, acceptedOn }: Facts): Implausible[] {
  if (surveyedOn > today) return [{ path: 'data.surveyedOn', message: '勘查日期不能晚于今天' }]
  if (acceptedOn && surveyedOn < acceptedOn) {
    return [{ path: 'data.surveyedOn', message: '勘查日期不能早于受理日期' }]
  }
  return []
}

/** Neither less nor more than what was told: whoever paid has it in his receipts. */
function checkFee(paid: { amountYuan: string; paidOn: string }[], facts: Facts): Implausible[] {
  const { feeYuan } = facts
  const paidFen = paid.reduce((sum, { amountYuan }) => sum + toFen(amountYuan), 0)
  const message = `应收业务费 ${feeYuan} 元,登记实收 ${(paidFen / 100).toFixed(2)} 元,请按实际收费补齐或更正`
  return [
    ...(paidFen === toFen(feeYuan) ? [] : [{ path: 'data.paid', message }]),
    ...paid.flatMap(({ amountYuan, paidOn }, position) => [
      ...(toFen(amountYuan) > 0
        ? []
        : [{ path: `data.paid.${position}.amountYuan`, message: '金额须大于零,没有收费的请删去此行' }]),
      ...refuseDay(paidOn, facts, `paid.${position}.paidOn`, '交费日期'),
    ]),
  ]
}

/** An amount of at most two places, whole. */
function toFen(yuan: string): number {
  return Math.round(Number(yuan) * 100)
}

function refuseDay(day: string, facts: Facts, field: string, noun: string): Implausible[] {
  if (day > facts.today) return [{ path: `data.${field}`, message: `${noun}不能晚于今天` }]
  return refuseBefore(day, facts, field, noun)
}

function refuseInstant(at: string, facts: Facts, field: string, noun: string): Implausible[] {
  if (Date.parse(at) > Date.parse(facts.now)) return [{ path: `data.${field}`, message: `${noun}不能晚于现在` }]
  return refuseBefore(civilDay(new Date(at)), facts, field, noun)
}

function refuseBefore(day: string, { submittedOn }: Facts, field: string, noun: string): Implausible[] {
  if (day >= submittedOn) return []
  return [{ path: `data.${field}`, message: `${noun}不能早于申请日期 ${submittedOn},请核对` }]
}

function refuseEnergising(energisedAt: string, { signedOn, until }: Facts): Implausible[] {
  const path = 'data.energisedAt'
  if (signedOn !== null && Date.parse(energisedAt) < startOf(signedOn)) {
    return [{ path, message: '签订合同之后方可送电' }]
  }
  if (until === null || civilDay(new Date(energisedAt)) <= until) return []
  return [{ path, message: `临时用电已于 ${until} 到期,不能送电;仍需用电的请撤销此申请,按新的期限重新申请` }]
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`)
}

function checkMeter(data: MeterData, facts: Facts): Implausible[] {
  return [
    ...refuseInstant(data.energisedAt, facts, 'energisedAt', '送电时间'),
    ...refuseEnergising(data.energisedAt, facts),
    ...checkShown(data),
  ]
}

/** What a meter is and shows. */
function checkShown(data: MeterData): Implausible[] {
  const issues: Implausible[] = []
  if (data.maximumCurrentA < data.ratedCurrentA) {
    issues.push({ path: 'data.maximumCurrentA', message: '最大电流不应小于基本电流' })
  }
  if (data.check && startOf(data.check.checkedOn) > Date.parse(data.energisedAt)) {
    issues.push({ path: 'data.check.checkedOn', message: '检定日期不能晚于送电日期' })
  }
  for (const [role, valueWh] of Object.entries(data.startRegistersWh)) {
    if (valueWh !== undefined && valueWh >= 10 ** data.digits * 1000) {
      issues.push({ path: `data.startRegistersWh.${role}`, message: '起码超出表计位数' })
    }
  }
  return issues
}
