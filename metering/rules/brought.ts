// Decides what is wrong with readings that a company brings of a meter: with its registers, and with what it showed before.
import type { RegisterRole, Registers } from '../contract.ts'
import type { Judgement, Trail } from './judge.ts'
import { modulusWh } from './registers.ts'

export type BroughtFault = {
  /** Which of the readings. */
  index: number
  role: RegisterRole
  because: 'NO_SUCH_REGISTER' | 'TOO_MANY_DIGITS' | 'BELOW_BEFORE' | 'ABOVE_POSSIBLE' | 'DOES_NOT_FIT'
  /** The latest that the register showed before, where that says it. */
  before?: { atMs: number; wh: number } | undefined
}
type Brought = { index: number; atMs: number; registers: Registers }

/**
 * Each register of each reading, in the order given. A register that begins anew or leaps is believed of a meter that counts
 * on from there; of a sheet it is a slip of the pen.
 */
export function findBroughtFaults(
  readings: Brought[],
  known: {
    digits: Partial<Record<RegisterRole, { digits: number }>>
    judgement: Pick<Judgement, 'outcomes' | 'breaks'>
    /** What the registers are known to have shown: when it was put up, and latest. */
    trails: Trail[]
  },
): BroughtFault[] {
  const { judgement, digits } = known
  return readings.flatMap(({ index, atMs, registers }, order): BroughtFault[] =>
    (Object.entries(registers) as [RegisterRole, number][]).flatMap(([role, wh]): BroughtFault[] => {
      const register = digits[role]
      if (!register) return [{ index, role, because: 'NO_SUCH_REGISTER' }]
      if (wh >= modulusWh(register.digits)) return [{ index, role, because: 'TOO_MANY_DIGITS' }]
      const leap = judgement.breaks.find(
        (each) => each.role === role && each.after.atMs === atMs && each.kind !== 'rollover',
      )
      const isTrue = judgement.outcomes[order]?.accepted[role] !== undefined
      if (isTrue && !leap) return []
      const before = latestBefore(role, atMs, [...known.trails, ...readings.slice(0, order).map(toTrail)])
      if (before && wh < before.wh) return [{ index, role, because: 'BELOW_BEFORE', before }]
      const isLate = judgement.outcomes[order]?.because === 'DOES_NOT_FIT_BETWEEN_NEIGHBOURS'
      return [{ index, role, because: isLate ? 'DOES_NOT_FIT' : 'ABOVE_POSSIBLE', before }]
    }),
  )
}

function toTrail({ atMs, registers }: Brought): Trail {
  return Object.fromEntries(Object.entries(registers).map(([role, wh]) => [role, [atMs, wh]]))
}

function latestBefore(role: RegisterRole, atMs: number, trails: Trail[]): { atMs: number; wh: number } | undefined {
  const points = trails.flatMap((trail) => (trail[role] ? [{ atMs: trail[role][0], wh: trail[role][1] }] : []))
  return points
    .filter((point) => point.atMs < atMs)
    .toSorted((one, other) => one.atMs - other.atMs)
    .at(-1)
}
