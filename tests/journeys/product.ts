import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeTemporaryHome } from '../../db/embedded.ts'
import { roomyFolder } from '../support/memory.ts'

const root = new URL('../../', import.meta.url).pathname
const PATIENCE_MS = 8 * 60_000

export type Product = { url: string; mqttUrl: string; stop: () => Promise<void> }

/** The whole product with its town, as `npm start` has it; or the running one that `DIANHU_URL` and `MQTT_URL` name. */
export async function startProduct(): Promise<Product> {
  const { DIANHU_URL, MQTT_URL = 'mqtt://127.0.0.1:1883' } = process.env
  if (DIANHU_URL) return { url: DIANHU_URL, mqttUrl: MQTT_URL, stop: async () => {} }
  const { home, remove } = await makeTemporaryHome('journeys', roomyFolder())
  const started = spawn(process.execPath, [join(root, 'app/cli.ts'), 'start', '--json'], {
    cwd: root,
    // As many months as a bill is compared with: each takes its time.
    env: { ...process.env, DIANHU_HOME: home, PORT: '0', MQTT_PORT: '0', DIANHU_TOWN_MONTHS: '13' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { url, mqttUrl } = await firstLine(started)
  return {
    url,
    mqttUrl,
    stop: async () => {
      const gone = new Promise((resolve) => started.once('exit', resolve))
      started.kill('SIGTERM')
      await gone
      await remove()
    },
  }
}

/** `start --json` prints its one line once the product is usable. */
function firstLine(started: ChildProcess): Promise<{ url: string; mqttUrl: string }> {
  return new Promise((resolve, reject) => {
    const errors: string[] = []
    const timer = setTimeout(() => reject(new Error(`not usable in time\n${errors.slice(-20).join('')}`)), PATIENCE_MS)
    started.stderr?.on('data', (text: Buffer) => errors.push(String(text)))
    started.once('exit', (code) =>
      reject(new Error(`ended with ${code} before it was usable\n${errors.slice(-20).join('')}`)),
    )
    if (!started.stdout) return
    createInterface({ input: started.stdout }).once('line', (line) => {
      clearTimeout(timer)
      resolve(JSON.parse(line) as { url: string; mqttUrl: string })
    })
  })
}
