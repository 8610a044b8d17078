import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { type NewAccount, openAccount } from '../db/customers/open.ts'
import { decryptText } from '../db/customers/secrets.ts'
import { publish } from '../db/events.ts'
import { Refusal } from '../db/refusal.ts'
import { addTimelineEntries } from '../db/timeline.ts'
import { contractData, meterData, planData, type Step, surveyData } from './contract.ts'
import { flowOf, ruleOf } from './rules/workflow.ts'
import { type ApplicationRow, findApplicant, moveApplication } from './sql/applications.ts'
import { stopClocks } from './sql/clocks.ts'
import { findDistrict } from './sql/network.ts'
import { insertEvent, listSteps, type StepRow } from './sql/steps.ts'

/** The end of a new connection: the account enters the customer file with all that the steps found out. */
export async function archiveApplication(ctx: Ctx, application: ApplicationRow): Promise<void> {
  const { id, applicationNo } = application
  const steps = await listSteps(ctx, id)
  const { accountId } = await openAccount(ctx, await composeAccount(ctx, application, steps))
  await stopClocks(ctx, id, null)
  await insertEvent(ctx, id, { kind: 'archived', step: 'archive' })
  await moveApplication(ctx, id, { status: 'archived', accountId })
  await tellTimeline(ctx, application, accountId, steps)
  await publish(ctx, 'application.archived', { applicationId: id, applicationNo, accountId })
}

async function composeAccount(ctx: Ctx, application: ApplicationRow, steps: StepRow[]): Promise<NewAccount> {
  const survey = latestData(steps, 'survey', surveyData)
  const plan = latestData(steps, 'plan', planData)
  const contract = latestData(steps, 'contract', contractData)
  const meter = latestData(steps, 'meter-installation', meterData)
  const district = await findDistrict(ctx, plan.districtId)
  return {
    caseRef: `application:${application.applicationNo}`,
    reason: '低压居民新装',
    customer: await findOrNameCustomer(ctx, application),
    organisationId: district?.organisationId ?? application.organisationId,
    address: application.address,
    class: 'residential',
    // A household's kilowatts are taken as kilovolt-amperes: no power factor is agreed with it.
    contractCapacityKva: String(survey.capacityKw),
    householdPersons: application.householdPersons ?? undefined,
    energisedAt: new Date(meter.energisedAt),
    point: { districtId: plan.districtId, mode: 'low-low', phase: plan.phase, priceCode: plan.priceCode },
    meter: {
      assetNo: meter.assetNo,
      profile: meter.profile,
      phase: plan.phase,
      ratedCurrentA: meter.ratedCurrentA,
      maximumCurrentA: meter.maximumCurrentA,
      registers: Object.entries(meter.startRegistersWh).flatMap(([role, startValue]) =>
        startValue === undefined
          ? []
          : [{ role: role as keyof typeof meter.startRegistersWh, digits: meter.digits, startValue }],
      ),
      check: meter.check,
      link: meter.link,
    },
    contract,
  }
}

/** What the latest completion of a step stored; an earlier one was sent back. */
function latestData<Shape extends z.ZodType>(steps: StepRow[], step: Step, shape: Shape): z.infer<Shape> {
  return shape.parse(steps.findLast((row) => row.step === step && row.state === 'done')?.data)
}

/** Somebody who is a customer already stays the same customer. */
async function findOrNameCustomer(ctx: Ctx, application: ApplicationRow): Promise<NewAccount['customer']> {
  const applicant = await findApplicant(ctx, application.id)
  if (!applicant?.numberCipher) throw new Refusal('APPLICANT_ERASED', '申请人的证件信息已删除,无法归档')
  if (applicant.customerId !== null) return { id: applicant.customerId }
  return {
    kind: 'person',
    name: application.applicantName,
    idNumber: decryptText(applicant.numberCipher),
    phone: decryptText(applicant.phoneCipher),
  }
}

function tellTimeline(ctx: Ctx, application: ApplicationRow, accountId: number, steps: StepRow[]): Promise<void> {
  const flow = flowOf(application)
  const { applicationNo } = application
  return addTimelineEntries(ctx, [
    {
      accountId,
      at: application.submittedAt,
      kind: 'application',
      subject: `application:${applicationNo}:submitted`,
      title: { zh: `提交新装申请 ${applicationNo}`, en: `Application ${applicationNo} handed in` },
    },
    ...steps
      .filter(({ state }) => state === 'done')
      .map(({ step, completedAt, actorName }, position) => {
        const { zh, en } = ruleOf(flow, step).title
        return {
          accountId,
          at: completedAt,
          kind: 'application',
          subject: `application:${applicationNo}:${position + 1}:${step}`,
          title: { zh: `新装:${zh}完成`, en: `New connection: ${en} done` },
          detail: { applicationId: application.id, actorName },
        }
      }),
  ])
}
