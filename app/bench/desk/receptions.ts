import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Asked =
  | { act: 'receive'; callId: string; callerPhone: string }
  | { act: 'answer'; contactId: number; agentId: number }
  | { act: 'ready'; agentId: number }
  | { act: 'close'; contactId: number; agentId: number; version: number }
export type Told = { id: number; outcome: string; fault?: string }

type Waiting = { resolve: (outcome: string) => void }
type Reception = { process: ChildProcess; waiting: Map<number, Waiting> }

const SCRIPT = fileURLToPath(new URL('./reception.ts', import.meta.url))
/** What became of it nobody knows: the process died before it said. */
export const UNKNOWN = 'UNKNOWN'

/** So many processes that serve the desk side by side; any of them may be killed at any moment, and another begins in its place. */
export class Receptions {
  killed = 0
  faults: string[] = []
  private readonly url: string
  private readonly all: Reception[]
  private next = 0

  constructor(url: string, count: number) {
    this.url = url
    this.all = Array.from({ length: count }, () => this.open())
  }

  /** `done`, the code of a refusal, or `UNKNOWN`. */
  ask(asked: Asked): Promise<string> {
    this.next += 1
    const id = this.next
    const reception = this.all[id % this.all.length]
    if (!reception) throw new Error('nobody serves the desk')
    return new Promise((resolve) => {
      reception.waiting.set(id, { resolve })
      reception.process.send({ id, asked }, (fault) => {
        if (fault && reception.waiting.delete(id)) resolve(UNKNOWN)
      })
    })
  }

  /** Without a word, in the middle of whatever it does. */
  kill(): void {
    const place = this.killed % this.all.length
    const one = this.all[place]
    this.killed += 1
    this.all[place] = this.open()
    one?.process.kill('SIGKILL')
  }

  close(): void {
    for (const { process: each } of this.all) each.disconnect()
  }

  private open(): Reception {
    const child = fork(SCRIPT, [this.url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const waiting: Reception['waiting'] = new Map()
    child.on('message', ({ id, outcome, fault }: Told) => {
      if (outcome === 'FAULT') this.faults.push(String(fault))
      waiting.get(id)?.resolve(outcome)
      waiting.delete(id)
    })
    child.on('exit', () => {
      for (const { resolve } of waiting.values()) resolve(UNKNOWN)
      waiting.clear()
    })
    return { process: child, waiting }
  }
}
