// Decides whether the data of a step can be true: the contract comes before the supply, nothing lies in the future.
import type { CompleteStepInput } from '../contract.ts'

export type Facts = {
  today: string
  now: string
  acceptedOn: string | null
  signedOn: string | null
  /** Civil day of the instant of energising, when the step gives one. */
  energisedOn: string | null
}
export type Implausible = { path: string; message: string }

export function checkPlausible(input: CompleteStepInput, facts: Facts): Implausible[] {
  if (input.step === 'survey') {
    const { surveyedOn } = input.data
    if (surveyedOn > facts.today) return [{ path: 'data.surveyedOn', message: '勘查日期不能晚于今天' }]
    if (facts.acceptedOn && surveyedOn < facts.acceptedOn) {
      return [{ path: 'data.surveyedOn', message: '勘查日期不能早于受理日期' }]
    }
  }
  if (input.step === 'contract' && input.data.signedOn > facts.today) {
    return [{ path: 'data.signedOn', message: '签订日期不能晚于今天' }]
  }
  if (input.step === 'meter-installation') return checkMeter(input.data, facts)
  return []
}

function checkMeter(
  data: Extract<CompleteStepInput, { step: 'meter-installation' }>['data'],
  facts: Facts,
): Implausible[] {
  const issues: Implausible[] = []
  if (Date.parse(data.energisedAt) > Date.parse(facts.now)) {
    issues.push({ path: 'data.energisedAt', message: '送电时间不能晚于现在' })
  }
  if (facts.energisedOn && facts.signedOn && facts.energisedOn < facts.signedOn) {
    issues.push({ path: 'data.energisedAt', message: '签订合同之后方可送电' })
  }
  if (data.maximumCurrentA < data.ratedCurrentA) {
    issues.push({ path: 'data.maximumCurrentA', message: '最大电流不应小于基本电流' })
  }
  if (data.check && Date.parse(`${data.check.checkedOn}T00:00:00+08:00`) > Date.parse(data.energisedAt)) {
    issues.push({ path: 'data.check.checkedOn', message: '检定日期不能晚于送电日期' })
  }
  for (const [role, valueWh] of Object.entries(data.startRegistersWh)) {
    if (valueWh !== undefined && valueWh >= 10 ** data.digits * 1000) {
      issues.push({ path: `data.startRegistersWh.${role}`, message: '起码超出表计位数' })
    }
  }
  return issues
}
