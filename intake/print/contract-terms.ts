import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { StepData } from '../contract.ts'
import type { Ports } from '../ports.ts'
import type { AccountSnapshot } from '../rules/kinds/facts.ts'
import { isExchanged } from '../rules/kinds/meter-exchange.ts'
import type { ApplicationRow } from '../sql/applications.ts'
import { listSnapshots } from '../sql/snapshots.ts'
import { nameSources } from './sources.ts'
import { baseChargeWords, classWords, modeWords, phaseWords } from './words.ts'

/** What the parties agree upon, in the words of the paper. */
export type ContractTerms = {
  supplier: string
  customer: string
  identityTail: string | null
  accountNo: string | null
  values: Record<string, string>
}
type Agreed = {
  class: string
  capacityKva: number
  mode: string
  phase: string
  priceCode: string | null
  powerFactor: string | null
  base: string | null
  contractDemandKw: number | null
  transformers: { id?: number; name: string; capacityKva: number }[]
  /** Null: another one is put up, and nobody says yet which. */
  meters: string[] | null
}

export type TemplateCode = 'household' | 'low-voltage' | 'high-voltage' | 'generation'

/** By code of the template: who is supplied how, or feeds in. */
export function templateOf({ kind }: Pick<ApplicationRow, 'kind'>, { class: of, mode }: Agreed): TemplateCode {
  if (kind === 'distributed-pv') return 'generation'
  if (mode !== 'low-low') return 'high-voltage'
  return of === 'residential' ? 'household' : 'low-voltage'
}

/** From the supply plan of a new connection, or from the file and what the application changes of it; null: nothing is agreed yet. */
export async function findAgreed(
  ctx: Ctx,
  application: ApplicationRow,
  data: Partial<StepData>,
): Promise<{ agreed: Agreed; customer: string } | null> {
  if (application.accountIds.length === 0) {
    const agreed = ofPlan(application, data)
    return agreed && { agreed, customer: application.applicantName }
  }
  const accounts = await listSnapshots(ctx, application.accountIds, civilDay(application.submittedAt))
  const [account] = accounts
  if (!account) return null
  const { form } = application
  const customer = typeof form.newName === 'string' ? form.newName : application.applicantName
  const agreed = ofAccount(account, accounts, form)
  return { agreed: byPlan(agreed, application, data), customer }
}

function ofPlan(
  { kind, form, requestedCapacityKw }: ApplicationRow,
  { plan, survey, ...rest }: Partial<StepData>,
): Agreed | null {
  if (!plan) return null
  const meter = rest['meter-installation']
  const isHome = kind === 'low-voltage-residential' || kind === 'charging-pile' || kind === 'residential-compound'
  return {
    class: isHome ? 'residential' : String(form.accountClass ?? 'commercial'),
    capacityKva: plan.capacityKva ?? survey?.capacityKw ?? requestedCapacityKw ?? 0,
    mode: plan.mode,
    phase: plan.phase,
    priceCode: plan.priceCode,
    powerFactor: plan.powerFactorStandard,
    base: plan.twoPart?.baseCharge ?? null,
    contractDemandKw: plan.twoPart?.contractDemandKw ?? null,
    transformers: plan.transformers,
    meters: meter ? [meter.assetNo] : [],
  }
}

function ofAccount(account: AccountSnapshot, all: AccountSnapshot[], form: Record<string, unknown>): Agreed {
  const { term, points, transformers } = account
  const [point] = points
  const leaving = Array.isArray(form.transformerIds) ? form.transformerIds : []
  const kept = transformers.filter((each) => !leaving.includes(each.id) && each.states.at(-1)?.to === null)
  const left = transformers
    .filter(({ id }) => leaving.includes(id))
    .reduce((sum, { capacityKva }) => sum + capacityKva, 0)
  const joined = all.reduce((sum, each) => sum + each.term.contractCapacityKva, 0)
  return {
    class: String(form.toClass ?? term.class),
    capacityKva: typeof form.keptKva === 'number' ? form.keptKva : joined - left,
    mode: point?.mode ?? 'low-low',
    phase: point?.phase ?? 'single',
    priceCode: typeof form.priceCode === 'string' ? form.priceCode : (point?.priceCode ?? null),
    powerFactor: term.powerFactorStandard,
    base: term.baseCharge,
    contractDemandKw: point?.contractDemandKw ?? null,
    transformers: kept,
    meters: points.flatMap(({ meter }) => (meter ? [meter.assetNo] : [])),
  }
}

