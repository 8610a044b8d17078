// Decides what moving a meter within its address does to the file: 移表.
import { civilDay } from '../../../db/time.ts'
import type { FileChange } from '../../contract.ts'
import type { ArchiveFacts, KindRules } from './all.ts'
import { onlyAccount } from './common.ts'

/** Where the account's meters hang, from the day on which they were moved; nothing else changes. */
function changesOfMove(facts: ArchiveFacts<'meter-move'>): FileChange[] {
  const { form, steps } = facts
  if (!steps.sealing) throw new Error('a step is missing under the archive')
  const from = civilDay(new Date(steps.sealing.doneAt))
  return onlyAccount(facts)
    .points.filter(({ meter }) => meter !== null)
    .map(({ pointId }) => ({ change: 'place-set', pointId, from, place: form.to }))
}

export const meterMoveRules: { 'meter-move': KindRules<'meter-move'> } = {
  'meter-move': {
    title: { zh: '移表', en: 'Moving of a meter' },
    check: () => [],
    changes: changesOfMove,
    touches: ['place'],
  },
}
