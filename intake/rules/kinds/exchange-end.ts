// Decides the end of a temporary exchange (暂换恢复): the transformer goes back into its place, its stand-in leaves.
import { civilDay } from '../../../db/time.ts'
import type { FileChange } from '../../contract.ts'
import type { ArchiveFacts, KindRules } from './all.ts'
import { object, objectToNotice, onlyAccount } from './common.ts'
import { type CheckFacts, type Objection, type SnapshotTransformer, stateOn } from './facts.ts'

type Form = { transformerId: number; from: string }

/** What a transformer that stands in is called. */
export function standInName(name: string): string {
  return `${name}(暂换)`
}

/** Whether it stands, on a day, where another was taken down. */
export function isStandIn({ name }: SnapshotTransformer, transformers: SnapshotTransformer[], day: string): boolean {
  return transformers.some((own) => stateOn(own, day) === 'exchanged' && name === standInName(own.name))
}

/** Late is late, and can still be done: what was charged meanwhile is by the stand-in. */
function checkExchangeEnd(facts: CheckFacts<Form>): Objection[] {
  const { transformers } = onlyAccount(facts)
  const { transformerId, from } = facts.form
  const own = transformers.find(({ id }) => id === transformerId)
  if (!own || stateOn(own, from) !== 'exchanged' || !findStandIn(transformers, own, from)) {
    const message = '所选变压器在该日没有暂换'
    return [object('NOT_EXCHANGED', 'form.transformerId', message, '请选择暂换取下的变压器,并核对日期')]
  }
  return objectToNotice(facts, from)
}

function findStandIn(transformers: SnapshotTransformer[], { name }: SnapshotTransformer, day: string) {
  return transformers.find((each) => each.name === standInName(name) && stateOn(each, day) === 'in-use')
}

/** From the day of the work. */
function changesOfExchangeEnd(facts: ArchiveFacts<'exchange-restoration'>): FileChange[] {
  const { accountId, term, transformers } = onlyAccount(facts)
  const { sealing } = facts.steps
  const own = transformers.find(({ id }) => id === facts.form.transformerId)
  if (!sealing || !own) throw new Error('an exchange ends without its step')
  const from = civilDay(new Date(sealing.doneAt))
  const standIn = findStandIn(transformers, own, from)
  if (!standIn) throw new Error('an exchange ends without what stood in')
  const runningKva = term.runningCapacityKva - standIn.capacityKva + own.capacityKva
  return [
    { change: 'transformer-removed', transformerId: standIn.id, from },
    { change: 'transformer-set', transformerId: own.id, from, state: 'in-use' },
    { change: 'term-set', accountId, from, set: { runningCapacityKva: String(runningKva) } },
  ]
}

export const exchangeEndRules: { 'exchange-restoration': KindRules<'exchange-restoration'> } = {
  'exchange-restoration': {
    title: { zh: '暂换恢复', en: 'End of a temporary exchange' },
    check: checkExchangeEnd,
    changes: changesOfExchangeEnd,
    touches: ['capacity'],
  },
}
