import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flows, latestFlow } from '../../intake/flows/all.ts'
import { applicationKinds } from '../../intake/forms.ts'
import {
  decideCompletion,
  decideEnding,
  decideReturn,
  decideSuspension,
  openSteps,
  replay,
  type Standing,
  stepsFrom,
} from '../../intake/rules/flow/engine.ts'
import type { Condition, Flow, Row, Step } from '../../intake/rules/flow/shape.ts'
import { isCreditCode, isIdentityNumber } from '../../intake/rules/identity-number.ts'

const conditions: Condition[] = ['fee-charged', 'design-reviewed', 'works-hidden', 'works-done']
const at = '2026-11-16T09:00:00+08:00'
const never = () => false
const doneRow = (step: Step): Row => ({ row: 'done', step, at })

describe('the table of flows', () => {
  it('has one for every kind that can be asked for', () => {
    expect([...new Set(flows.map(({ kind }) => kind))].sort()).toEqual([...applicationKinds].sort())
  })

  it.each(flows.map((flow) => [flow.kind, flow] as const))(
    'of %s names steps after those that they wait for',
    (_kind, flow) => {
      const seen = new Set<Step>()
      for (const { step, after, returnTo } of flow.steps) {
        for (const each of [...after, ...returnTo]) expect(seen).toContain(each)
        // A step goes back only to one that it waits for, however far before.
        for (const target of returnTo) expect(stepsFrom(flow, target)).toContain(step)
        seen.add(step)
      }
      expect(flow.steps.at(-1)?.step).toBe('archive')
      expect(stepsFrom(flow, flow.steps[0]?.step ?? 'archive').size).toBe(flow.steps.length)
      for (const { from, until } of flow.clocks) {
        expect(seen).toContain(until)
        if (from !== 'submit') expect(stepsFrom(flow, from)).toContain(until)
      }
    },
  )
})

/** A walk of any choices: which open step is done next, or where it is sent back. */
function walk(flow: Flow, holds: (condition: Condition) => boolean, choices: number[]): Row[] {
  const rows: Row[] = []
  for (const choice of choices) {
    const state = replay(flow, rows, holds)
    const step = state.open[choice % Math.max(state.open.length, 1)]
    if (state.status !== 'open' || step === undefined) break
    const { returnTo } = flow.steps.find((rule) => rule.step === step) ?? { returnTo: [] }
    const to = choice % 5 === 0 ? returnTo[choice % Math.max(returnTo.length, 1)] : undefined
    rows.push(to === undefined ? doneRow(step) : { row: 'returned', step, to, at })
  }
  return rows
}

describe('whatever way an application takes', () => {
  const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 80 })
  const held = fc.subarray(conditions)

  it.each(flows.map((flow) => [flow.kind, flow] as const))(
    'as %s it is archived only when every needed step is done',
    (_kind, flow) => {
      fc.assert(
        fc.property(choices, held, (drawn, names) => {
          const holds = (condition: Condition) => names.includes(condition)
          const rows = walk(flow, holds, drawn)
          const state = replay(flow, rows, holds)
          if (state.status === 'archived') {
            for (const { step, when } of flow.steps) {
              if (when === undefined || holds(when)) expect(state.done).toContain(step)
            }
          } else expect(state.open.length).toBeGreaterThan(0)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('its state is that of its rows, told at once or one by one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...flows), choices, held, (flow, drawn, names) => {
        const holds = (condition: Condition) => names.includes(condition)
        const rows = walk(flow, holds, drawn)
        const done = new Set<Step>()
        for (const row of rows) {
          if (row.row === 'done') {
            expect(openSteps(flow, done, holds)).toContain(row.step)
            done.add(row.step)
          }
          if (row.row === 'returned') for (const step of stepsFrom(flow, row.to)) done.delete(step)
        }
        expect(new Set(replay(flow, rows, holds).done)).toEqual(done)
      }),
    )
  })
})

const residential = latestFlow('low-voltage-residential')
const standing: Standing = { status: 'open', done: [], open: ['accept'], suspendedFor: null, version: 3 }
const withPapers = { papers: ['identity', 'property'], deferred: [] }

