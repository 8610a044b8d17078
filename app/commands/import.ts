import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { systemCtx } from '../../db/context.ts'
import { bringNetwork, networkShape } from '../../db/customers/network.ts'
import { startOfDay } from '../../db/time.ts'
import { kindNames } from '../bringing/rules/shape.ts'
import { BadSetting } from '../config.ts'
import { withDatabase } from './database.ts'
import { importSheet } from './import-sheet.ts'

/**
 * `dianhu import network FILE.json [--since YYYY-MM-DD]`: brings organisations, substations, feeders, districts and
 * terminals into the customer file; again, it changes what differs. Exit 2 names the entry that is wrong.
 * `dianhu import customers FILE` and its like bring a sheet (`importSheet`).
 */
export async function runImport(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [what, file] = positionals
  const sheet = kindNames.find((kind) => kind === what)
  if (sheet && file) return importSheet(sheet, file, values)
  const since = values.since ?? '2000-01-01'
  if (what !== 'network' || !file || !/^\d{4}-\d{2}-\d{2}$/.test(since)) {
    throw new BadSetting(
      `import network FILE.json [--since YYYY-MM-DD] | ${kindNames.join('|')} FILE.xlsx|FILE.csv [--dry-run] [--update] [--json]` +
        ' [--home H | --database-url URL]',
    )
  }
  const network = networkShape.safeParse(await readJson(file))
  if (!network.success) {
    const [first] = network.error.issues
    throw new BadSetting(`${first?.path.join('.')}: ${first?.message}`)
  }
  return withDatabase(values, async (db) => {
    await bringNetwork(systemCtx(db, new Date(), 'cli'), network.data, startOfDay(since))
    console.log(
      Object.entries(network.data)
        .map(([kind, list]) => `${kind} ${list.length}`)
        .join('  '),
    )
    return 0
  })
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (fault) {
    throw new BadSetting(`${file}: ${(fault as Error).message}`)
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const places = { since: text, home: text, 'database-url': text }
  const options = { ...places, 'dry-run': flag, update: flag, json: flag }
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (fault) {
    throw new BadSetting((fault as Error).message)
  }
}
