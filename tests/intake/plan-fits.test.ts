import { describe, expect, it } from 'vitest'
import type { StepData } from '../../intake/contract.ts'
import type { AccountSnapshot } from '../../intake/rules/kinds/facts.ts'
import { checkPlanFits } from '../../intake/rules/kinds/plan-fits.ts'
import { planData } from '../../intake/step-data.ts'

const planOf = (change: object): StepData['plan'] =>
  planData.parse({ supplyPlan: '方案', priceCode: 'P', phase: 'three', mode: 'high-low', ...change })
const standing = { id: 1, name: '1号变', capacityKva: 800, states: [{ state: 'in-use', from: '2020-01-01', to: null }] }
const factory = {
  term: { contractCapacityKva: 800, parts: 'two' },
  transformers: [standing],
} as unknown as AccountSnapshot
const asked = { account: factory, twoPartFromKva: 315 }
const twoPart = { baseCharge: 'capacity' }

describe('a supply plan', () => {
  it.each([
    ['less than there is', { capacityKva: 100 }, ['data.capacityKva']],
    ['as much as there is', { capacityKva: 800 }, ['data.capacityKva']],
    ['more than was asked for', { capacityKva: 1200 }, ['data.capacityKva']],
    ['a part of it', { capacityKva: 1000 }, []],
    ['all of it', {}, []],
  ])('grants an increase to 1115 kVA: %s', (_what, change, paths) => {
    const form = { capacityKva: 1115 }
    const issues = checkPlanFits(planOf(change), { kind: 'capacity-increase', form, ...asked })
    expect(issues.map(({ path }) => path)).toEqual(paths)
  })

  it.each([
    ['at low voltage', { mode: 'low-low', capacityKva: 400, twoPart }, ['data.mode']],
    ['without its two parts', { capacityKva: 400 }, ['data.twoPart']],
    ['small enough to have one', { capacityKva: 200 }, []],
    ['with more capacity than there is', { capacityKva: 900, twoPart }, ['data.capacityKva']],
    ['as it was asked for', { twoPart }, []],
  ])('brings a factory to 10 kV: %s', (_what, change, paths) => {
    const form = { voltageKv: '10', capacityKva: 400 }
    const issues = checkPlanFits(planOf(change), { kind: 'voltage-change', form, ...asked })
    expect(issues.map(({ path }) => path)).toEqual(paths)
  })

  it('charges by the capacity of transformers who has one', () => {
    const none = { form: { voltageKv: '10', capacityKva: 400 }, account: undefined, twoPartFromKva: null }
    const bare = planOf({ twoPart })
    const path = 'data.transformers'
    expect(checkPlanFits(bare, { kind: 'high-voltage-single', ...none })).toMatchObject([{ path }])
    expect(
      checkPlanFits(planOf({ twoPart, transformers: [{ name: 'T', capacityKva: 400 }] }), {
        kind: 'high-voltage-single',
        ...none,
      }),
    ).toEqual([])
    const gone = planOf({ twoPart, capacityKva: 400, removedTransformerIds: [1] })
    expect(checkPlanFits(gone, { ...none, kind: 'voltage-change', account: factory })).toMatchObject([{ path }])
  })

  it('meters high voltage as such, and low voltage as such', () => {
    const none = { form: {}, account: undefined, twoPartFromKva: null }
    const low = planOf({ mode: 'low-low' })
    expect(checkPlanFits(low, { kind: 'high-voltage-single', ...none })).toHaveLength(1)
    expect(checkPlanFits(planOf({}), { kind: 'low-voltage-other', ...none })).toHaveLength(1)
    expect(checkPlanFits(low, { kind: 'charging-pile', ...none })).toEqual([])
  })
})
