import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export type Asked =
  | { act: 'receive'; callId: string; callerPhone: string }
  | { act: 'answer'; contactId: number; agentId: number }
  | { act: 'ready'; agentId: number }
  | { act: 'close'; contactId: number; agentId: number; version: number }
export type Told = 'open' | { id: number; outcome: string; fault?: string }

type Waiting = { resolve: (outcome: string) => void }
type Reception = { process: ChildProcess; isOpen: boolean; waiting: Map<number, Waiting> }

const SCRIPT = fileURLToPath(new URL('./reception.ts', import.meta.url))
const WAIT_MS = 20
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

  /** Of one that is open, in turn; `done`, the code of a refusal, or `UNKNOWN`. */
  async ask(asked: Asked): Promise<string> {
    this.next += 1
    const id = this.next
    const reception = await this.findOpen(id)
    return new Promise((resolve) => {
      reception.waiting.set(id, { resolve })
      reception.process.send({ id, asked }, (fault) => {
        if (fault && reception.waiting.delete(id)) resolve(UNKNOWN)
      })
    })
  }

  /** One of them without a word, in the middle of whatever it does; not before all are open, or nobody would ever serve. */
  kill(): void {
    if (!this.all.every(({ isOpen }) => isOpen)) return
    const place = this.killed % this.all.length
    const one = this.all[place]
    this.killed += 1
    this.all[place] = this.open()
    one?.process.kill('SIGKILL')
  }

  close(): void {
    for (const { process: each } of this.all) each.disconnect()
  }

  private async findOpen(turn: number): Promise<Reception> {
    for (;;) {
      const open = this.all.filter(({ isOpen }) => isOpen)
      const one = open[turn % open.length]
      if (one) return one
      await sleep(WAIT_MS)
    }
  }

  private open(): Reception {
    const child = fork(SCRIPT, [this.url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const reception: Reception = { process: child, isOpen: false, waiting: new Map() }
    const { waiting } = reception
    child.on('message', (told: Told) => {
      if (told === 'open') {
        reception.isOpen = true
        return
      }
      const { id, outcome, fault } = told
      if (outcome === 'FAULT') this.faults.push(String(fault))
      waiting.get(id)?.resolve(outcome)
      waiting.delete(id)
    })
    child.on('exit', () => {
      reception.isOpen = false
      for (const { resolve } of waiting.values()) resolve(UNKNOWN)
      waiting.clear()
    })
    return reception
  }
}
