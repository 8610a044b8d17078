import { parseArgs } from 'node:util'
import { poolDb } from '../../db/pool.ts'
import { type Kept, type Verified, verifyChain } from '../audit/chain.ts'
import { BadSetting } from '../config.ts'
import { withPool } from './database.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const reasons = {
  entries: '有记录被增加或删除',
  hash: '有记录被改动',
  link: '与前一日的封存不相接',
  seal: '与留存的封存值不符,整条链可能被重做',
} as const

/**
 * `dianhu audit verify [--from DAY] [--to DAY] [--from-seal DAY:HASH] [--home H | --database-url URL] [--json]`: every sealed
 * day hashed anew, one after the other. `--from-seal`: the chain must still run through a seal that was kept elsewhere.
 * Exit 1 where it is broken.
 */
export function runAudit(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: { from: text, to: text, 'from-seal': text, home: text, 'database-url': text, json: { type: 'boolean' } },
  })
  if (positionals[0] !== 'verify') {
    throw new BadSetting('audit verify [--from DAY] [--to DAY] [--from-seal DAY:HASH] [--json]')
  }
  const { from, to } = values
  for (const day of [from, to]) if (day && !DAY.test(day)) throw new BadSetting(`${day}: a day is written YYYY-MM-DD`)
  const kept = values['from-seal'] ? readSeal(values['from-seal']) : undefined
  return withPool(values, async (pool) => {
    const verified = await verifyChain({ db: poolDb(pool) }, { from, to, kept })
    console.log(values.json ? JSON.stringify(verified) : describe(verified))
    return verified.whole ? 0 : 1
  })
}

function readSeal(seal: string): Kept {
  const [day = '', hash = ''] = seal.trim().split(':')
  if (DAY.test(day) && /^[0-9a-f]{64}$/.test(hash)) return { day, hash }
  throw new BadSetting('from-seal: DAY:HASH as the page 审计链校验 shows it')
}

function describe({ whole, brokenOn, because, days, entries, openDays, latestSeal }: Verified): string {
  const open = openDays.length > 0 ? `未封存:${openDays.join('、')}。` : ''
  const seal = latestSeal ? `最新封存值 ${latestSeal.day}:${latestSeal.hash}` : '还没有封存的日子'
  const state = whole ? '审计链完整' : `审计链在 ${brokenOn} 断裂:${because ? reasons[because] : ''}`
  return `${state};校验 ${days} 天 ${entries} 条。${open}${seal}`
}
