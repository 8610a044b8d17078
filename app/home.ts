import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../db/refusal.ts'
import { BadSetting } from './config.ts'

const KEY = 'identity-key'

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
  const file = join(home, KEY)
  try {
    return await readFile(file)
  } catch {
    const key = randomBytes(32)
    await writeFile(file, key, { mode: 0o600, flag: 'wx' })
    return key
  }
}

/** The key of a home that has one; refuses with `KEY_MISSING`. */
export async function readKey(home: string): Promise<Buffer> {
  const key = await readFile(join(home, KEY)).catch(() => null)
  if (key) return key
  throw new Refusal('KEY_MISSING', `${home} 中没有密钥 ${KEY};没有它,证件号码和电话无法读取`)
}

/** Lays a key into a home; refuses with `KEY_DIFFERS` where it has another. */
export async function keepKey(home: string, key: Buffer): Promise<void> {
  await mkdir(home, { recursive: true })
  const kept = await readFile(join(home, KEY)).catch(() => null)
  if (kept === null) await writeFile(join(home, KEY), key, { mode: 0o600, flag: 'wx' })
  else if (!kept.equals(key)) throw new Refusal('KEY_DIFFERS', `${home} 中已有另一把密钥 ${KEY},请换一个数据目录`)
}
