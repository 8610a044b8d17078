import type { Flow } from '../rules/flow/shape.ts'
import { clock, customerSteps, inspectionClocks, row, suspensions } from './steps.ts'

/** 余电上网 and 全额上网: the plant is the customer's to build; contract and meters go on beside it. */
const generation: Flow = {
  kind: 'distributed-pv',
  version: 1,
  steps: [
    row('accept', [], { papers: ['identity', 'property'] }),
    row('survey', ['accept'], { returnTo: ['accept'] }),
    row('plan', ['survey'], { returnTo: ['survey'] }),
    row('design-submission', ['plan'], { when: 'design-reviewed', papers: ['design', 'project-filing'] }),
    row('design-review', ['design-submission'], { when: 'design-reviewed', returnTo: ['design-submission'] }),
    row('completion-report', ['design-review'], { papers: ['completion'] }),
    row('contract', ['plan'], { returnTo: ['plan'] }),
    row('meter-exchange', ['plan'], { when: 'meter-exchanged', returnTo: ['plan'] }),
    row('meter-installation', ['plan'], { when: 'meter-put-up', returnTo: ['plan'] }),
    row('final-inspection', ['completion-report', 'meter-exchange', 'meter-installation'], {
      returnTo: ['completion-report', 'meter-exchange', 'meter-installation'],
    }),
    row('energising', ['contract', 'final-inspection'], { returnTo: ['contract', 'final-inspection'] }),
    row('archive', ['energising'], {
      returnTo: ['contract', 'meter-exchange', 'meter-installation', 'energising'],
    }),
  ],
  clocks: [
    clock('acceptance', 'submit', 'accept'),
    clock('plan-answer', 'accept', 'plan'),
    clock('design-review', 'design-submission', 'design-review', ['design-submission']),
    clock('grid-connection', 'completion-report', 'energising', ['completion-report']),
    clock('whole-process', 'accept', 'energising', customerSteps),
  ],
  suspensions,
  boundBy: 'energising',
}

/** The customer builds; the company reviews, inspects, and exchanges the meter beside the contract where the plan asks for it. */
const builtSteps: Flow['steps'] = [
  row('accept', [], { papers: ['identity', 'load-list'] }),
  row('survey', ['accept'], { returnTo: ['accept'] }),
  row('plan', ['survey'], { returnTo: ['survey'] }),
  row('plan-review', ['plan'], { returnTo: ['survey', 'plan'] }),
  row('fee', ['plan-review'], { when: 'fee-charged' }),
  row('design-submission', ['plan-review'], { when: 'design-reviewed', papers: ['design'] }),
  row('design-review', ['design-submission'], { when: 'design-reviewed', returnTo: ['design-submission'] }),
  row('mid-report', ['design-review'], { when: 'works-hidden' }),
  row('mid-inspection', ['mid-report'], { when: 'works-hidden', returnTo: ['mid-report'] }),
  row('completion-report', ['fee', 'mid-inspection'], { when: 'works-done', papers: ['completion'] }),
  row('final-inspection', ['completion-report'], { when: 'works-done', returnTo: ['completion-report'] }),
  row('contract', ['final-inspection'], { returnTo: ['plan'] }),
  row('meter-exchange', ['final-inspection'], { when: 'meter-exchanged', returnTo: ['plan', 'final-inspection'] }),
  row('energising', ['contract', 'meter-exchange'], { returnTo: ['contract', 'meter-exchange'] }),
  row('archive', ['energising'], { returnTo: ['contract', 'meter-exchange', 'energising'] }),
]
const builtClocks = [
  clock('acceptance', 'submit', 'accept'),
  clock('plan-answer', 'accept', 'plan-review'),
  ...inspectionClocks,
  clock('connection', 'contract', 'energising'),
  clock('whole-process', 'accept', 'energising', customerSteps),
]

/** Second versions: running applications go on without the exchange. */
export const supplyChangeFlows: Flow[] = [
  generation,
  { kind: 'voltage-change', version: 1, steps: builtSteps, clocks: builtClocks, suspensions, boundBy: 'energising' },
  { kind: 'capacity-increase', version: 2, steps: builtSteps, clocks: builtClocks, suspensions, boundBy: 'energising' },
  {
    kind: 'class-change',
    version: 2,
    steps: [
      row('accept', [], { papers: ['identity'] }),
      row('survey', ['accept'], { returnTo: ['accept'] }),
      row('contract', ['survey'], { returnTo: ['survey'] }),
      row('meter-exchange', ['survey'], { when: 'meter-exchanged', returnTo: ['survey'] }),
      row('archive', ['contract', 'meter-exchange'], { returnTo: ['contract', 'survey', 'meter-exchange'] }),
    ],
    clocks: [clock('acceptance', 'submit', 'accept'), clock('handling', 'accept', 'archive', customerSteps)],
    suspensions,
    boundBy: 'archive',
  },
]
