import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findPostmaster, killAll, listTree } from './process-tree.ts'

const cli = fileURLToPath(new URL('../../app/cli.ts', import.meta.url))
const PATIENCE_MS = 60_000

export type Started = { url: string; mqttUrl: string; process: ChildProcess; errors: () => string }

/** `dianhu start --json` in a process of its own; resolves at its one line. */
export function startProduct(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const started = spawn(process.execPath, [cli, 'start', '--json', ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  started.stderr.on('data', (text: Buffer) => lines.push(String(text)))
  const errors = () => lines.join('').slice(-4_000)
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      started.kill('SIGKILL')
      reject(new Error(`not usable in time\n${errors()}`))
    }, PATIENCE_MS)
    started.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`ended with ${code} before it was usable\n${errors()}`))
    })
    createInterface({ input: started.stdout }).once('line', (line) => {
      clearTimeout(late)
      resolve({ ...(JSON.parse(line) as { url: string; mqttUrl: string }), process: started, errors })
    })
  })
}

/** As if the plug were pulled: the product and its database server, at one moment. */
export async function pullThePlug({ process: running }: Started, home: string): Promise<void> {
  const isUp = running.exitCode === null && running.signalCode === null
  const roots = [isUp ? running.pid : null, await findPostmaster(join(home, 'postgres'))]
  const trees = await Promise.all(roots.map((pid) => (pid ? listTree(pid) : [])))
  await killAll(trees.flat())
}

export async function stopProduct({ process: running }: Started): Promise<number | null> {
  if (running.exitCode !== null) return running.exitCode
  const gone = new Promise<number | null>((resolve) => running.once('exit', resolve))
  running.kill('SIGTERM')
  return gone
}
