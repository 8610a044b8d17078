// Decides for which supply a price is asked: class, voltage and capacity, by which the price notices tell whom a price is for.
import type { ApplicationKind, StepData } from '../../contract.ts'
import type { AccountSnapshot } from './facts.ts'
import { suppliedKv } from './voltage.ts'

type AccountClass = AccountSnapshot['term']['class']
export type PriceAsked = {
  accountClass: AccountClass
  voltageKv: number | undefined
  capacityKva: number | undefined
}
export type Planned = Partial<Pick<StepData['plan'], 'phase' | 'mode' | 'capacityKva'>>
type Planning = {
  kind: ApplicationKind
  form: Record<string, unknown>
  /** Of a change. */
  account: AccountSnapshot | undefined
  plan: Planned
  feederKv: number | undefined
  /** As surveyed, or as asked for. */
  askedKva: number | undefined
}

const homes: ApplicationKind[] = ['low-voltage-residential', 'charging-pile', 'residential-compound']
const [SINGLE_KV, THREE_KV, HIGH_KV] = [0.22, 0.38, 10]

export function askedByPlan(planning: Planning): PriceAsked {
  const { kind, form, account, plan, askedKva } = planning
  // What a plant draws for itself is no household's use.
  const own = kind === 'distributed-pv' ? 'commercial' : account?.term.class
  const otherwise = homes.includes(kind) ? 'residential' : 'commercial'
  // What a change asks for is what its archive writes where the plan names none.
  const changedKva = form.capacityKva as number | undefined
  const capacityKva = plan.capacityKva ?? changedKva ?? askedKva ?? account?.term.contractCapacityKva
  return {
    accountClass: (form.toClass as AccountClass) ?? own ?? (form.accountClass as AccountClass) ?? otherwise,
    voltageKv: voltageOf(planning),
    capacityKva,
  }
}

function voltageOf({ form, account, plan, feederKv }: Planning): number | undefined {
  if (plan.mode === undefined || plan.mode === 'low-low') return lowKv(plan.phase)
  const told = [Number(form.voltageKv ?? 0), feederKv ?? 0, account?.points[0]?.voltageKv ?? 0]
  return told.find((kv) => kv > 1) ?? HIGH_KV
}

export function lowKv(phase: 'single' | 'three' | undefined): number {
  return phase === 'three' ? THREE_KV : SINGLE_KV
}

/** Of an account as it is supplied now; another class may be asked for. */
export function askedByAccount(account: AccountSnapshot, accountClass: AccountClass = account.term.class): PriceAsked {
  const { contractCapacityKva: capacityKva } = account.term
  return { accountClass, voltageKv: suppliedKv(account) ?? undefined, capacityKva }
}
