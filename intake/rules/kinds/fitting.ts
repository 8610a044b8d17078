// Decides which kinds of change an account cannot have, whatever is filled in: the rest is left to the check of each kind.
import type { ApplicationKind, TransformerState } from '../../contract.ts'
import { type AccountSnapshot, stateOn } from './facts.ts'

/** From which state of a transformer a change of capacity can begin. */
export const statesBefore = {
  pause: ['in-use', 'hot-standby'],
  'pause-restoration': ['paused'],
  'temporary-reduction': ['in-use', 'hot-standby', 'paused'],
  'reduction-restoration': ['cold-standby'],
  'permanent-reduction': ['in-use', 'hot-standby', 'paused', 'cold-standby'],
  'temporary-exchange': ['in-use'],
  'exchange-restoration': ['exchanged'],
} as const satisfies Partial<Record<ApplicationKind, readonly TransformerState[]>>

export const unfitReasons = [
  'closed',
  'no-transformer',
  'transformer-state',
  'removed',
  'not-removed',
  'no-meter',
  'not-by-demand',
] as const
type UnfitReason = (typeof unfitReasons)[number]

type Unfit = {
  kind: ApplicationKind
  because: UnfitReason
}

/** Of kinds that change an account, those that this one cannot have on a day, and why. */
export function listUnfit(kinds: readonly ApplicationKind[], account: AccountSnapshot, day: string): Unfit[] {
  return kinds.flatMap((kind) => {
    const because = whyUnfit(kind, account, day)
    return because === null ? [] : [{ kind, because }]
  })
}

function whyUnfit(kind: ApplicationKind, account: AccountSnapshot, day: string): UnfitReason | null {
  const { term, points } = account
  if (term.status === 'closed') return 'closed'
  if (kind in statesBefore) return whyNoCapacity(kind as keyof typeof statesBefore, account, day)
  if (kind === 'reinstallation') return term.status === 'removed' ? null : 'not-removed'
  if (kind === 'temporary-removal') return points.some(({ meter }) => meter !== null) ? null : 'no-meter'
  if (kind === 'contract-demand') return isByDemand(account, day) ? null : 'not-by-demand'
  return null
}

function whyNoCapacity(
  kind: keyof typeof statesBefore,
  { term, transformers }: AccountSnapshot,
  day: string,
): UnfitReason | null {
  if (transformers.length === 0) return 'no-transformer'
  if (term.status === 'removed') return 'removed'
  const from: readonly (TransformerState | null)[] = statesBefore[kind]
  return transformers.some((each) => from.includes(stateOn(each, day))) ? null : 'transformer-state'
}

/** Now, or agreed for later. */
function isByDemand({ term, coming }: AccountSnapshot, day: string): boolean {
  if (term.baseCharge === 'contract-demand') return true
  return coming.some(({ from, ...each }) => day < from && 'field' in each && each.value === 'contract-demand')
}
