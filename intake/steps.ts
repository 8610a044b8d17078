import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { type Issue, notFound, Refusal } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { findApplication } from './applications.ts'
import { archiveApplication } from './archive.ts'
import { startClocks } from './clocks.ts'
import type { ApplicationDetail, CompleteStepInput, Step } from './contract.ts'
import { refuse } from './refusals.ts'
import { checkPlausible } from './rules/plausibility.ts'
import { decideCompletion, type Flow, flowOf } from './rules/workflow.ts'
import { type ApplicationRow, lockApplicationRow, moveApplication, type Paper } from './sql/applications.ts'
import { stopClocks } from './sql/clocks.ts'
import { findDistrict, isMeterInUse, listTerminals } from './sql/network.ts'
import { insertEvent, insertStep, listSteps, type StepRow } from './sql/steps.ts'

/** Asks billing for a price code of the price book: whether it needs registers by period of the day. */
export type PricePort = (ctx: Ctx, priceCode: string) => Promise<{ timeOfUse: boolean } | undefined>

/**
 * Completes the current step with its data; the last one opens the account.
 * Refuses, in this order, with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `NOT_THE_CURRENT_STEP`,
 * `STEP_NOT_YOURS`, `PAPERS_MISSING`, `DATA_IMPLAUSIBLE` (with issues), and what `openAccount` refuses.
 */
export async function completeStep(
  ctx: Ctx,
  id: number,
  input: CompleteStepInput,
  findPrice: PricePort,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const application = await lockApplicationRow(inner, id)
    if (!application) throw notFound('申请')
    const flow = flowOf(application)
    const papers = [...application.papers, ...(input.step === 'accept' ? (input.data.papers ?? []) : [])]
    const { roles } = inner.actor
    const attempt = { version: input.version, step: input.step, roles }
    const verdict = decideCompletion(flow, { ...application, paperKinds: papers.map(({ kind }) => kind) }, attempt)
    if (!verdict.ok) throw refuse(verdict)
    const steps = await listSteps(inner, id)
    const issues = [
      ...checkPlausible(input, factsOf(inner, input, steps)),
      ...(await checkReferences(inner, input, steps, findPrice)),
    ]
    if (issues.length > 0) throw new Refusal('DATA_IMPLAUSIBLE', '填写的内容有误,请检查标出的项目', { issues })
    await storeStep(inner, application, input)
    await moveOn(inner, { application, flow, papers, next: verdict.next, step: input.step })
  })
  return findApplication(ctx, id)
}

function factsOf(ctx: Ctx, input: CompleteStepInput, steps: StepRow[]) {
  const doneOf = (step: Step) => steps.findLast((row) => row.step === step && row.state === 'done')
  const accepted = doneOf('accept')
  const signedOn = doneOf('contract')?.data.signedOn
  return {
    today: civilDay(ctx.now),
    now: ctx.now.toISOString(),
    acceptedOn: accepted ? civilDay(accepted.completedAt) : null,
    signedOn: typeof signedOn === 'string' ? signedOn : null,
    energisedOn: input.step === 'meter-installation' ? civilDay(new Date(input.data.energisedAt)) : null,
  }
}

async function checkReferences(
  ctx: Ctx,
  input: CompleteStepInput,
  steps: StepRow[],
  findPrice: PricePort,
): Promise<Issue[]> {
  const issues: Issue[] = []
  if (input.step === 'survey' || input.step === 'plan') {
    const district = await findDistrict(ctx, input.data.districtId)
    if (!district) issues.push({ path: 'data.districtId', message: '台区不存在,请重新选择' })
  }
  if (input.step === 'plan' && !(await findPrice(ctx, input.data.priceCode))) {
    issues.push({ path: 'data.priceCode', message: '电价代码不在电价目录中' })
  }
  if (input.step === 'meter-installation') {
    const plan = steps.findLast((row) => row.step === 'plan' && row.state === 'done')
    const price = await findPrice(ctx, String(plan?.data.priceCode))
    issues.push(...(await checkMeter(ctx, input.data)), ...checkPeriods(input.data, price?.timeOfUse ?? false))
  }
  return issues
}

type MeterData = Extract<CompleteStepInput, { step: 'meter-installation' }>['data']

/** Without them no bill by periods could ever be made. */
function checkPeriods({ startRegistersWh }: MeterData, timeOfUse: boolean): Issue[] {
  if (!timeOfUse) return []
  return (['importPeak', 'importValley'] as const)
    .filter((role) => startRegistersWh[role] === undefined)
    .map((role) => ({ path: `data.startRegistersWh.${role}`, message: '方案为分时电价,须装有峰谷示数的电能表' }))
}

async function checkMeter(ctx: Ctx, { assetNo, link }: MeterData): Promise<Issue[]> {
  const issues: Issue[] = []
  if (await isMeterInUse(ctx, assetNo)) issues.push({ path: 'data.assetNo', message: '该表已装在其他计量点' })
  const terminal = (await listTerminals(ctx)).find((candidate) => candidate.assetNo === link.terminalAssetNo)
  if (!terminal) return [...issues, { path: 'data.link.terminalAssetNo', message: '终端不存在,请重新选择' }]
  if (terminal.protocol.startsWith('modbus') && link.unitId === undefined) {
    issues.push({ path: 'data.link.unitId', message: 'Modbus 终端下的电能表须有通信地址(1–247)' })
  }
  if (terminal.protocol.startsWith('dlt645') && link.meterAddress === undefined) {
    issues.push({ path: 'data.link.meterAddress', message: 'DL/T 645 终端下的电能表须有 12 位表地址' })
  }
  if (link.unitId !== undefined && terminal.takenUnitIds.includes(link.unitId)) {
    issues.push({ path: 'data.link.unitId', message: '该终端的通信地址已被占用' })
  }
  return issues
}

async function storeStep(ctx: Ctx, application: ApplicationRow, input: CompleteStepInput): Promise<void> {
  await insertStep(ctx, application.id, {
    step: input.step,
    state: 'done',
    startedAt: application.stepSince,
    opinion: input.opinion ?? null,
    data: { ...input.data },
  })
  await insertEvent(ctx, application.id, { kind: 'completed', step: input.step })
  await recordAudit(ctx, {
    action: 'application.step-completed',
    subject: `application:${application.applicationNo}`,
    detail: { step: input.step },
  })
}

type Moved = { application: ApplicationRow; flow: Flow; papers: Paper[]; step: Step; next: Step | null }

async function moveOn(ctx: Ctx, { application, flow, papers, step, next }: Moved): Promise<void> {
  const { id: applicationId, applicationNo } = application
  await stopClocks(
    ctx,
    applicationId,
    flow.clocks.filter(({ until }) => until === step).map(({ code }) => code),
  )
  await startClocks(ctx, { id: applicationId, flow, from: step })
  if (next === null) await archiveApplication(ctx, application)
  else await moveApplication(ctx, applicationId, { status: 'open', currentStep: next, papers })
  await publish(ctx, 'application.step-completed', { applicationId, applicationNo, step, nextStep: next })
}
