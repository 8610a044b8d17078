import { describe, expect, it } from 'vitest'
import { isIdentityNumber } from '../../intake/rules/identity-number.ts'
import { decideCompletion, decideEnding, decideReturn, latestFlow } from '../../intake/rules/workflow.ts'

const flow = latestFlow('low-voltage-residential')
const open = {
  status: 'open' as const,
  version: 3,
  currentStep: 'accept' as const,
  paperKinds: ['identity', 'property'],
}

describe('the flow of a residential new connection', () => {
  it('leads from acceptance to the archive through every step once', () => {
    const walked = []
    for (let step: typeof flow.first | null = flow.first; step; ) {
      walked.push(step)
      step = flow.steps.find((rule) => rule.step === step)?.next ?? null
    }
    expect(walked).toEqual(['accept', 'survey', 'plan', 'contract', 'meter-installation', 'archive'])
    expect(walked).toEqual(flow.steps.map(({ step }) => step))
  })

  it('returns to earlier steps only', () => {
    const order = flow.steps.map(({ step }) => step)
    for (const { step, returnTo } of flow.steps) {
      for (const target of returnTo) expect(order.indexOf(target)).toBeLessThan(order.indexOf(step))
    }
  })
})

describe('completing a step is refused', () => {
  const attempt = { version: 3, step: 'accept' as const, roles: ['intake'] }
  // Each row has every later fault too: the first one is told.
  it.each([
    [
      'once ended',
      { status: 'refused' as const, version: 9, paperKinds: [] },
      { step: 'plan' as const, roles: [] },
      'APPLICATION_ENDED',
    ],
    ['on a stale version', { version: 4, paperKinds: [] }, { step: 'plan' as const, roles: [] }, 'STALE_VERSION'],
    ['for another step', { paperKinds: [] }, { step: 'plan' as const, roles: [] }, 'NOT_THE_CURRENT_STEP'],
    ['to another role', { paperKinds: [] }, { roles: ['cashier', 'customer'] }, 'STEP_NOT_YOURS'],
    ['without papers', { paperKinds: ['identity'] }, {}, 'PAPERS_MISSING'],
  ])('%s', (_title, application, change, because) => {
    const verdict = decideCompletion(flow, { ...open, ...application }, { ...attempt, ...change })
    expect(verdict).toMatchObject({ ok: false, because })
  })

  it('for none of these reasons otherwise', () => {
    expect(decideCompletion(flow, open, attempt)).toEqual({ ok: true, next: 'survey' })
  })
})

describe('going back and ending', () => {
  it('returns a plan to the survey, never forward', () => {
    const plan = { ...open, currentStep: 'plan' as const }
    const attempt = { version: 3, roles: ['intake'] }
    expect(decideReturn(flow, plan, { ...attempt, to: 'survey' })).toEqual({ ok: true, from: 'plan' })
    expect(decideReturn(flow, plan, { ...attempt, to: 'contract' })).toMatchObject({ because: 'RETURN_NOT_ALLOWED' })
    expect(decideReturn(flow, plan, { ...attempt, roles: ['surveyor'], to: 'survey' })).toMatchObject({
      because: 'STEP_NOT_YOURS',
    })
  })

  it('lets the customer withdraw until the meter is in, and not refuse', () => {
    const attempt = { version: 3, roles: ['customer'] }
    expect(decideEnding(flow, open, { ...attempt, ending: 'withdrawn' })).toEqual({ ok: true, from: 'accept' })
    expect(decideEnding(flow, open, { ...attempt, ending: 'refused' })).toMatchObject({ because: 'STEP_NOT_YOURS' })
    const installed = { ...open, currentStep: 'archive' as const }
    expect(decideEnding(flow, installed, { ...attempt, ending: 'withdrawn' })).toMatchObject({
      because: 'NOT_THE_CURRENT_STEP',
    })
  })
})

describe('an identity number', () => {
  it.each([
    ['11010519491231002X', true],
    ['440524188001010014', true],
    ['110105194912310021', false],
    ['11010519490231002X', false],
    ['1101051949123100', false],
  ])('%s is %s', (number, expected) => {
    expect(isIdentityNumber(number)).toBe(expected)
  })
})
