import type { Ctx } from '../../db/context.ts'
import { lockBringing } from '../../db/customers/bulk/accounts.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { COLUMN_MISSING, type ReadSheet, readSheetFile } from '../../db/sheets/read-sheet.ts'
import type { BringingReport } from './contract.ts'
import { gatherFacts, type Known, resolve } from './facts.ts'
import type { Ports } from './ports.ts'
import { checkRows, kindOf, shapes } from './rules/check.ts'
import { compareRow, type Difference, keyOf, sumThousandths, thousandthsToText, totalsOf } from './rules/compare.ts'
import type { CheckedRow, Fault, Kind, Shape } from './rules/shape.ts'
import { subjects } from './subjects/all.ts'
import type { About, Ready, Subject, Sum } from './subjects/subject.ts'

/** Of a file, before anything of it is read. */
export const MOST_FILE_BYTES = 48 * 1024 * 1024
const MOST_ROWS = 200_000
const MOST_WORKBOOK_ROWS = 20_000
const MOST_WORKBOOK_BYTES = 96 * 1024 * 1024
const MOST_TOLD = 500

export type Bringing = { kind: Kind; bytes: Buffer; mayUpdate: boolean }
type Tell = (stage: 'reading' | 'checking' | 'writing' | 'counting') => Promise<void>
type Looked = {
  shape: Shape
  subject: Subject
  known: Known
  rows: CheckedRow[]
  faults: Fault[]
  fresh: Ready[]
  there: Ready[]
  differences: Difference[]
}

/**
 * Looks through a sheet and tells every fault and difference, and writes nothing. Refuses with `SHEET_UNREADABLE` and
 * `SHEET_TOO_LARGE`.
 */
export async function checkSheet(ctx: Ctx, bringing: Bringing, ports: Ports): Promise<BringingReport> {
  const looked = await look(ctx, bringing, ports, async () => {})
  if (looked.subject.rehearses && looked.faults.length === 0)
    looked.faults.push(...(await rehearse(ctx, looked, bringing)))
  return report(looked, bringing, null)
}

/**
 * Brings a sheet into the customer file: all of it or nothing. What is there already as the sheet says it stays; what differs
 * is told, and changed only where that may be and is asked for. Refuses as `checkSheet` does, and with `SHEET_UNFIT`.
 */
export function bringSheet(
  ctx: Ctx,
  bringing: Bringing,
  about: About,
  ports: Ports,
  tell: Tell = async () => {},
): Promise<BringingReport> {
  return transact(ctx, async (inner) => {
    await lockBringing(inner)
    const looked = await look(inner, bringing, ports, tell)
    if (looked.faults.length > 0) throw unfit(looked.faults)
    await tell('writing')
    await write(inner, looked, bringing, about)
    await tell('counting')
    const sum = await looked.subject.sum(inner, keysOf(looked.shape, looked.rows))
    return report(looked, bringing, sum)
  })
}

