import type { NewKind } from '../forms.ts'
import type { Flow } from '../rules/flow/shape.ts'
import { clock, customerSteps, inspectionClocks, row, suspensions } from './steps.ts'

const identityAndProperty = { papers: ['identity', 'property'] }

/** From the counter to the meter without works of the customer's own. */
const plainSteps: Flow['steps'] = [
  row('accept', [], identityAndProperty),
  row('survey', ['accept'], { returnTo: ['accept'] }),
  row('plan', ['survey'], { returnTo: ['accept', 'survey'] }),
  row('contract', ['plan'], { returnTo: ['plan'] }),
  row('meter-installation', ['contract'], { returnTo: ['survey', 'plan', 'contract'] }),
  row('archive', ['meter-installation'], { returnTo: ['contract', 'meter-installation'] }),
]

const lowVoltageClocks = [
  clock('acceptance', 'submit', 'accept'),
  clock('plan-answer', 'accept', 'plan'),
  clock('connection', 'contract', 'meter-installation'),
  clock('whole-process', 'accept', 'meter-installation'),
]

function plain(kind: NewKind): Flow {
  return { kind, version: 1, steps: plainSteps, clocks: lowVoltageClocks, suspensions, boundBy: 'meter-installation' }
}

/** The customer builds; the company reviews, inspects, and brings contract and meter side by side. */
const builtSteps: Flow['steps'] = [
  row('accept', [], { papers: ['identity', 'property', 'load-list'] }),
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
  row('meter-installation', ['final-inspection'], { returnTo: ['plan', 'final-inspection'] }),
  row('energising', ['contract', 'meter-installation'], { returnTo: ['contract', 'meter-installation'] }),
  row('archive', ['energising'], { returnTo: ['contract', 'meter-installation', 'energising'] }),
]

const builtClocks = [
  clock('acceptance', 'submit', 'accept'),
  clock('plan-answer', 'accept', 'plan-review'),
  ...inspectionClocks,
  clock('connection', 'contract', 'energising'),
  clock('whole-process', 'accept', 'energising', customerSteps),
]

function built(kind: NewKind): Flow {
  return { kind, version: 1, steps: builtSteps, clocks: builtClocks, suspensions, boundBy: 'energising' }
}

export const newSupplyFlows: Flow[] = [
  plain('low-voltage-residential'),
  plain('charging-pile'),
  plain('temporary-metered'),
  built('low-voltage-other'),
  built('high-voltage-single'),
  built('high-voltage-dual'),
]
