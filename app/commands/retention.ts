import { parseArgs } from 'node:util'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { BadSetting } from '../config.ts'
import { erasuresOf } from '../keeping/erasures.ts'
import { findRetention } from '../keeping/retention.ts'
import { departments } from '../main.ts'
import { withPool } from './database.ts'

/**
 * `dianhu retention --dry-run [--home H | --database-url URL] [--json]`: what of each kind is over and would be erased by the
 * next night's job. It erases nothing; only the job does.
 */
export function runRetention(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const isSet = { type: 'boolean' } as const
  const { values } = parseArgs({
    args,
    options: { 'dry-run': isSet, home: text, 'database-url': text, json: isSet },
  })
  if (!values['dry-run']) throw new BadSetting('retention --dry-run [--json]')
  return withPool(values, async (pool) => {
    const found = await findRetention(systemCtx(poolDb(pool), new Date(), 'cli'), erasuresOf(departments))
    if (values.json) console.log(JSON.stringify(found))
    else {
      for (const { kind, before, due, isMore, legalBasis } of found.rules) {
        const over = due === null ? '不自动清除' : `${isMore ? '超过 ' : ''}${due} 行到期`
        console.log(`${kind.padEnd(26)}${before.slice(0, 10)} 以前 ${over};${legalBasis}`)
      }
      console.log(`保全或在办的用电户 ${found.keptAccounts} 户,其数据不清除。`)
    }
    return 0
  })
}