/** Where supply is planned anew, what the plan says counts; a plant's plan leaves the supply as it is. */
function byPlan(agreed: Agreed, { kind, form }: ApplicationRow, data: Partial<StepData>): Agreed {
  const { plan } = data
  const exchanged = data['meter-exchange']
  const meters = exchanged ? [exchanged.assetNo] : isExchanged(data) ? null : agreed.meters
  if (!plan || kind === 'distributed-pv') return { ...agreed, meters }
  const gone = plan.removedTransformerIds ?? []
  return {
    ...agreed,
    meters,
    capacityKva: plan.capacityKva ?? Number(form.capacityKva ?? agreed.capacityKva),
    ...{ mode: plan.mode, phase: plan.phase, priceCode: plan.priceCode },
    powerFactor: plan.powerFactorStandard ?? (kind === 'voltage-change' ? null : agreed.powerFactor),
    base: plan.twoPart?.baseCharge ?? (kind === 'voltage-change' ? null : agreed.base),
    contractDemandKw: plan.twoPart?.contractDemandKw ?? agreed.contractDemandKw,
    transformers: [
      ...agreed.transformers.filter(({ id }) => id === undefined || !gone.includes(id)),
      ...plan.transformers,
    ],
  }
}

export async function composeTerms(
  ctx: Ctx,
  application: ApplicationRow,
  { agreed, customer, data }: { agreed: Agreed; customer: string; data: Partial<StepData> },
  { findPrice }: Pick<Ports, 'findPrice'>,
): Promise<ContractTerms> {
  const price = agreed.priceCode === null ? undefined : await findPrice(ctx, agreed.priceCode)
  const isHigh = agreed.mode !== 'low-low'
  const { transformers, meters, base } = agreed
  const until = application.form.until
  const demand = agreed.contractDemandKw === null ? '' : `,合同最大需量为${agreed.contractDemandKw}千瓦`
  return {
    supplier: application.organisationName,
    customer,
    identityTail: application.identityTail,
    accountNo: application.accountNo,
    values: {
      address: application.address,
      class: classWords[agreed.class] ?? agreed.class,
      capacity: `${agreed.capacityKva}千伏安`,
      temporary: typeof until === 'string' ? `本合同为临时用电,期限至${until}。` : '',
      supply: `${isHigh ? '高压三相' : `低压${phaseWords[agreed.phase] ?? agreed.phase}`}${await sourcesText(ctx, data)}`,
      transformers:
        transformers.length === 0
          ? ''
          : `受电变压器为${transformers.map(({ name, capacityKva }) => `${name}(${capacityKva}千伏安)`).join('、')}。`,
      mode: modeWords[agreed.mode] ?? agreed.mode,
      meters: metersText(meters),
      price:
        [price?.nameZh, agreed.priceCode && `(${agreed.priceCode})`].filter(Boolean).join('') || '国家公布的目录电价',
      base: base === null ? '' : `执行两部制电价,基本电费${baseChargeWords[base] ?? base}${demand}。`,
      powerFactor: agreed.powerFactor ?? '不考核',
      ...plantTerms(application, data),
    },
  }
}

async function sourcesText(ctx: Ctx, { plan }: Partial<StepData>): Promise<string> {
  const sources = plan ? await nameSources(ctx, plan) : []
  return sources.length === 0 ? '' : `(${sources.map(([role, feeder]) => `${role}${feeder}`).join(',')})`
}

/** What a contract of purchase says of the plant; empty for others. */
function plantTerms({ form }: ApplicationRow, { contract }: Partial<StepData>): Record<string, string> {
  const isFull = form.mode === 'full'
  return {
    plant: `${form.plantKw ?? ''}千瓦`,
    feedIn: isFull ? '全额上网' : '自发自用、余电上网',
    generationMeter: form.generationMeter ? '另装发电表计量全部发电量。' : '',
    dispatch: contract?.dispatchNo ? `并网调度协议编号${contract.dispatchNo}。` : '',
  }
}

function metersText(meters: Agreed['meters']): string {
  if (meters === null) return '电能表以换装后的为准,资产号见装拆工作单。'
  return meters.length === 0 ? '' : `电能表资产号为${meters.join('、')}。`
}
