import { describe, expect, it } from 'vitest'
import type { ApplicationKind, Forms, TransformerState } from '../../intake/contract.ts'
import { changeKinds } from '../../intake/forms.ts'
import { checkKind } from '../../intake/rules/kinds/all.ts'
import type { AccountSnapshot } from '../../intake/rules/kinds/facts.ts'
import { listUnfit } from '../../intake/rules/kinds/fitting.ts'
import { plant, withState, withTerm } from './plant.ts'

const TODAY = '2026-11-16'
const unfitOf = (account: AccountSnapshot) =>
  Object.fromEntries(listUnfit(changeKinds, account, TODAY).map(({ kind, because }) => [kind, because]))

/** Forms that nothing else than the account stands against. */
const forms: Partial<Record<ApplicationKind, object>> = {
  pause: { transformerIds: [12], from: '2026-11-23', to: '2027-01-23' },
  'pause-restoration': { transformerIds: [12], from: '2026-11-23', to: null },
  'temporary-reduction': { transformerIds: [12], from: '2026-11-23', to: '2027-11-23' },
  'reduction-restoration': { transformerIds: [12], from: '2026-11-23', to: null },
  'permanent-reduction': { transformerIds: [12], from: '2026-11-23', to: null },
  'temporary-exchange': { transformerId: 12, replacementKva: 400, from: '2026-11-23', to: '2026-12-23' },
  'exchange-restoration': { transformerId: 12, from: '2026-11-23' },
  'temporary-removal': { from: '2026-11-23', to: '2027-01-23' },
  reinstallation: {},
  'contract-demand': { contractDemandKw: 400, from: '2026-12-01' },
}
const objectionsTo = (kind: ApplicationKind, account: AccountSnapshot) =>
  checkKind(kind, {
    form: forms[kind] as Forms[typeof kind],
    ...{ today: TODAY, accounts: [account], rules: [], arrearsYuan: new Map(), feedingIn: new Set<number>() },
    working: { addWorkingDays: (day) => day },
  })

const household: AccountSnapshot = { ...withTerm({ class: 'residential', baseCharge: null }), transformers: [] }
const unmetered: AccountSnapshot = { ...plant, points: plant.points.map((point) => ({ ...point, meter: null })) }
const states: TransformerState[] = ['in-use', 'hot-standby', 'paused', 'cold-standby', 'exchanged']

describe('what an account cannot have', () => {
  it('is what begins from a state in which none of its transformers is', () => {
    expect(unfitOf(plant)).toEqual({
      'reduction-restoration': 'transformer-state',
      'pause-restoration': 'transformer-state',
      'exchange-restoration': 'transformer-state',
      reinstallation: 'not-removed',
      'contract-demand': 'not-by-demand',
    })
    expect(unfitOf(withState('paused', '2026-10-01'))).not.toHaveProperty('pause-restoration')
  })

  it('is all about transformers where there is none', () => {
    expect(unfitOf(household)).toMatchObject({ pause: 'no-transformer', 'temporary-exchange': 'no-transformer' })
    expect(unfitOf(household)).not.toHaveProperty('closing')
  })

  it('follows the meter, the demand and the status', () => {
    expect(unfitOf(unmetered)).toMatchObject({ 'temporary-removal': 'no-meter' })
    expect(unfitOf(withTerm({ status: 'removed' }))).toMatchObject({ pause: 'removed' })
    expect(unfitOf(withTerm({ status: 'removed' }))).not.toHaveProperty('reinstallation')
    expect(unfitOf(withTerm({ baseCharge: 'contract-demand' }))).not.toHaveProperty('contract-demand')
    expect(Object.keys(unfitOf(withTerm({ status: 'closed' })))).toEqual([...changeKinds])
  })

  it('is no more of what is agreed for later', () => {
    const later = {
      from: '2026-12-01',
      caseRef: 'A1',
      field: 'baseCharge',
      pointId: null,
      value: 'contract-demand',
    } as const
    expect(unfitOf({ ...plant, coming: [later] })).not.toHaveProperty('contract-demand')
  })

  it('would be refused if it were asked for, whatever the state of its transformers', () => {
    const accounts = [
      ...[plant, household, unmetered, withTerm({ status: 'removed' }), withTerm({ status: 'closed' })],
      ...states.map((state) => ({
        ...withState(state, '2026-10-01'),
        transformers: withState(state, '2026-10-01').transformers.slice(1),
      })),
    ]
    let looked = 0
    for (const account of accounts)
      for (const { kind } of listUnfit(Object.keys(forms) as ApplicationKind[], account, TODAY)) {
        expect(objectionsTo(kind, account), `${kind} ${account.term.status}`).not.toEqual([])
        looked += 1
      }
    expect(looked).toBeGreaterThan(40)
  })
})
