import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BadSetting } from './config.ts'

/**
 * One product to a home: a second would share its database server and its broker's files. Returns what gives it up;
 * throws `BadSetting` where another holds it.
 */
export async function claimHome(home: string): Promise<() => Promise<void>> {
  const file = join(home, 'pid')
  const [pid = '', born] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
  const holder = Number(pid)
  if (holder && holder !== process.pid && isAlive(holder) && (await findBirth(holder)) === (born ?? '')) {
    throw new BadSetting(`home: ${home} is in use by process ${holder}`)
  }
  await writeFile(file, `${process.pid} ${await findBirth(process.pid)}`)
  return () => rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** When a process began, in ticks since boot: its number may be another's by now. Empty where the system cannot tell. */
async function findBirth(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie holds nothing any more.
  return state === 'Z' ? 'gone' : (rest[18] ?? '')
}

/** The key under which people's numbers are kept; made at the first start, the same ever after. */
export async function readOrCreateKey(home: string): Promise<Buffer> {
  const file = join(home, 'identity-key')
  try {
    return await readFile(file)
  } catch {
    const key = randomBytes(32)
    await writeFile(file, key, { mode: 0o600, flag: 'wx' })
    return key
  }
}
