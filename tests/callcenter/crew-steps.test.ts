import { expect, test } from 'vitest'
import { nextSteps } from '../../callcenter/pages/crew/next-steps.ts'
import { listSteps, type OrderFacts } from '../../callcenter/rules/steps.ts'

const rules = {
  mostReturns: 2,
  mostRefusals: 2,
  callBackTries: 3,
  callBackGapMinutes: 120,
  reopenDays: 30,
  isNight: false,
}
const now = new Date('2026-03-10T08:00:00+08:00')
const facts = (route: OrderFacts['route'], status: OrderFacts['status'], acts: string[]): OrderFacts => ({
  ...{ status, route, isAudited: false, isCalledBack: true, openTasks: 0 },
  acts: acts.map((act) => ({ act, at: now, outcome: null })),
})
const crew = ['acceptance', 'refusal', 'departure', 'arrival', 'estimate', 'contact', 'restoration', 'result']
/** Without `refusal`: whoever has accepted an order does not refuse it. */
const ways = [
  ['acceptance'],
  ['acceptance', 'departure'],
  ['acceptance', 'departure', 'arrival'],
  ['acceptance', 'arrival', 'restoration'],
  ['acceptance', 'estimate', 'contact'],
] as const

test.each(ways.flatMap((written) => (['field', 'office'] as const).map((route) => [route, written] as const)))(
  'what may be written next of an order of the %s after %j is what the server would offer',
  (route, written) => {
    const told = listSteps(facts(route, 'dispatched', []), { rules, now })
    const possible =
      route === 'field'
        ? written
        : (['acceptance', ...(written.includes('contact' as never) ? ['contact'] : [])] as const)
    const truly = listSteps(facts(route, 'accepted', [...possible]), { rules, now }).filter((step) =>
      crew.includes(step),
    )
    expect(nextSteps({ route, steps: told }, [...possible] as never).toSorted()).toEqual(truly.toSorted())
  },
)

test.each(['result', 'refusal'] as const)('nothing follows a %s', (step) => {
  expect(nextSteps({ route: 'field', steps: ['acceptance', 'refusal', 'result'] }, [step])).toEqual([])
})
