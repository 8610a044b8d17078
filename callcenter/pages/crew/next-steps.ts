import type { CrewStep } from '../../crew/contract.ts'
import type { WorkOrder } from '../../orders/contract.ts'

type Of = { route: WorkOrder['route']; steps: WorkOrder['steps'] }

const order: CrewStep[] = [
  'acceptance',
  'departure',
  'arrival',
  'restoration',
  'result',
  'estimate',
  'contact',
  'refusal',
]
const after: Partial<Record<CrewStep, { field: CrewStep[]; other: CrewStep[] }>> = {
  acceptance: {
    field: ['departure', 'arrival', 'estimate', 'contact', 'result'],
    other: ['contact', 'result'],
  },
  arrival: { field: ['restoration'], other: [] },
}
/** May be written more than once. */
const again: CrewStep[] = ['estimate']
/** With these a crew is done with its order. */
export const ends: CrewStep[] = ['result', 'refusal']

/**
 * What may be written next, without a network: what the server said of the order, and what follows from the steps that it has not been
 * told of yet. Whether it may be done is for the server to say.
 */
export function nextSteps({ route, steps }: Of, written: CrewStep[]): CrewStep[] {
  if (written.some((step) => ends.includes(step))) return []
  const next = new Set<string>(steps)
  for (const step of written) {
    for (const following of after[step]?.[route === 'field' ? 'field' : 'other'] ?? []) next.add(following)
    if (!again.includes(step)) next.delete(step)
    if (step === 'acceptance') next.delete('refusal')
    if (step === 'arrival') next.delete('departure')
  }
  return order.filter((step) => next.has(step))
}
