import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Command, EngineEvent, Position, TelephonyPort } from '../../callcenter/telephony/port.ts'

/** What a test bench must be able to do with an engine's outside lines; a real engine does it with a second trunk. */
export type Bench = {
  port: TelephonyPort
  /** Somebody rings; he presses these digits in turn, waits so long for a person, and talks until the desk ends it. */
  dial(callId: string, of: { number: string; patienceMs: number; presses?: string[] }): void
  hangUpOutside(callId: string): void
  /** A number that picks up, and one that nobody answers. */
  reached: string
  unreached: string
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): Promise<void>
  /** The engine loses its calls and comes back. */
  crash(): Promise<void>
}

/** The contract of `TelephonyPort`: an engine that passes may stand behind the desk. */
export function describePort(name: string, open: () => Promise<Bench>): void {
  describe(`the telephone engine ${name}`, () => {
    let bench: Bench
    let heard: EngineEvent[]
    let silence: () => void
    let commands = 0

    beforeEach(async () => {
      bench = await open()
      heard = []
      silence = await bench.port.listen((await bench.port.snapshot()).position, (event) => heard.push(event))
    })
    afterEach(() => silence())

    const give = (command: Command & { id?: string }) => bench.port.execute({ id: `command-${++commands}`, ...command })
    const of = (callId: string) =>
      heard
        .filter((event) => event.callId === callId)
        .map(({ epoch: _, sequence: __, callId: ___, at: ____, ...fact }) => fact)
    const linesOf = async () =>
      (await bench.port.snapshot()).calls.map(({ callId, state, extension }) => ({ callId, state, extension }))
    async function bridged(callId: string, extension = '101'): Promise<void> {
      bench.dial(callId, { number: '13900000001', patienceMs: 60_000 })
      for (const command of [
        { act: 'answer', callId },
        { act: 'offer', callId, extension, seconds: 20 },
        { act: 'bridge', callId, extension },
      ] as const)
        expect(await give(command)).toBe('done')
    }

    describe('carries a call', () => {
      test('from the first ring to the last word', async () => {
        await bridged('c1')
        await give({ act: 'hold', callId: 'c1' })
        await give({ act: 'resume', callId: 'c1' })
        await give({ act: 'hang-up', callId: 'c1' })
        await bench.pass(0)
        expect(of('c1')).toEqual([
          { told: 'arrived', from: '13900000001', to: '95598' },
          { told: 'answered' },
          { told: 'ringing', extension: '101' },
          { told: 'bridged', extension: '101' },
          { told: 'held' },
          { told: 'resumed' },
          { told: 'ended', by: 'desk' },
        ])
        expect(await linesOf()).toEqual([])
      })

      test('through a menu: speaks, and takes what is pressed, or that nothing was', async () => {
        bench.dial('c1', { number: '13900000001', patienceMs: 60_000, presses: ['2', ''] })
        await give({ act: 'answer', callId: 'c1' })
        await give({ act: 'play', callId: 'c1', prompt: '您好', id: 'greeting' })
        await bench.pass(10_000)
        await give({ act: 'collect', callId: 'c1', prompt: '报修请按 1', most: 1, seconds: 5, id: 'choice' })
        await bench.pass(10_000)
        await give({ act: 'collect', callId: 'c1', prompt: '请输入户号', most: 13, seconds: 5, id: 'account' })
        await bench.pass(10_000)
        expect(of('c1').slice(2)).toEqual([
          { told: 'played', command: 'greeting' },
          { told: 'digits', command: 'choice', digits: '2' },
          { told: 'digits', command: 'account', digits: '' },
        ])
      })

      test('that is transferred stays with the one to whom it goes', async () => {
        await bridged('c1', '101')
        expect(await give({ act: 'transfer', callId: 'c1', to: { extension: '102' } })).toBe('done')
        expect(await linesOf()).toEqual([{ callId: 'c1', state: 'bridged', extension: '102' }])
      })

      test('that is parked leaves its extension free and can be spoken to, and rung for again', async () => {
        await bridged('c1', '101')
        await give({ act: 'hold', callId: 'c1' })
        expect(await give({ act: 'park', callId: 'c1' })).toBe('done')
        expect(await linesOf()).toEqual([{ callId: 'c1', state: 'open', extension: null }])
        expect(await give({ act: 'park', callId: 'c1' })).toBe('refused')
        await bridged('c2', '101')
        expect(await give({ act: 'play', callId: 'c1', prompt: '请稍候' })).toBe('done')
        expect(await give({ act: 'offer', callId: 'c1', extension: '102', seconds: 20 })).toBe('done')
        expect(await give({ act: 'bridge', callId: 'c1', extension: '102' })).toBe('done')
        expect(of('c1').filter(({ told }) => told === 'parked')).toHaveLength(1)
      })

      test('that is parked can be asked, and let go', async () => {
        bench.dial('c1', { number: '13900000001', patienceMs: 60_000, presses: ['5', ''] })
        await give({ act: 'answer', callId: 'c1' })
        await give({ act: 'offer', callId: 'c1', extension: '101', seconds: 20 })
        await give({ act: 'bridge', callId: 'c1', extension: '101' })
        const question = { act: 'collect', callId: 'c1', prompt: '请评价', most: 1, seconds: 5 } as const
        expect(await give(question)).toBe('refused')
        await give({ act: 'park', callId: 'c1' })
        expect(await give({ ...question, id: 'first' })).toBe('done')
        await bench.pass(10_000)
        expect(await give({ ...question, id: 'second' })).toBe('done')
        await bench.pass(10_000)
        await give({ act: 'hang-up', callId: 'c1' })
        await bench.pass(0)
        expect(of('c1').slice(-4)).toEqual([
          { told: 'parked' },
          { told: 'digits', command: 'first', digits: '5' },
          { told: 'digits', command: 'second', digits: '' },
          { told: 'ended', by: 'desk' },
        ])
      })

      test('that is recorded tells of its recording before its end', async () => {
        await bridged('c1')
        await give({ act: 'record', callId: 'c1', on: true })
        await bench.pass(5_000)
        await give({ act: 'hang-up', callId: 'c1' })
        await bench.pass(0)
        expect(of('c1').slice(-2)).toMatchObject([{ told: 'recorded', seconds: 5 }, { told: 'ended' }])
      })

      test('that a third listens to is told so', async () => {
        await bridged('c1')
        expect(await give({ act: 'monitor', callId: 'c1', extension: '900', how: 'listen' })).toBe('done')
        expect(of('c1').at(-1)).toEqual({ told: 'monitored', extension: '900', how: 'listen' })
      })

      test('that a third listens to is left by him, and the two talk on', async () => {
        await bridged('c1')
        expect(await give({ act: 'unmonitor', callId: 'c1', extension: '900' })).toBe('refused')
        await give({ act: 'monitor', callId: 'c1', extension: '900', how: 'listen' })
        expect(await give({ act: 'monitor', callId: 'c1', extension: '900', how: 'barge' })).toBe('done')
        expect(await give({ act: 'unmonitor', callId: 'c1', extension: '900' })).toBe('done')
        expect(of('c1').slice(-2)).toEqual([
          { told: 'monitored', extension: '900', how: 'barge' },
          { told: 'unmonitored', extension: '900' },
        ])
        expect(await linesOf()).toEqual([{ callId: 'c1', state: 'bridged', extension: '101' }])
      })

      test('that a third listens to takes his extension, until it ends or is parked', async () => {
        await bridged('c1')
        await give({ act: 'monitor', callId: 'c1', extension: '900', how: 'listen' })
        bench.dial('c2', { number: '13900000002', patienceMs: 60_000 })
        await give({ act: 'answer', callId: 'c2' })
        expect(await give({ act: 'offer', callId: 'c2', extension: '900', seconds: 20 })).toBe('refused')
        await give({ act: 'park', callId: 'c1' })
        expect(of('c1').filter(({ told }) => told === 'unmonitored')).toHaveLength(1)
        expect(await give({ act: 'offer', callId: 'c2', extension: '900', seconds: 20 })).toBe('done')
      })
    })

    describe('rings an extension', () => {
      test('until its time is over, and the caller still waits', async () => {
        bench.dial('c1', { number: '13900000001', patienceMs: 60_000 })
        await give({ act: 'answer', callId: 'c1' })
        await give({ act: 'offer', callId: 'c1', extension: '101', seconds: 20 })
        await bench.pass(21_000)
        expect(of('c1').at(-1)).toEqual({ told: 'unanswered', extension: '101', because: 'time' })
        expect(await linesOf()).toEqual([{ callId: 'c1', state: 'open', extension: null }])
        expect(await give({ act: 'bridge', callId: 'c1', extension: '101' })).toBe('refused')
      })

      test('until the desk takes it back', async () => {
        bench.dial('c1', { number: '13900000001', patienceMs: 60_000 })
        await give({ act: 'answer', callId: 'c1' })
        await give({ act: 'offer', callId: 'c1', extension: '101', seconds: 20 })
        expect(await give({ act: 'cancel-offer', callId: 'c1', extension: '102' })).toBe('refused')
        expect(await give({ act: 'cancel-offer', callId: 'c1', extension: '101' })).toBe('done')
        expect(of('c1').at(-1)).toEqual({ told: 'unanswered', extension: '101', because: 'cancelled' })
      })

      test('for one call at a time, and one extension for a call', async () => {
        for (const callId of ['c1', 'c2']) {
          bench.dial(callId, { number: '13900000001', patienceMs: 60_000 })
          await give({ act: 'answer', callId })
        }
        expect(await give({ act: 'offer', callId: 'c1', extension: '101', seconds: 20 })).toBe('done')
        expect(await give({ act: 'offer', callId: 'c1', extension: '102', seconds: 20 })).toBe('refused')
        expect(await give({ act: 'offer', callId: 'c2', extension: '101', seconds: 20 })).toBe('refused')
        expect(await give({ act: 'offer', callId: 'c2', extension: '102', seconds: 20 })).toBe('done')
      })

      test('no more once the caller is gone, and then every command is `gone`', async () => {
        bench.dial('c1', { number: '13900000001', patienceMs: 60_000 })
        await give({ act: 'answer', callId: 'c1' })
        await give({ act: 'offer', callId: 'c1', extension: '101', seconds: 20 })
        bench.hangUpOutside('c1')
        await bench.pass(0)
        expect(of('c1').at(-1)).toEqual({ told: 'ended', by: 'caller' })
        expect(await give({ act: 'bridge', callId: 'c1', extension: '101' })).toBe('gone')
        expect(await give({ act: 'hang-up', callId: 'c1' })).toBe('gone')
        expect(of('c1').filter(({ told }) => told === 'ended')).toHaveLength(1)
      })
    })

    test('lets a caller go who has waited long enough, and not one who talks', async () => {
      bench.dial('c1', { number: '13900000001', patienceMs: 30_000 })
      await bridged('c2')
      await bench.pass(61_000)
      expect(of('c1').at(-1)).toEqual({ told: 'ended', by: 'caller' })
      expect(await linesOf()).toEqual([{ callId: 'c2', state: 'bridged', extension: '101' }])
    })

    test('rings out, joins the one who picks up, and gives up on one who does not', async () => {
      await give({ act: 'originate', callId: 'o1', number: bench.reached, seconds: 30 })
      await give({ act: 'originate', callId: 'o2', number: bench.unreached, seconds: 30 })
      await bench.pass(31_000)
      expect(of('o1')).toEqual([{ told: 'connected' }])
      expect(of('o2')).toEqual([{ told: 'ended', by: 'engine' }])
      expect(await give({ act: 'bridge', callId: 'o1', extension: '101' })).toBe('done')
      expect(await give({ act: 'originate', callId: 'o1', number: bench.reached, seconds: 30 })).toBe('refused')
    })

    test('does a command once, however often it is told', async () => {
      await bridged('c1')
      for (let n = 0; n < 3; n++) expect(await give({ act: 'hold', callId: 'c1', id: 'the-same' })).toBe('done')
      expect(of('c1').filter(({ told }) => told === 'held')).toHaveLength(1)
    })

    test('numbers what it tells without gaps, with times that do not go back, and tells it again after any number', async () => {
      await bridged('c1')
      await bridged('c2', '102')
      await bench.pass(1_000)
      const sequences = heard.map(({ sequence }) => sequence)
      expect(sequences).toEqual(sequences.map((_, n) => (sequences[0] ?? 0) + n))
      expect([...heard].sort((a, b) => a.at.getTime() - b.at.getTime() || a.sequence - b.sequence)).toEqual(heard)
      for (const from of [0, 3, heard.length]) {
        const again: EngineEvent[] = []
        const { epoch, sequence } = heard[0] ?? ({} as Position)
        const stop = await bench.port.listen({ epoch, sequence: sequence - 1 + from }, (event) => again.push(event))
        await bench.pass(0)
        stop()
        expect(again).toEqual(heard.slice(from))
      }
    })

    test('says in a snapshot how all lines are after what it has told', async () => {
      await bridged('c1')
      bench.dial('c2', { number: '13900000002', patienceMs: 60_000 })
      await bench.pass(0)
      const { position, calls } = await bench.port.snapshot()
      expect(position).toEqual({ epoch: heard.at(-1)?.epoch, sequence: heard.at(-1)?.sequence })
      expect(
        calls.map(({ callId, number, direction, state, extension }) => [callId, number, direction, state, extension]),
      ).toEqual([
        ['c1', '13900000001', 'in', 'bridged', '101'],
        ['c2', '13900000002', 'in', 'arriving', null],
      ])
    })

    test('begins a new epoch, without calls, when it has lost them', async () => {
      await bridged('c1')
      const before = (await bench.port.snapshot()).position
      await bench.crash()
      const { position, calls } = await bench.port.snapshot()
      expect(position.epoch).not.toBe(before.epoch)
      expect(calls).toEqual([])
      expect(await give({ act: 'hang-up', callId: 'c1' })).toBe('gone')
    })
  })
}
