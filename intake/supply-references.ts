import type { Ctx } from '../db/context.ts'
import type { Issue } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { Ports, PricePort } from './ports.ts'
import type { SnapshotPoint } from './rules/kinds/facts.ts'
import { rolesOfGeneration } from './rules/kinds/generation.ts'
import { checkExchange, periodRoles, type Wanted, whyExchange } from './rules/kinds/meter-exchange.ts'
import { checkPlanFits } from './rules/kinds/plan-fits.ts'
import { checkSettlement } from './rules/kinds/settlement.ts'
import { checkSources } from './rules/kinds/sources.ts'
import { checkMeterFits } from './rules/meter-fits.ts'
import { findMeterInHand, findRegion, listFeeders } from './sql/network.ts'
import { listSchemeLimits } from './sql/schemes.ts'
import { listSnapshots, listStatutoryRules } from './sql/snapshots.ts'
import type { Opened } from './standing.ts'
import type { Completion } from './steps.ts'
import { checkStopRegisters } from './stop-registers.ts'

/** What plan, exchange and contract of a changed supply say must fit the file, the network and the store. */
export async function checkSupply(
  ctx: Ctx,
  completion: Completion,
  opened: Opened,
  ports: Pick<Ports, 'findPrice' | 'listLastRegisters'>,
): Promise<Issue[]> {
  const { application } = opened
  switch (completion.step) {
    case 'survey':
      return application.kind === 'class-change' ? checkWhetherExchanged(ctx, completion, opened, ports) : []
    case 'plan':
      return [
        ...(await checkWhetherExchanged(ctx, completion, opened, ports)),
        ...(await checkPlannedSources(ctx, completion.data, opened)),
        ...(await checkGenerationPlan(ctx, completion.data, opened)),
        ...(await checkTransformers(ctx, completion.data, opened)),
        ...(await checkAgainstAsked(ctx, completion.data, opened)),
      ]
    case 'settlement':
      return [
        ...checkHandOver(completion.data, opened),
        ...checkSettlement(
          application.kind,
          await listSnapshots(ctx, application.accountIds, civilDay(ctx.now)),
          completion.data,
        ),
        ...(await checkStopRegisters(ctx, completion, opened, ports)),
      ]
    case 'meter-exchange':
      return [
        ...(await checkExchangeDone(ctx, completion.data, opened, ports)),
        ...(await checkStopRegisters(ctx, completion, opened, ports)),
      ]
    case 'meter-installation':
      return rolesOfGeneration(application.form).includes('exportTotal') && application.form.mode === 'full'
        ? requireExport(completion.data.startRegistersWh)
        : []
    case 'contract':
      return application.form.voltageKv === '10' && application.kind === 'distributed-pv' && !completion.data.dispatchNo
        ? [{ path: 'data.dispatchNo', message: '10 千伏接入须同时签订并网调度协议,请填写协议编号' }]
        : []
    default:
      return []
  }
}

/** Days before its first acceptance may be billed, and are then in the name of who held the account on them. */
function checkHandOver({ doneAt }: Of<'settlement'>['data'], { application, steps }: Opened): Issue[] {
  const accepted = steps.find(({ step, state }) => step === 'accept' && state === 'done')
  if (application.kind !== 'transfer' || !accepted) return []
  const heldSince = civilDay(accepted.completedAt)
  if (civilDay(new Date(doneAt)) >= heldSince) return []
  const message = `过户抄表时间不能早于受理日期 ${heldSince},此前的电费可能已按原用电人结算,请核对`
  return [{ path: 'data.doneAt', message }]
}

type Of<S extends Completion['step']> = Extract<Completion, { step: S }>

/** An application whose flow knows no exchange was begun before there was one. */
async function checkWhetherExchanged(
  ctx: Ctx,
  { data }: Of<'survey'> | Of<'plan'>,
  opened: Opened,
  ports: { findPrice: PricePort },
): Promise<Issue[]> {
  if (data.exchangesMeter === true || !opened.flow.steps.some(({ step }) => step === 'meter-exchange')) return []
  const point = await findPoint(ctx, opened)
  if (!point) return []
  const why = whyExchange(point, await wantedOf(ctx, opened, 'phase' in data ? data : undefined, ports))
  if (why.length === 0) return []
  return [{ path: 'data.exchangesMeter', message: `须换装电能表:${why.join('、')}` }]
}

async function findPoint(ctx: Ctx, { application }: Opened): Promise<SnapshotPoint | undefined> {
  const [account] = await listSnapshots(ctx, application.accountIds, civilDay(ctx.now))
  return account?.points[0]
}

