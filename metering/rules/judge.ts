/** What is to be kept of one meter's new readings, given all that is known of its registers. From the rules in `registers`. */
import type { RegisterRole, Registers } from '../contract.ts'
import {
  endsOf,
  fitsBetween,
  type HeldValue,
  isWithin,
  type RegisterBreak,
  type RegisterLimits,
  type RegisterPoint,
  settleRegister,
} from './registers.ts'

/** Latest accepted value of each register: milliseconds, Wh, and since when it has stood still, where it has. */
export type Trail = Partial<Record<RegisterRole, [atMs: number, wh: number, sinceMs?: number]>>
export type RolePoint = RegisterPoint & { role: RegisterRole }
export type RoleHeld = HeldValue & { role: RegisterRole }

export type JudgeFacts = {
  readings: readonly { atMs: number; registers: Registers }[]
  trail: Trail
  held: readonly RoleHeld[]
  /** Accepted values round readings that come late, in order of time. */
  anchors: Partial<Record<RegisterRole, RegisterPoint[]>>
  limitsOf: (role: RegisterRole) => RegisterLimits
}

/** `accepted` registers are true; `because` names what was wrong with the others. */
type Outcome = { is: 'accepted' | 'held' | 'rejected'; because: string | null; accepted: Registers }

export type Judgement = {
  /** One for each reading, in the order given. */
  outcomes: Outcome[]
  /** Held from an earlier batch, now known to be true. */
  confirmed: RolePoint[]
  /** New, or shown again. */
  held: RoleHeld[]
  rejected: (RoleHeld & { because: Reason })[]
  breaks: (RegisterBreak & { role: RegisterRole })[]
  trail: Trail
}

type Reason = 'GLITCH_BETWEEN_GOOD_READINGS' | 'DOES_NOT_FIT_BETWEEN_NEIGHBOURS'
type Arrival = RegisterPoint & { index: number }

/** Each register is judged by itself, so that one that lies does not cost the others. */
export function judgeReadings(facts: JudgeFacts): Judgement {
  const judgement: Judgement = {
    outcomes: facts.readings.map(() => ({ is: 'accepted', because: null, accepted: {} })),
    confirmed: [],
    held: [],
    rejected: [],
    breaks: [],
    trail: { ...facts.trail },
  }
  for (const [role, arrivals] of arrivalsByRole(facts.readings)) judgeRole(facts, judgement, role, arrivals)
  // A reading whose registers all lie is not taken; where some are true, these are.
  for (const [index, outcome] of judgement.outcomes.entries()) {
    const any = Object.keys(facts.readings[index]?.registers ?? {}).length > 0
    if (!any || Object.keys(outcome.accepted).length > 0) outcome.is = 'accepted'
  }
  return judgement
}

function arrivalsByRole(readings: JudgeFacts['readings']): Map<RegisterRole, Arrival[]> {
  const byRole = new Map<RegisterRole, Arrival[]>()
  for (const [index, { atMs, registers }] of readings.entries()) {
    for (const role in registers) {
      const wh = registers[role as RegisterRole]
      if (wh === undefined) continue
      const arrivals = byRole.get(role as RegisterRole)
      if (arrivals) arrivals.push({ atMs, wh, index })
      else byRole.set(role as RegisterRole, [{ atMs, wh, index }])
    }
  }
  return byRole
}

function judgeRole(facts: JudgeFacts, judgement: Judgement, role: RegisterRole, arrivals: Arrival[]): void {
  const trail = facts.trail[role]
  const base = trail && { atMs: trail[0], wh: trail[1], ...(trail[2] !== undefined && { sinceMs: trail[2] }) }
  const ordered = arrivals.sort((a, b) => a.atMs - b.atMs || a.index - b.index)
  const lateCount = base ? ordered.filter((arrival) => arrival.atMs < base.atMs).length : 0
  const limits = facts.limitsOf(role)
  judgeLate(facts, judgement, role, { late: ordered.slice(0, lateCount), base, limits })

  const inOrder = ordered.slice(lateCount)
  const held = facts.held.filter((point) => point.role === role)
  const settled = settleRegister({ base, held, arrivals: inOrder, limits })
  const isTrue = new Set<RegisterPoint>(settled.accepted)
  for (const arrival of inOrder) {
    const outcome = judgement.outcomes[arrival.index]
    if (!outcome) continue
    if (isTrue.has(arrival) || settled.confirmed.some((value) => isWithin(value, arrival)))
      outcome.accepted[role] = arrival.wh
    else if (settled.rejected.some((value) => isWithin(value, arrival)))
      refuse(outcome, 'rejected', 'GLITCH_BETWEEN_GOOD_READINGS')
    else refuse(outcome, 'held', 'REGISTER_CANNOT_FOLLOW')
  }
  const ofRole = (values: HeldValue[]) =>
    values.map(({ atMs, wh, untilMs, times }) => ({ role, atMs, wh, ...(untilMs !== undefined && { untilMs, times }) }))
  const isNew = (point: RegisterPoint) => !inOrder.some((arrival) => isSame(arrival, point))
  judgement.confirmed.push(
    ...settled.confirmed
      .flatMap(endsOf)
      .filter(isNew)
      .map((point) => ({ role, ...point })),
  )
  judgement.held.push(...ofRole(settled.held.filter((value) => !held.includes(value as RoleHeld))))
  judgement.rejected.push(
    ...ofRole(settled.rejected).map((each) => ({ ...each, because: 'GLITCH_BETWEEN_GOOD_READINGS' as const })),
  )
  judgement.breaks.push(...settled.breaks.map((each) => ({ ...each, role })))
  if (settled.base) {
    const { atMs, wh, sinceMs } = settled.base
    judgement.trail[role] = sinceMs === undefined ? [atMs, wh] : [atMs, wh, sinceMs]
  }
}

function isSame(one: RegisterPoint, other: RegisterPoint): boolean {
  return one.atMs === other.atMs && one.wh === other.wh
}

function refuse(outcome: Outcome, is: 'held' | 'rejected', because: string): void {
  outcome.is = is
  outcome.because = because
}

function judgeLate(
  facts: JudgeFacts,
  judgement: Judgement,
  role: RegisterRole,
  { late, base, limits }: { late: Arrival[]; base: RegisterPoint | undefined; limits: RegisterLimits },
): void {
  const anchors = [...(facts.anchors[role] ?? [])]
  for (const arrival of late) {
    const outcome = judgement.outcomes[arrival.index]
    if (!outcome) continue
    const next = anchors.findIndex((anchor) => anchor.atMs > arrival.atMs)
    const before = next < 0 ? anchors.at(-1) : anchors[next - 1]
    const after = next < 0 ? base : anchors[next]
    if (fitsBetween(before, arrival, after, limits)) {
      outcome.accepted[role] = arrival.wh
      anchors.splice(next < 0 ? anchors.length : next, 0, { atMs: arrival.atMs, wh: arrival.wh })
    } else {
      const because = 'DOES_NOT_FIT_BETWEEN_NEIGHBOURS'
      refuse(outcome, 'rejected', because)
      judgement.rejected.push({ role, atMs: arrival.atMs, wh: arrival.wh, because })
    }
  }
}
