// Decides who may feed in and how: 分布式光伏并网, with surplus (余电上网) or in full (全额上网).
import { civilDay } from '../../../db/time.ts'
import type { FileChange, Forms } from '../../contract.ts'
import type { ArchiveFacts, KindRules } from './all.ts'
import { contractOf, object, renewal } from './common.ts'
import { type CheckFacts, findRule, type Objection, type RuleName } from './facts.ts'
import { changesOfExchange } from './meter-exchange.ts'
import { suppliedBy } from './new-supply.ts'
import { toMeter } from './temporary-removal.ts'

type Form = Forms['distributed-pv']
type Facts = ArchiveFacts<'distributed-pv'>

const limitOf: Record<Form['voltageKv'], { rule: RuleName; name: string; next: string }> = {
  '0.22': { rule: 'pv-220v-up-to-kw', name: '220 伏', next: '请改为 380 伏接入' },
  '0.38': { rule: 'pv-380v-up-to-kw', name: '380 伏', next: '请改为 10 千伏接入' },
  '10': { rule: 'pv-10kv-up-to-kw', name: '10 千伏', next: '请按集中式电站接入办理' },
}

/** How large a plant may be by its voltage; where one feeds in already another is no connection but a larger plant. */
function checkGeneration({ form, rules, accounts, feedingIn }: CheckFacts<Form>): Objection[] {
  const { rule: name, name: voltage, next } = limitOf[form.voltageKv]
  const rule = findRule(rules, name)
  const objections: Objection[] = []
  if (rule && form.plantKw > rule.value) {
    const message = `${voltage}接入的装机容量不超过 ${rule.value} 千瓦`
    objections.push(object('PLANT_TOO_LARGE', 'form.plantKw', message, `${next},或减小装机容量`, rule))
  }
  for (const { accountId, accountNo, points } of accounts) {
    if (feedingIn.has(accountId)) {
      const message = `户号 ${accountNo} 已有上网的电源`
      objections.push(object('FEEDS_IN_ALREADY', 'accountNo', message, '扩建请先终止原上网记录,或以全额上网另立新户'))
    }
    if (points.every(({ meter }) => meter === null)) {
      objections.push(object('NO_METER', 'accountNo', `户号 ${accountNo} 没有在装电能表`, '请先办理新装或复装'))
    }
  }
  return objections
}

/**
 * With surplus the meter of the account counts both ways; in full the plant has an account of its own, whose point counts
 * what goes out and, at the price of the plan, what the plant itself draws.
 */
function changesOfGeneration(facts: Facts): FileChange[] {
  const { form, accounts, steps } = facts
  const { plan, contract, energising } = steps
  if (!plan || !contract || !energising) throw new Error('a plant is archived without its steps')
  const from = civilDay(new Date(energising.energisedAt))
  const generation = { mode: form.mode, plantKw: String(form.plantKw), region: plan.region ?? facts.region ?? '' }
  const [account] = accounts
  if (form.mode === 'full' || !account) {
    return [
      openPlant(facts),
      {
        change: 'generation-connected',
        accountId: null,
        pointId: null,
        from,
        generation: { ...generation, meter: null },
      },
    ]
  }
  const own = form.generationMeter ? steps['meter-installation'] : undefined
  const { accountId } = account
  const meter = own && { at: new Date(own.energisedAt), phase: plan.phase, meter: toMeter(own, plan.phase) }
  return [
    ...changesOfExchange(account, steps),
    renewal(account, contract, from),
    {
      change: 'generation-connected',
      ...{ accountId, pointId: account.points[0]?.pointId ?? null, from },
      generation: { ...generation, meter: meter ?? null },
    },
  ]
}

function openPlant({ form, steps, customer, organisationId, address }: Facts): FileChange {
  const { plan, contract, energising } = steps
  const meter = steps['meter-installation']
  if (!plan || !contract || !meter || !energising) throw new Error('a plant is archived without its meter')
  return {
    change: 'account-opened',
    account: {
      ...{ customer, organisationId, address, contract: contractOf(contract) },
      class: 'commercial',
      contractCapacityKva: String(plan.capacityKva ?? form.plantKw),
      energisedAt: new Date(energising.energisedAt),
      ...suppliedBy(plan, meter),
      // It draws only for itself: unless the plan says so nothing is adjusted.
      ...(plan.powerFactorStandard === null && { powerFactorExempt: '全额上网,仅站用电' }),
    },
  }
}

/** A meter of its own is put up for a plant that feeds in in full, and for all that is generated. */
export function putsUpMeter(form: object): boolean {
  return 'plantKw' in form && ((form as Form).mode === 'full' || (form as Form).generationMeter)
}

/** 项目备案 is the company's for a person's plant; others bring theirs, and their design is reviewed. */
export function isReviewed(form: object): boolean {
  return 'plantKw' in form && (!(form as Form).isNaturalPerson || (form as Form).voltageKv === '10')
}

/** Registers that the meter at the point of connection must have. */
export function rolesOfGeneration(form: object): string[] {
  return 'plantKw' in form ? ['exportTotal'] : []
}

export const generationRules: { 'distributed-pv': KindRules<'distributed-pv'> } = {
  'distributed-pv': {
    title: { zh: '分布式光伏并网', en: 'Connection of a solar plant' },
    check: checkGeneration,
    changes: changesOfGeneration,
    touches: ['meter', 'contract'],
  },
}
