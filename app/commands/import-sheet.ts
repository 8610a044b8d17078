import { access, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { systemCtx } from '../../db/context.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'
import type { Db } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { checkSheet, MOST_FILE_BYTES } from '../bringing/bring.ts'
import { bringNow } from '../bringing/bringings.ts'
import type { BringingReport } from '../bringing/contract.ts'
import { bringingPorts } from '../bringing/ports-of-departments.ts'
import type { Kind } from '../bringing/rules/shape.ts'
import { BadSetting } from '../config.ts'
import { readOrCreateKey } from '../home.ts'
import { withDatabase } from './database.ts'

type Flags = {
  home?: string | undefined
  'database-url'?: string | undefined
  'dry-run'?: boolean | undefined
  update?: boolean | undefined
  json?: boolean | undefined
}

/**
 * `dianhu import customers FILE [--dry-run] [--update] [--json]`: brings a sheet, all of it or nothing; again, it changes
 * nothing, and with `--update` what differs and may. Exit 2 tells every fault by row and column.
 */
export async function importSheet(kind: Kind, file: string, flags: Flags): Promise<number> {
  const bytes = await readBounded(file)
  return withDatabase(flags, async (db) => {
    await openSecrets(db, flags.home ?? process.env.DIANHU_HOME ?? join(process.cwd(), '.dianhu'))
    const ctx = systemCtx(db, new Date(), 'cli')
    const bringing = { kind, bytes, mayUpdate: flags.update === true, fileName: basename(file).slice(0, 200) }
    const checked = await checkSheet(ctx, bringing, bringingPorts)
    const isWritten = checked.faultCount === 0 && flags['dry-run'] !== true
    const report = isWritten ? (await bringNow(ctx, bringing, bringingPorts)).report : checked
    console.log(flags.json ? JSON.stringify({ kind, written: isWritten, ...report }) : describe(report, isWritten))
    return report.faultCount > 0 ? 2 : 0
  })
}

/** By its size before a byte of it is read. */
async function readBounded(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size <= MOST_FILE_BYTES) return await readFile(file)
  } catch (fault) {
    throw new BadSetting(`${file}: ${(fault as Error).message}`)
  }
  throw new BadSetting(`${file}: 文件超过 ${MOST_FILE_BYTES / 1_048_576} 兆,请分成几个文件导入`)
}

/** People's numbers under another key than the file's would be lost. */
async function openSecrets(db: Db, home: string): Promise<void> {
  const hasKey = await access(join(home, 'identity-key')).then(
    () => true,
    () => false,
  )
  const sealed = await db.first(
    'select 1 from identity where number_cipher is not null or phone_cipher is not null limit 1',
  )
  if (!hasKey && sealed) {
    throw new Refusal('KEY_MISSING', `${home} 中没有 identity-key,而档案中已有加密的号码;请用 --home 指明产品所在目录`)
  }
  configureSecrets(await readOrCreateKey(home))
}

function describe(
  { rows, faultCount, faults, counts, differenceCount, differences, totals }: BringingReport,
  isWritten: boolean,
): string {
  const { added, changed, unchanged, differing } = counts
  return [
    `${isWritten ? '已导入' : '未写入'}:共 ${rows} 行,新增 ${added},更新 ${changed},相同 ${unchanged},有差异 ${differing},错误 ${faultCount} 处`,
    ...totals.map(
      ({ what, source, file }) =>
        `  ${what}:文件 ${source}${file === null ? '' : `,档案 ${file}${file === source ? ',一致' : ',不一致'}`}`,
    ),
    ...faults.map(({ row, column, message, advice }) => `  第 ${row} 行 ${column}:${message}。${advice}`),
    ...(faultCount > faults.length ? [`  还有 ${faultCount - faults.length} 处错误未列出`] : []),
    ...differences.map(
      ({ row, column, before, after, isChanged }) =>
        `  第 ${row} 行 ${column}:${before} → ${after}(${isChanged ? '已更新' : '未更新'})`,
    ),
    ...(differenceCount > differences.length ? [`  还有 ${differenceCount - differences.length} 处差异未列出`] : []),
  ].join('\n')
}
