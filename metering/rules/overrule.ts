/** What follows for a register when a person overrules the rules about one of its values. From the rules in `registers`. */
import { type RegisterBreak, type RegisterLimits, type RegisterPoint, stepBetween } from './registers.ts'

/**
 * A value that was doubted is true. Where it does not follow from the reading before it, or the one after it does not follow
 * from it, the register is broken there: the energy across is not known from it.
 */
export function confirmPoint(
  before: RegisterPoint | undefined,
  point: RegisterPoint,
  after: RegisterPoint | undefined,
  limits: RegisterLimits,
): RegisterBreak[] {
  return [...(before ? breakBetween(before, point, limits) : []), ...(after ? breakBetween(point, after, limits) : [])]
}

function breakBetween(before: RegisterPoint, after: RegisterPoint, limits: RegisterLimits): RegisterBreak[] {
  const step = stepBetween(before, after, limits)
  if (step === 'forward') return []
  return [{ kind: step === 'drop' ? 'reset' : step, before, after }]
}

/**
 * A break that was accepted never was: the values after it that do not follow from the one before it are false, up to the
 * first that does.
 */
export function rejectAfter(
  before: RegisterPoint,
  later: readonly RegisterPoint[],
  limits: RegisterLimits,
): RegisterPoint[] {
  const resumes = later.findIndex((point) => stepBetween(before, point, limits) === 'forward')
  return resumes < 0 ? [...later] : later.slice(0, resumes)
}
