import type { z } from 'zod'
import { AWAITS_CORRECTION } from '../flows/steps.ts'
import type { Standing } from '../rules/flow/engine.ts'
import type { CorrectionRow } from '../sql/corrections.ts'
import type { correction } from './contract.ts'

/** Until it is accepted; it may wait for nothing else. */
export function mayCorrect({ status, open, suspendedFor }: Standing): boolean {
  return status === 'open' && open.includes('accept') && (suspendedFor === null || suspendedFor === AWAITS_CORRECTION)
}

export function viewCorrections(rows: CorrectionRow[]): z.infer<typeof correction>[] {
  return rows.map(({ at, actorName, reason, before: { identityTail, phoneTail, ...before } }) => ({
    ...{ at: at.toISOString(), actorName, reason },
    before: {
      ...before,
      identityNumberMasked: identityTail === null ? null : `**************${identityTail}`,
      phoneMasked: phoneTail === null ? null : `*******${phoneTail}`,
    },
  }))
}