async function look(ctx: Ctx, { kind, bytes }: Bringing, ports: Ports, tell: Tell): Promise<Looked> {
  const [shape, subject] = [shapes[kind], subjects[kind]]
  if (bytes.length > MOST_FILE_BYTES) throw tooLarge(`文件超过 ${MOST_FILE_BYTES / 1_048_576} 兆,请分成几个文件导入`)
  await tell('reading')
  const sheet = await readFile(bytes, shape)
  const isBook = bytes[0] === 0x50 && bytes[1] === 0x4b
  const most = isBook ? MOST_WORKBOOK_ROWS : MOST_ROWS
  if (sheet.rows.length > most) throw tooLarge(`文件超过 ${most} 行,请分开导入${isBook ? ',或另存为 CSV' : ''}`)
  await tell('checking')
  const said = (title: string) =>
    sheet.rows.map(({ cells }) => (cells[title] ?? '').normalize('NFKC').replaceAll(/\s/g, ''))
  const known = await gatherFacts(ctx, shape, said, ports)
  // A column that is missing would be told again of every row.
  const isWhole = !sheet.faults.some(({ message }) => message === COLUMN_MISSING)
  const { rows, faults } = isWhole ? checkRows(shape, sheet.rows, known) : { rows: [], faults: [] }
  const other = isWhole ? null : kindOf(sheet.titles)
  const unread = other
    ? [{ row: 1, column: '整个文件', message: `这份文件像是“${shapes[other].title}”`, advice: '请核对所选的内容' }]
    : sheet.faults.map((fault) => ({ ...fault, advice: '请更正文件后重新导入' }))
  const told = new Set(unread.map(({ row, column }) => `${row} ${column}`))
  const all = [...unread, ...faults.filter(({ row, column }) => !told.has(`${row} ${column}`))]
  const compared = await compare(ctx, { shape, subject, known, rows: rows.filter(isUnharmed(all)) })
  const sorted = [...all, ...compared.faults].toSorted((one, other) => one.row - other.row)
  return { shape, subject, known, rows, ...compared, faults: sorted }
}

export function readFile(bytes: Buffer, { columns }: Shape): Promise<ReadSheet> {
  const limits = { mostRows: MOST_WORKBOOK_ROWS, mostBytes: MOST_WORKBOOK_BYTES, hasDays: true, refusesHidden: true }
  return readSheetFile(bytes, columns, limits)
}

function isUnharmed(faults: Fault[]): (row: CheckedRow) => boolean {
  const harmed = new Set(faults.map(({ row }) => row))
  return ({ row }) => !harmed.has(row)
}

async function compare(
  ctx: Ctx,
  { shape, subject, known, rows }: Pick<Looked, 'shape' | 'subject' | 'known' | 'rows'>,
): Promise<Pick<Looked, 'faults' | 'fresh' | 'there' | 'differences'>> {
  const standing = await subject.listKnown(ctx, keysOf(shape, rows))
  const fresh: Ready[] = []
  const there: Ready[] = []
  const faults: Fault[] = []
  const differences: Difference[] = []
  const title = shape.columns.find(({ key }) => key === shape.key)?.title ?? ''
  for (const checked of rows) {
    const values = resolve(shape, checked, known)
    const before = standing.get(keyOf(shape, checked.values))
    if (!before) fresh.push({ checked, values })
    else if (!before.isOurs || !before.values) {
      faults.push({
        row: checked.row,
        column: title,
        message: '不能使用这个编号',
        advice: '请核对;确属本单位的请与上级单位联系',
      })
    } else {
      there.push({ checked, values })
      const said = subject.toComparable?.(values) ?? values
      const unlike = compareRow(shape, checked, said, before.values).map((each) => named(each, shape, known))
      const { whereUnlike } = shape
      const isFault = (each: Difference) => whereUnlike !== undefined && !each.mayChange
      differences.push(...unlike.filter((each) => !isFault(each)))
      faults.push(...unlike.filter(isFault).map((each) => tellUnlike(each, whereUnlike ?? '')))
    }
  }
  const differing = new Set(differences.filter(({ mayChange }) => mayChange).map(({ row }) => row))
  const changing = there.filter(({ checked }) => differing.has(checked.row))
  faults.push(...((await subject.inspect?.(ctx, { fresh, changing }, known)) ?? []))
  return { fresh, there, faults, differences }
}

/** What was brought before stands: a row that says otherwise changes nothing, and is not passed over. */
function tellUnlike({ row, column, before, after }: Difference, advice: string): Fault {
  return { row, column, message: `与已导入的不同:已有“${before}”,文件为“${after}”`, advice }
}

/** Numbers by which the file knows things are no words for a person. */
function named(difference: Difference, { columns }: Shape, { names }: Known): Difference {
  const among = columns.find(({ key }) => key === difference.key)?.among
  if (!among) return difference
  const nameOf = (id: string) => [...(names[among] ?? [])].find(([, value]) => String(value) === id)?.[0] ?? id
  return { ...difference, before: nameOf(difference.before), after: nameOf(difference.after) }
}

