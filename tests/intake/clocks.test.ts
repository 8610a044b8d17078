import { beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../db/context.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { returnStep, withdrawApplication } from '../../intake/endings.ts'
import { addPapers } from '../../intake/holds.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { inputsFor, linXiaoman, ports, type Sent, walk } from './lin-xiaoman.ts'

describe('a clock', () => {
  const database = useDatabase()
  const roles: Role[] = ['intake', 'surveyor', 'inspector', 'manager']
  const at = (now: string) => database.ctx(`${now}:00+08:00`, { roles, username: 'lin' })
  let network: Network
  let accountNo: string
  const papers = ['identity', 'property', 'load-list'].map((kind) => ({ kind: kind as 'identity' }))
  const clockOf = async (id: number, code: string, now = '2026-11-30T09:00') =>
    (await findApplication(at(now), id)).clocks.find((clock) => clock.code === code)
  const complete = async (now: string, id: number, step: string, data: object = {}) => {
    const { version } = await findApplication(at(now), id)
    return completeStep(at(now), id, { step, version, data } as Sent, ports)
  }
  const sendBack = async (now: string, id: number, step: 'plan', to: 'survey') => {
    const { version } = await findApplication(at(now), id)
    return returnStep(at(now), id, { version, step, to, reason: '重做' })
  }

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T08:00'))
    accountNo = (await openChenGuilan(at('2026-01-02T08:00'), network)).accountNo
  })

  it('of a review stands while the customer does again what was sent back, and goes on with what was left', async () => {
    const asked = { ...linXiaoman, kind: 'low-voltage-other', form: { isImportant: true }, papers } as SubmitInput
    const { id } = await submitApplication(at('2026-11-02T09:00'), asked, ports)
    const { districtId } = network
    await complete('2026-11-02T10:00', id, 'accept', { papersSeen: true })
    const surveyed = { surveyedOn: '2026-11-02', feasible: true, districtId, capacityKw: 8, designReviewed: true }
    await complete('2026-11-02T11:00', id, 'survey', surveyed)
    await complete('2026-11-02T14:00', id, 'plan', {
      ...{ supplyPlan: '低压', districtId, priceCode: 'SH-COM', phase: 'single' },
    })
    await complete('2026-11-02T15:00', id, 'plan-review', { approved: true })
    const { version } = await findApplication(at('2026-11-02T16:00'), id)
    await addPapers(at('2026-11-02T16:00'), id, { version, papers: [{ kind: 'design' }] })
    await complete('2026-11-02T17:00', id, 'design-submission')
    expect(await clockOf(id, 'design-review')).toMatchObject({ dueOn: '2026-11-12' })
    // Four working days were used when it went back.
    await sendBack('2026-11-06T17:30', id, 'design-review' as 'plan', 'design-submission' as 'survey')
    expect(await clockOf(id, 'design-review')).toMatchObject({ dueOn: null, status: 'standing' })
    await complete('2026-11-30T17:30', id, 'design-submission')
    expect(await clockOf(id, 'design-review', '2026-11-30T17:30')).toMatchObject({ dueOn: '2026-12-04' })
  })

  it('that ends with a withdrawn application was not kept: what it ran for was never done', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00'), linXiaoman, ports)
    await complete('2026-11-16T10:00', id, 'accept', { papersSeen: true })
    const { version } = await findApplication(at('2026-11-17T09:00'), id)
    await withdrawApplication(at('2026-11-17T09:00'), id, { version, reason: '不办了' })
    expect(await clockOf(id, 'acceptance')).toMatchObject({ status: 'met' })
    expect(await clockOf(id, 'plan-answer')).toMatchObject({ status: 'ended', workingDaysLeft: null })
  })

  it('whose step is done again goes on with what was left, the time between being nobody’s', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00'), linXiaoman, ports)
    const { accept, survey, plan } = inputsFor(network)
    const day = (now: string) => database.ctx(now, { roles, username: 'lin' })
    await walk(day, id, [accept, survey, plan])
    expect(await clockOf(id, 'plan-answer', '2026-11-18T17:00')).toMatchObject({ status: 'met', dueOn: '2026-11-19' })
    const { version } = await findApplication(at('2026-11-25T08:30'), id)
    await returnStep(at('2026-11-25T08:30'), id, { version, to: 'plan', reason: '台区改接' })
    // Answered on the second of its three days, at five o'clock: half an hour of that day and one whole are left.
    const again = await clockOf(id, 'plan-answer', '2026-11-25T09:00')
    expect(again).toMatchObject({ stoppedAt: null, dueOn: '2026-11-26' })
    await complete('2026-11-27T10:00', id, 'plan', plan.data)
    expect(await clockOf(id, 'plan-answer', '2026-11-27T11:00')).toMatchObject({ status: 'missed' })
  })

  it('of a household’s increase is that of a household, and there is one for all of it', async () => {
    const form = { capacityKva: 12 }
    const input = submitInput.parse({ kind: 'capacity-increase', accountNo, form, papers }) as SubmitInput
    const { id } = await submitApplication(at('2026-11-16T09:00'), input, ports)
    const { clocks } = await complete('2026-11-16T10:00', id, 'accept', { papersSeen: true })
    expect(Object.fromEntries(clocks.map(({ code, dueOn }) => [code, dueOn]))).toMatchObject({
      'plan-answer': '2026-11-19',
      'whole-process': '2026-11-23',
    })
  })
})
