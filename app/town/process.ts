import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TownAnswer, TownOrder } from '../../simulators/main.ts'

/** The town runs in a process of its own and meets the product only on its sockets; this starts and orders it. */
export class TownProcess {
  private child: ChildProcess | undefined

  start(): void {
    this.child = fork(fileURLToPath(new URL('../../simulators/main.ts', import.meta.url)), {
      stdio: ['ignore', 2, 2, 'ipc'],
    })
  }

  order(order: TownOrder): Promise<Exclude<TownAnswer, { failed: string }>> {
    const { child } = this
    if (!child) throw new Error('the town is not running')
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the town’s process ended'))
      child.once('exit', onExit)
      child.once('message', (answer: TownAnswer) => {
        child.off('exit', onExit)
        if ('failed' in answer) reject(new Error(`the town could not ${order.do}: ${answer.failed}`))
        else resolve(answer)
      })
      child.send(order)
    })
  }

  async stop(): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.disconnect()
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await gone
    clearTimeout(late)
  }
}
