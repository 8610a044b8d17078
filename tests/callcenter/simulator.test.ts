import { describe, expect, test } from 'vitest'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { describePort } from './telephony-contract.ts'

describePort('simulated, in virtual time', async () => {
  const schedule = new VirtualSchedule(new Date('2026-03-10T09:00:00+08:00'))
  let epochs = 1
  const reached = '13800000000'
  const reach = (number: string) => (number === reached ? { number, patienceMs: 60_000, talkMs: null } : null)
  const port = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'epoch-1', reach })
  return {
    port,
    dial: (callId, caller) => port.dial(callId, { talkMs: null, ...caller }),
    hangUpOutside: (callId) => port.hangUpOutside(callId),
    reached,
    unreached: '13700000000',
    pass: async (milliseconds) => schedule.advanceTo(new Date(schedule.now().getTime() + milliseconds)),
    crash: async () => port.crash(`epoch-${++epochs}`),
  }
})

describe('virtual time', () => {
  const from = new Date('2026-03-10T00:00:00Z')

  test('does what is due in its order, what was asked first at the same instant first, and drops what was called off', () => {
    const schedule = new VirtualSchedule(from)
    const done: string[] = []
    const note = (what: string) => () => done.push(`${what} ${schedule.now().getTime() - from.getTime()}`)
    schedule.after(300, note('late'))
    const callOff = schedule.after(100, note('never'))
    schedule.after(100, note('first'))
    schedule.after(100, () => {
      note('second')()
      schedule.after(50, note('from within'))
    })
    callOff()
    schedule.advanceTo(new Date(from.getTime() + 299))
    expect(done).toEqual(['first 100', 'second 100', 'from within 150'])
    expect(schedule.now().getTime() - from.getTime()).toBe(299)
    expect(schedule.step()).toBe(true)
    expect(schedule.step()).toBe(false)
    expect(done.at(-1)).toBe('late 300')
  })

  test('does nothing early because something before it was called off', () => {
    const schedule = new VirtualSchedule(from)
    const done: string[] = []
    schedule.after(100, () => done.push('never'))()
    schedule.after(500, () => done.push('late'))
    schedule.advanceTo(new Date(from.getTime() + 200))
    expect(done).toEqual([])
    expect(schedule.now().getTime() - from.getTime()).toBe(200)
  })

  test('sorts ten thousand things as a sort would', () => {
    const schedule = new VirtualSchedule(from)
    const done: number[] = []
    const delays = Array.from({ length: 10_000 }, (_, n) => (n * 7_919) % 3_001)
    for (const delay of delays) schedule.after(delay, () => done.push(delay))
    while (schedule.step());
    expect(done).toEqual([...delays].sort((a, b) => a - b))
  })
})
