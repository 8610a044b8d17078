import type { ApplicationKind } from '../forms.ts'
import type { Flow, Step, StepRule } from '../rules/flow/shape.ts'
import { clock, customerSteps, inspectionClocks, row, suspensions } from './steps.ts'

/** A change of supply that exists: handled within one clock, from acceptance to what ends it in the field or on paper. */
function change(kind: ApplicationKind, rules: StepRule[], until: Step, boundBy: Step = until): Flow {
  const clocks = [clock('acceptance', 'submit', 'accept'), clock('handling', 'accept', until, customerSteps)]
  return { kind, version: 1, steps: rules, clocks, suspensions, boundBy }
}

const identity = { papers: ['identity'] }
const backToAccept = { returnTo: ['accept' as const] }

/** 减容、暂停、暂换. */
const capacityFlows: Flow[] = [
  change(
    'permanent-reduction',
    [
      row('accept', [], identity),
      row('survey', ['accept'], backToAccept),
      row('plan-review', ['survey'], { returnTo: ['survey'] }),
      row('contract', ['plan-review'], { returnTo: ['survey'] }),
      row('sealing', ['plan-review'], { returnTo: ['survey'] }),
      row('archive', ['contract', 'sealing'], { returnTo: ['contract', 'sealing'] }),
    ],
    'sealing',
  ),
  change(
    'temporary-reduction',
    [
      row('accept', [], identity),
      row('survey', ['accept'], backToAccept),
      row('sealing', ['survey'], { returnTo: ['accept', 'survey'] }),
      row('archive', ['sealing'], { returnTo: ['sealing'] }),
    ],
    'sealing',
  ),
  ...(['reduction-restoration', 'pause', 'pause-restoration', 'exchange-restoration'] as const).map((kind) =>
    change(
      kind,
      [
        row('accept', [], identity),
        row('sealing', ['accept'], backToAccept),
        row('archive', ['sealing'], { returnTo: ['sealing'] }),
      ],
      'sealing',
    ),
  ),
  change(
    'temporary-exchange',
    [
      row('accept', [], identity),
      row('survey', ['accept'], backToAccept),
      row('final-inspection', ['survey'], { returnTo: ['survey'] }),
      row('sealing', ['final-inspection'], { returnTo: ['final-inspection'] }),
      row('archive', ['sealing'], { returnTo: ['sealing'] }),
    ],
    'sealing',
  ),
  {
    kind: 'capacity-increase',
    version: 1,
    steps: [
      row('accept', [], { papers: ['identity', 'load-list'] }),
      row('survey', ['accept'], backToAccept),
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
      row('energising', ['contract'], { returnTo: ['contract'] }),
      row('archive', ['energising'], { returnTo: ['contract', 'energising'] }),
    ],
    clocks: [
      clock('acceptance', 'submit', 'accept'),
      clock('plan-answer', 'accept', 'plan-review'),
      ...inspectionClocks,
      clock('connection', 'contract', 'energising'),
    ],
    suspensions,
    boundBy: 'energising',
  },
]

/** 迁址、移表、暂拆与复装. */
const placeFlows: Flow[] = [
  change(
    'relocation',
    [
      row('accept', [], { papers: ['identity', 'property'] }),
      row('survey', ['accept'], backToAccept),
      row('plan', ['survey'], { returnTo: ['survey'] }),
      row('contract', ['plan'], { returnTo: ['plan'] }),
      row('settlement', ['plan'], { returnTo: ['plan'] }),
      row('meter-installation', ['contract'], { returnTo: ['contract'] }),
      row('archive', ['settlement', 'meter-installation'], { returnTo: ['settlement', 'meter-installation'] }),
    ],
    'meter-installation',
    'settlement',
  ),
  change(
    'meter-move',
    [
      row('accept', [], identity),
      row('survey', ['accept'], backToAccept),
      row('fee', ['survey'], { when: 'fee-charged' }),
      row('sealing', ['fee'], { returnTo: ['survey'] }),
      row('archive', ['sealing'], { returnTo: ['sealing'] }),
    ],
    'sealing',
  ),
  change(
    'temporary-removal',
    [
      row('accept', [], identity),
      row('settlement', ['accept'], backToAccept),
      row('archive', ['settlement'], { returnTo: ['settlement'] }),
    ],
    'settlement',
  ),
  change(
    'reinstallation',
    [
      row('accept', [], identity),
      row('survey', ['accept'], backToAccept),
      row('meter-installation', ['survey'], { returnTo: ['accept', 'survey'] }),
      row('archive', ['meter-installation'], { returnTo: ['meter-installation'] }),
    ],
    'meter-installation',
  ),
]

/** 更名、过户、并户、销户. */
const ownerFlows: Flow[] = [
  change(
    'rename',
    [
      row('accept', [], { papers: ['identity', 'name-change'] }),
      row('contract', ['accept'], backToAccept),
      row('archive', ['contract'], { returnTo: ['contract'] }),
    ],
    'contract',
    'archive',
  ),
  change(
    'transfer',
    [
      row('accept', [], { papers: ['identity', 'property'] }),
      row('settlement', ['accept'], backToAccept),
      row('contract', ['accept'], backToAccept),
      row('archive', ['settlement', 'contract'], { returnTo: ['settlement', 'contract'] }),
    ],
    // Contract and reading come side by side: it is done when both are.
    'archive',
  ),
  change(
    'merge',
    [
      row('accept', [], { papers: ['identity', 'property'] }),
      row('survey', ['accept'], backToAccept),
      row('contract', ['survey'], { returnTo: ['survey'] }),
      row('settlement', ['survey'], { returnTo: ['survey'] }),
      row('archive', ['contract', 'settlement'], { returnTo: ['contract', 'settlement'] }),
    ],
    'settlement',
  ),
  change(
    'closing',
    [
      row('accept', [], identity),
      row('settlement', ['accept'], backToAccept),
      row('archive', ['settlement'], { returnTo: ['settlement'] }),
    ],
    'settlement',
  ),
]

/** 改类、验表、倍率更正、电价选择、合同最大需量、联系方式. */
const serviceFlows: Flow[] = [
  change(
    'class-change',
    [
      row('accept', [], identity),
      row('survey', ['accept'], backToAccept),
      row('contract', ['survey'], { returnTo: ['survey'] }),
      row('archive', ['contract'], { returnTo: ['contract', 'survey'] }),
    ],
    'contract',
    'archive',
  ),
  change(
    'meter-check',
    [
      row('accept', [], identity),
      row('meter-check', ['accept'], backToAccept),
      row('archive', ['meter-check'], { returnTo: ['meter-check'] }),
    ],
    'meter-check',
  ),
  change(
    'ratio-correction',
    [row('accept', []), row('survey', ['accept'], backToAccept), row('archive', ['survey'], { returnTo: ['survey'] })],
    'survey',
    'archive',
  ),
  change(
    'payment-change',
    [row('accept', [], { papers: ['identity', 'authorisation'] }), row('archive', ['accept'], backToAccept)],
    'archive',
  ),
  ...(['price-option', 'contract-demand', 'contact-change'] as const).map((kind) =>
    change(kind, [row('accept', [], identity), row('archive', ['accept'], backToAccept)], 'archive'),
  ),
]

export const changeFlows: Flow[] = [...capacityFlows, ...placeFlows, ...ownerFlows, ...serviceFlows]