describe('completing a step is refused', () => {
  const attempt = { version: 3, step: 'accept' as const, roles: ['intake'] }
  // Each row has every later fault too: the first one is told.
  it.each([
    [
      'once ended',
      { status: 'refused' as const, version: 9 },
      { step: 'plan' as const, roles: [] },
      'APPLICATION_ENDED',
    ],
    ['on a stale version', { version: 4, suspendedFor: 'x' }, { step: 'plan' as const, roles: [] }, 'STALE_VERSION'],
    ['while suspended', { suspendedFor: 'x' }, { step: 'plan' as const, roles: [] }, 'APPLICATION_SUSPENDED'],
    ['where it is not open', { papers: [] }, { step: 'plan' as const, roles: [] }, 'STEP_NOT_OPEN'],
    ['to another role', { papers: [] }, { roles: ['cashier', 'customer'] }, 'STEP_NOT_YOURS'],
    ['without papers', { papers: ['identity'] }, {}, 'PAPERS_MISSING'],
  ])('%s', (_title, change, otherwise, because) => {
    const seen = { ...standing, ...withPapers, ...change }
    expect(decideCompletion(residential, seen, { ...attempt, ...otherwise })).toMatchObject({ ok: false, because })
  })

  it('for none of these reasons otherwise, a paper that may come later being none', () => {
    expect(decideCompletion(residential, { ...standing, ...withPapers }, attempt)).toMatchObject({ ok: true })
    const deferred = { papers: ['identity'], deferred: ['property'] }
    expect(decideCompletion(residential, { ...standing, ...deferred }, attempt)).toMatchObject({ ok: true })
  })
})

describe('side by side', () => {
  const flow = latestFlow('high-voltage-single')
  const upTo = ['accept', 'survey', 'plan', 'plan-review'] as const

  it('contract and meter of a high-voltage connection are open at once, and both come before energising', () => {
    const rows = upTo.map(doneRow)
    expect(replay(flow, rows, never).open).toEqual(['contract', 'meter-installation'])
    const contracted = [...rows, doneRow('contract')]
    expect(replay(flow, contracted, never).open).toEqual(['meter-installation'])
    expect(replay(flow, [...contracted, doneRow('meter-installation')], never).open).toEqual(['energising'])
  })

  it('one that is sent back behind their fork opens what lay before both', () => {
    const rows = [...upTo.map(doneRow), doneRow('meter-installation')]
    const back: Row[] = [...rows, { row: 'returned', step: 'contract', to: 'plan', at }]
    expect(replay(flow, back, never)).toMatchObject({ open: ['plan'], done: ['accept', 'survey'] })
  })

  it('waits for what the survey found necessary, and for nothing else', () => {
    const all = (condition: Condition) => conditions.includes(condition)
    expect(replay(flow, upTo.map(doneRow), all).open).toEqual(['fee', 'design-submission'])
    const reviewed = (condition: Condition) => condition === 'design-reviewed' || condition === 'works-done'
    expect(replay(flow, upTo.map(doneRow), reviewed).open).toEqual(['design-submission'])
  })
})

describe('going back, resting and ending', () => {
  it('returns a plan to the survey, never forward', () => {
    const plan = { ...standing, done: ['accept', 'survey'] as Step[], open: ['plan'] as Step[] }
    const attempt = { version: 3, step: 'plan' as const, roles: ['intake'] }
    expect(decideReturn(residential, plan, { ...attempt, to: 'survey' })).toEqual({ ok: true, reopened: ['survey'] })
    expect(decideReturn(residential, plan, { ...attempt, to: 'contract' })).toMatchObject({
      because: 'RETURN_NOT_ALLOWED',
    })
    expect(decideReturn(residential, plan, { ...attempt, roles: ['surveyor'], to: 'survey' })).toMatchObject({
      because: 'STEP_NOT_YOURS',
    })
  })

  it('lets the customer withdraw until the meter is in, and not refuse', () => {
    const attempt = { version: 3, roles: ['customer'] }
    expect(decideEnding(residential, standing, { ...attempt, ending: 'withdrawn' })).toEqual({ ok: true })
    expect(decideEnding(residential, standing, { ...attempt, ending: 'refused' })).toMatchObject({
      because: 'STEP_NOT_YOURS',
    })
    const installed = { ...standing, done: ['meter-installation'] as Step[], open: ['archive'] as Step[] }
    expect(decideEnding(residential, installed, { ...attempt, ending: 'withdrawn' })).toMatchObject({
      because: 'TOO_LATE_TO_END',
    })
  })

  it('rests only for a reason that the flow lists', () => {
    const attempt = { version: 3, roles: ['intake'] }
    expect(decideSuspension(residential, standing, { ...attempt, code: 'public-permit' })).toEqual({ ok: true })
    expect(decideSuspension(residential, standing, { ...attempt, code: 'busy' })).toMatchObject({
      because: 'SUSPENSION_UNKNOWN',
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

describe('a unified social credit code', () => {
  it.each([
    ['91350100M000100Y43', true],
    ['91350100M000100Y44', false],
    ['91350100I000100Y43', false],
    ['123', false],
  ])('%s: %s', (code, expected) => {
    expect(isCreditCode(code)).toBe(expected)
  })
})
