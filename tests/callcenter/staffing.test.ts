import { describe, expect, test } from 'vitest'
import { agentsNeeded, erlangB, erlangC, type Load, predictService } from '../../callcenter/rules/staffing.ts'

const patient = (calls: number, handleSeconds: number): Load => ({ calls, handleSeconds, patienceSeconds: null })

describe('agents that a load of calls needs', () => {
  test('Erlang B as its tables have it: 10 erlang', () => {
    expect(erlangB(10, 10)).toBeCloseTo(0.2146, 4)
    expect(erlangB(10, 20)).toBeCloseTo(0.00187, 5)
    expect(erlangB(1, 1)).toBe(0.5)
    expect(erlangB(0.5, 0)).toBe(1)
  })

  test('Erlang C: 100 calls in half an hour of 3 minutes each, 14 agents', () => {
    expect(erlangC(10, 14)).toBeCloseTo(0.1741, 4)
    const { answeredWithin, meanWaitSeconds, occupancy } = predictService(patient(200, 180), 14, 20)
    expect(answeredWithin).toBeCloseTo(0.8884, 4)
    expect(meanWaitSeconds).toBeCloseTo(7.8, 1)
    expect(occupancy).toBeCloseTo(10 / 14, 10)
    expect(agentsNeeded(patient(200, 180), { share: 0.8, withinSeconds: 20 })).toBe(14)
  })

  test('one agent waits as M/M/1 does', () => {
    const { waits, meanWaitSeconds } = predictService(patient(10, 180), 1, 0)
    expect(waits).toBeCloseTo(0.5, 12)
    expect(meanWaitSeconds).toBeCloseTo(180, 9)
  })

  // Garnett, Mandelbaum, Reiman (2002): 48 calls a minute of one minute, 50 agents, with and without a patience of 2 minutes.
  test('Erlang A and C of the published comparison', () => {
    const forEver = predictService(patient(2880, 60), 50, 20)
    expect(forEver.meanWaitSeconds).toBeCloseTo(20.8, 1)
    expect(forEver.occupancy).toBeCloseTo(0.96, 10)
    const mortal = predictService({ calls: 2880, handleSeconds: 60, patienceSeconds: 120 }, 50, 20)
    expect(mortal.abandoned).toBeCloseTo(0.031, 3)
    expect(mortal.meanWaitSeconds).toBeCloseTo(3.7, 1)
    expect(mortal.occupancy).toBeCloseTo(0.93, 2)
  })

  test('the more patient callers are, the nearer it comes to Erlang C', () => {
    const without = predictService(patient(200, 180), 14, 20)
    const with1000Hours = predictService({ calls: 200, handleSeconds: 180, patienceSeconds: 3_600_000 }, 14, 20)
    expect(with1000Hours.waits).toBeCloseTo(without.waits, 3)
    expect(with1000Hours.answeredWithin).toBeCloseTo(without.answeredWithin, 3)
    expect(with1000Hours.meanWaitSeconds).toBeCloseTo(without.meanWaitSeconds, 1)
  })

  test('what is answered in a very long time is what is not abandoned', () => {
    const { answeredWithin, abandoned } = predictService(
      { calls: 600, handleSeconds: 240, patienceSeconds: 90 },
      30,
      3600,
    )
    expect(abandoned).toBeGreaterThan(0.2)
    expect(answeredWithin + abandoned).toBeCloseTo(1, 9)
  })

  test('fewer agents than the load: for ever without patience, and served in part with it', () => {
    expect(predictService(patient(200, 180), 10, 20)).toMatchObject({ waits: 1, answeredWithin: 0 })
    expect(predictService({ calls: 200, handleSeconds: 180, patienceSeconds: 60 }, 5, 20).abandoned).toBeGreaterThan(
      0.45,
    )
    const nobody = predictService({ calls: 200, handleSeconds: 180, patienceSeconds: 60 }, 0, 20)
    expect(nobody.answeredWithin).toBe(0)
    expect(nobody.abandoned).toBeCloseTo(1, 12)
  })

  test('no calls need nobody; a storm of 5,000 calls an hour is still computed', () => {
    expect(agentsNeeded(patient(0, 180), { share: 0.8, withinSeconds: 20 })).toBe(0)
    const storm: Load = { calls: 5000, handleSeconds: 300, patienceSeconds: 120 }
    const needed = agentsNeeded(storm, { share: 0.8, withinSeconds: 20 })
    expect(predictService(storm, needed, 20).answeredWithin).toBeGreaterThanOrEqual(0.8)
    expect(predictService(storm, needed - 1, 20).answeredWithin).toBeLessThan(0.8)
  })
})