async function write(ctx: Ctx, looked: Looked, { mayUpdate }: Bringing, about: About): Promise<void> {
  const { subject, known, fresh, there, differences } = looked
  await subject.add(ctx, fresh, known, about)
  if (!mayUpdate) return
  const changed = new Map<number, Set<string>>()
  for (const { row, key } of differences.filter(({ mayChange }) => mayChange)) {
    changed.set(row, (changed.get(row) ?? new Set()).add(key))
  }
  await subject.change(
    ctx,
    there.filter(({ checked }) => changed.has(checked.row)),
    known,
    changed,
    about,
  )
}

class Rehearsed extends Error {}

/** Writes, and takes it back: what the file refuses is told by its row. */
async function rehearse(ctx: Ctx, looked: Looked, bringing: Bringing): Promise<Fault[]> {
  try {
    await transact(ctx, async (inner) => {
      await write(inner, looked, bringing, {
        caseRef: 'bringing:rehearsal',
        reason: '试导入',
        releasedBy: ctx.actor.username,
      })
      throw new Rehearsed()
    })
  } catch (fault) {
    if (fault instanceof Rehearsed) return []
    if (!(fault instanceof Refusal)) throw fault
    const at = Number(/^\w+\.(\d+)/.exec(fault.issues?.[0]?.path ?? '')?.[1] ?? 0)
    const message = fault.issues?.[0]?.message ?? fault.message
    const row = (looked.fresh[at] ?? looked.there[at])?.checked.row ?? 1
    return [{ row, column: looked.shape.columns[0]?.title ?? '', message, advice: '请更正这一行' }]
  }
  return []
}

function report(looked: Looked, { mayUpdate }: Bringing, sum: Sum | null): BringingReport {
  const { shape, rows, faults, fresh, there, differences } = looked
  const harmed = new Set(faults.map(({ row }) => row))
  const differing = new Set(differences.map(({ row }) => row))
  const isSame = ({ checked: { row } }: Ready) => !differing.has(row) && !harmed.has(row)
  const changing = new Set(differences.filter(({ mayChange }) => mayChange && mayUpdate).map(({ row }) => row))
  return {
    rows: rows.length,
    faultCount: faults.length,
    faults: faults.slice(0, MOST_TOLD),
    counts: {
      added: fresh.length,
      changed: changing.size,
      unchanged: there.filter(isSame).length,
      differing: differing.size,
    },
    differenceCount: differences.length,
    differences: differences
      .slice(0, MOST_TOLD)
      .map(({ key: _, ...each }) => ({ ...each, isChanged: each.mayChange && mayUpdate })),
    totals: [
      { what: '行数', source: String(rows.length), file: sum && String(sum.rows) },
      ...totalsOf(shape).map((total, n) => ({
        what: total.what,
        source: thousandthsToText(sumThousandths(rows, total), total.decimals),
        file: sum && thousandthsToText(sum.thousandths[n] ?? 0, total.decimals),
      })),
    ],
  }
}

function keysOf(shape: Shape, rows: CheckedRow[]): string[] {
  return rows.map(({ values }) => keyOf(shape, values))
}

function tooLarge(message: string): Refusal {
  return new Refusal('SHEET_TOO_LARGE', message, { status: 400, issues: [{ path: 'file', message }] })
}

function unfit(faults: Fault[]): Refusal {
  const issues = faults.slice(0, MOST_TOLD).map(({ row, column, message }) => {
    return { path: `rows.${row}.${column}`, message: `第 ${row} 行 ${column}:${message}` }
  })
  return new Refusal('SHEET_UNFIT', `文件有 ${faults.length} 处错误,未导入任何内容,请更正后重新导入`, {
    status: 400,
    issues,
  })
}
