/**
 * Decides whether what an installer wrote at a meter exchange can be: the end registers against what the master read last,
 * the time, and whether all registers are there. From practice (换表单); the bound is rating × time.
 */
import type { RegisterRole } from '../contract.ts'
import { modulusWh, stepBetween } from './registers.ts'

type RegisterName = RegisterRole | 'maxDemand'
export type ExchangeFacts = {
  nowMs: number
  exchangedAtMs: number
  installedAtMs: number
  /** Registers that the old meter was installed with. */
  digits: Partial<Record<RegisterName, number>>
  /** The newest value of each register that was read before the exchange. */
  latest: Partial<Record<RegisterName, readonly [atMs: number, wh: number]>>
  maximumW: number
  endWh: Partial<Record<RegisterName, number>>
  startWh: Partial<Record<RegisterName, number>>
  /** Digits before the point of the new meter's registers. */
  newDigits: number
  hasReason: boolean
}
export type Finding = {
  role: string

  because: 'BELOW_LATEST' | 'ABOVE_POSSIBLE'
  latestAtMs: number
  latestWh: number
}
export type ExchangeRefusal =
  | 'EXCHANGE_IN_FUTURE'
  | 'EXCHANGE_BEFORE_INSTALLATION'
  | 'END_REGISTER_MISSING'
  | 'START_REGISTER_MISSING'
  | 'REGISTER_TOO_LONG'
  | 'END_REGISTER_DOES_NOT_FIT'

/** A phone's clock may be a little fast. */
const CLOCK_SLACK_MS = 120_000

export function checkExchange(
  facts: ExchangeFacts,
): { ok: true; findings: Finding[] } | { ok: false; because: ExchangeRefusal; role?: string; findings: Finding[] } {
  const no = (because: ExchangeRefusal, role?: string) => ({
    ok: false as const,
    because,
    ...(role ? { role } : {}),
    findings: [],
  })
  if (facts.exchangedAtMs > facts.nowMs + CLOCK_SLACK_MS) return no('EXCHANGE_IN_FUTURE')
  if (facts.exchangedAtMs <= facts.installedAtMs) return no('EXCHANGE_BEFORE_INSTALLATION')
  const roles = Object.keys(facts.digits) as RegisterName[]
  for (const role of roles) {
    const end = facts.endWh[role]
    const start = facts.startWh[role]
    if (end === undefined) return no('END_REGISTER_MISSING', role)
    if (start === undefined) return no('START_REGISTER_MISSING', role)
    if (end >= modulusWh(facts.digits[role] ?? 6) || start >= modulusWh(facts.newDigits)) {
      return no('REGISTER_TOO_LONG', role)
    }
  }
  const findings = roles.flatMap((role) => findMisfit(facts, role))
  if (findings.length > 0 && !facts.hasReason) return { ok: false, because: 'END_REGISTER_DOES_NOT_FIT', findings }
  return { ok: true, findings }
}

/** Demand falls back every month, and follows from nothing. */
function findMisfit(facts: ExchangeFacts, role: RegisterName): Finding[] {
  const latest = facts.latest[role]
  const end = facts.endWh[role]
  if (!latest || end === undefined || role === 'maxDemand') return []
  const [latestAtMs, latestWh] = latest
  const seen = { role, latestAtMs, latestWh }
  const limits = { modulusWh: modulusWh(facts.digits[role] ?? 6), maximumW: facts.maximumW }
  const step = stepBetween({ atMs: latestAtMs, wh: latestWh }, { atMs: facts.exchangedAtMs, wh: end }, limits)
  if (step === 'forward' || step === 'rollover') return []
  return [{ ...seen, because: step === 'drop' ? 'BELOW_LATEST' : 'ABOVE_POSSIBLE' }]
}
