import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../db/embedded.ts'

/** A broker that speaks MQTT 5, where Debian's package is installed; it is not asked of anybody. */
export const mosquittoPath = ['mosquitto', '/usr/sbin/mosquitto'].find((path) => {
  try {
    execFileSync(path, ['-h'], { stdio: 'ignore' })
    return true
  } catch (fault) {
    // It answers -h with 3; only where it is not there does it not run at all.
    return (fault as NodeJS.ErrnoException).code !== 'ENOENT'
  }
})

export type Mosquitto = { url: string; kill(): Promise<void>; start(): Promise<void> }

/** Keeps sessions and messages in the folder; `kill` and `start` are a crash and a restart. */
export async function startMosquitto(folder: string): Promise<Mosquitto> {
  const port = await findFreePort()
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(
    file,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location ${folder}/\nuser root\n` +
      'autosave_interval 1\nautosave_on_changes true\nmax_queued_messages 0\n',
  )
  let child: ChildProcess
  const start = async () => {
    child = spawn(mosquittoPath ?? '', ['-c', file], { stdio: 'ignore' })
    while (!(await isListening(port))) await sleep(20)
  }
  const kill = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  await start()
  return { url: `mqtt://127.0.0.1:${port}`, kill, start }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.destroy() !== undefined))
    socket.once('error', () => resolve(false))
  })
}
