import type { Flow } from '../rules/flow/shape.ts'
import { clock, customerSteps, inspectionClocks, row, suspensions } from './steps.ts'

const backToAccept = { returnTo: ['accept' as const] }
const handled = [clock('acceptance', 'submit', 'accept')]

/** 分户: each part gets its meter and contract while the account's own is read. */
const splitFlow: Flow = {
  kind: 'split',
  version: 1,
  steps: [
    row('accept', [], { papers: ['identity', 'property'] }),
    row('survey', ['accept'], backToAccept),
    row('contract', ['survey'], { returnTo: ['survey'] }),
    row('settlement', ['survey'], { returnTo: ['survey'] }),
    row('meters-installation', ['contract'], { returnTo: ['survey', 'contract'] }),
    row('archive', ['settlement', 'meters-installation'], { returnTo: ['settlement', 'meters-installation'] }),
  ],
  clocks: [...handled, clock('handling', 'accept', 'meters-installation', customerSteps)],
  suspensions,
  boundBy: 'meters-installation',
}

/** 住宅小区: the developer builds; design and hidden works are always looked at. */
const compoundFlow: Flow = {
  kind: 'residential-compound',
  version: 1,
  steps: [
    row('accept', [], { papers: ['identity', 'property', 'load-list'] }),
    row('survey', ['accept'], backToAccept),
    row('plan', ['survey'], { returnTo: ['survey'] }),
    row('plan-review', ['plan'], { returnTo: ['survey', 'plan'] }),
    row('fee', ['plan-review'], { when: 'fee-charged' }),
    row('design-submission', ['plan-review'], { papers: ['design'] }),
    row('design-review', ['design-submission'], { returnTo: ['design-submission'] }),
    row('mid-report', ['design-review']),
    row('mid-inspection', ['mid-report'], { returnTo: ['mid-report'] }),
    row('completion-report', ['fee', 'mid-inspection'], { papers: ['completion'] }),
    row('final-inspection', ['completion-report'], { returnTo: ['completion-report'] }),
    row('contract', ['final-inspection'], { returnTo: ['plan'] }),
    row('meters-installation', ['final-inspection'], { returnTo: ['plan', 'final-inspection'] }),
    row('energising', ['contract', 'meters-installation'], { returnTo: ['contract', 'meters-installation'] }),
    row('archive', ['energising'], { returnTo: ['contract', 'meters-installation', 'energising'] }),
  ],
  clocks: [
    ...handled,
    clock('plan-answer', 'accept', 'plan-review'),
    ...inspectionClocks,
    clock('connection', 'contract', 'energising'),
    clock('whole-process', 'accept', 'energising', customerSteps),
  ],
  suspensions,
  boundBy: 'energising',
}

/** 无表临时用电: nothing is put up; it is paid for in advance. */
const unmeteredFlow: Flow = {
  kind: 'temporary-unmetered',
  version: 1,
  steps: [
    row('accept', [], { papers: ['identity', 'property'] }),
    row('survey', ['accept'], backToAccept),
    row('plan', ['survey'], { returnTo: ['accept', 'survey'] }),
    row('contract', ['plan'], { returnTo: ['plan'] }),
    row('energising', ['contract'], { returnTo: ['plan', 'contract'] }),
    row('archive', ['energising'], { returnTo: ['contract', 'energising'] }),
  ],
  clocks: [
    ...handled,
    clock('plan-answer', 'accept', 'plan'),
    clock('connection', 'contract', 'energising'),
    clock('whole-process', 'accept', 'energising'),
  ],
  suspensions,
  boundBy: 'energising',
}

/** 割接: approved, then switched in one instant. */
const cutOverFlow: Flow = {
  kind: 'cut-over',
  version: 1,
  steps: [
    row('accept', []),
    row('plan-review', ['accept'], backToAccept),
    row('switching', ['plan-review'], { returnTo: ['plan-review'] }),
    row('archive', ['switching'], { returnTo: ['switching'] }),
  ],
  clocks: [...handled, clock('handling', 'accept', 'switching')],
  suspensions,
  boundBy: 'switching',
}

const sectionFlow: Flow = {
  kind: 'section-change',
  version: 1,
  steps: [
    row('accept', []),
    row('plan-review', ['accept'], backToAccept),
    row('archive', ['plan-review'], { returnTo: ['plan-review'] }),
  ],
  clocks: [...handled, clock('handling', 'accept', 'archive')],
  suspensions,
  boundBy: 'archive',
}

export const severalFlows: Flow[] = [splitFlow, compoundFlow, unmeteredFlow, cutOverFlow, sectionFlow]