async function wantedOf(
  ctx: Ctx,
  { application }: Opened,
  plan: Opened['data']['plan'],
  { findPrice }: { findPrice: PricePort },
): Promise<Wanted> {
  const { form } = application
  const priceCode = plan?.priceCode ?? (typeof form.priceCode === 'string' ? form.priceCode : null)
  const price = priceCode === null ? undefined : await findPrice(ctx, priceCode)
  const roles = [...(price?.timeOfUse ? periodRoles : []), ...rolesOfGeneration(form)]
  // A plant's plan says how the plant is connected; the supply beside it stays as it is.
  if (application.kind === 'distributed-pv') return { ct: plan?.ct, pt: plan?.pt, roles: rolesOfGeneration(form) }
  return { phase: plan?.phase, mode: plan?.mode, ct: plan?.ct, pt: plan?.pt, roles }
}

async function checkExchangeDone(
  ctx: Ctx,
  data: Of<'meter-exchange'>['data'],
  opened: Opened,
  ports: { findPrice: PricePort },
): Promise<Issue[]> {
  const [account] = await listSnapshots(ctx, opened.application.accountIds, civilDay(ctx.now))
  const point = account?.points.find(({ pointNo }, n) =>
    data.pointNo === undefined ? n === 0 : pointNo === data.pointNo,
  )
  if (!account || !point?.meter) return [{ path: 'data.pointNo', message: '该计量点没有在装电能表' }]
  const { phase, mode: _, ...wanted } = await wantedOf(ctx, opened, opened.data.plan, ports)
  const issues = checkExchange(data, point, wanted)
  const stay = await findMeterInHand(ctx, data.assetNo)
  if (!stay) issues.push({ path: 'data.assetNo', message: `资产档案中没有电能表 ${data.assetNo}` })
  else if (stay.place === 'point') issues.push({ path: 'data.assetNo', message: `电能表 ${data.assetNo} 已装在运行` })
  else if (stay.person !== data.person || stay.since >= new Date(data.doneAt)) {
    issues.push({ path: 'data.assetNo', message: `换表时电能表 ${data.assetNo} 未由 ${data.person} 领用` })
  }
  if (!stay) return issues
  const supply = { ...plannedExchange(opened, account.term.contractCapacityKva), phase: phase ?? point.phase }
  // Its model and its current are the store's to tell.
  const unfit = checkMeterFits(
    { profile: '', maximumCurrentA: stay.maximumCurrentA, ct: data.ct },
    { ...supply, mode: supply.mode ?? point.mode },
    { modelPhase: undefined, device: stay },
  )
  return [...issues, ...unfit.map(({ message }) => ({ path: 'data.assetNo', message }))]
}

/** What a plant gives leaves the supply beside it as it is. */
function plannedExchange({ application: { form }, data: { plan } }: Opened, contractKva: number) {
  if ('plantKw' in form) return { mode: undefined, ct: undefined, capacityKva: contractKva }
  const capacityKva = plan?.capacityKva ?? (form.capacityKva as number | undefined) ?? contractKva
  return { mode: plan?.mode, ct: undefined, capacityKva }
}

async function checkPlannedSources(ctx: Ctx, plan: Of<'plan'>['data'], { application }: Opened): Promise<Issue[]> {
  const needsTwo = application.kind === 'high-voltage-dual'
  if (!needsTwo && plan.feederId === undefined && !plan.standby) return []
  return checkSources(plan, {
    feeders: await listFeeders(ctx),
    needsTwo,
    isImportant: application.form.isImportant === true,
    rules: await listStatutoryRules(ctx, application.kind, civilDay(application.submittedAt)),
  })
}

async function checkGenerationPlan(ctx: Ctx, plan: Of<'plan'>['data'], { application }: Opened): Promise<Issue[]> {
  if (application.kind !== 'distributed-pv' || plan.region) return []
  if (await findRegion(ctx, application.organisationId)) return []
  return [{ path: 'data.region', message: '请填写省级行政区划代码(两位),上网电价按省执行' }]
}

async function checkTransformers(ctx: Ctx, plan: Of<'plan'>['data'], { application }: Opened): Promise<Issue[]> {
  const removed = plan.removedTransformerIds ?? []
  if (removed.length === 0) return []
  const [account] = await listSnapshots(ctx, application.accountIds, civilDay(ctx.now))
  const there = account?.transformers.filter(({ states }) => states.at(-1)?.to === null).map(({ id }) => id) ?? []
  return removed.every((id) => there.includes(id))
    ? []
    : [{ path: 'data.removedTransformerIds', message: '要拆除的变压器不在该户,请重新选择' }]
}

async function checkAgainstAsked(ctx: Ctx, plan: Of<'plan'>['data'], { application }: Opened): Promise<Issue[]> {
  const [account] = await listSnapshots(ctx, application.accountIds, civilDay(ctx.now))
  const limits = await listSchemeLimits(ctx, civilDay(application.submittedAt))
  const twoPartFromKva = limits.find(({ name }) => name === 'twoPartFromKva')?.value ?? null
  return checkPlanFits(plan, { kind: application.kind, form: application.form, account, twoPartFromKva })
}

function requireExport(startRegistersWh: object): Issue[] {
  return 'exportTotal' in startRegistersWh
    ? []
    : [{ path: 'data.startRegistersWh.exportTotal', message: '上网电量按反向有功计,须装有反向有功示数的电能表' }]
}
