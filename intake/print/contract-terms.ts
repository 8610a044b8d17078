import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { StepData } from '../contract.ts'
import type { Ports } from '../ports.ts'
import type { AccountSnapshot } from '../rules/kinds/facts.ts'
import type { ApplicationRow } from '../sql/applications.ts'
import { listSnapshots } from '../sql/snapshots.ts'
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
  transformers: { name: string; capacityKva: number }[]
  meters: string[]
}

/** By code of the template: who is supplied how. */
export function templateOf({
  class: of,
  mode,
}: Pick<Agreed, 'class' | 'mode'>): 'household' | 'low-voltage' | 'high-voltage' {
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
  return { agreed: ofAccount(account, accounts, form), customer }
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

export async function composeTerms(
  ctx: Ctx,
  application: ApplicationRow,
  { agreed, customer }: { agreed: Agreed; customer: string },
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
      supply: isHigh ? '高压三相' : `低压${phaseWords[agreed.phase] ?? agreed.phase}`,
      transformers:
        transformers.length === 0
          ? ''
          : `受电变压器为${transformers.map(({ name, capacityKva }) => `${name}(${capacityKva}千伏安)`).join('、')}。`,
      mode: modeWords[agreed.mode] ?? agreed.mode,
      meters: meters.length === 0 ? '' : `电能表资产号为${meters.join('、')}。`,
      price:
        [price?.nameZh, agreed.priceCode && `(${agreed.priceCode})`].filter(Boolean).join('') || '国家公布的目录电价',
      base: base === null ? '' : `执行两部制电价,基本电费${baseChargeWords[base] ?? base}${demand}。`,
      powerFactor: agreed.powerFactor ?? '不考核',
    },
  }
}
