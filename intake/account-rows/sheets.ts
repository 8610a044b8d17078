import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { COLUMN_MISSING, readSheetFile } from '../../db/sheets/read-sheet.ts'
import { civilDay } from '../../db/time.ts'
import { encryptPerson } from '../new-accounts.ts'
import type { Ports } from '../ports.ts'
import { whyNotOffered } from '../prices/offer.ts'
import { checkMeters } from '../references.ts'
import { refuse } from '../refusals.ts'
import {
  type AccountRow,
  type MeterRow,
  readAccounts,
  readMeters,
  type Sheet,
  type SheetFault,
  type SheetRow,
  sheetColumns,
} from '../rules/account-sheet.ts'
import { refuseStanding } from '../rules/flow/engine.ts'
import { lowKv } from '../rules/kinds/price-asked.ts'
import { findApplicationRow, moveApplication } from '../sql/applications.ts'
import { listAttachmentLimits } from '../sql/attachments.ts'
import {
  findRivalAccounts,
  listNewAccounts,
  type NewAccountInput,
  replaceNewAccounts,
  setRowMeters,
} from '../sql/new-accounts.ts'
import { insertEvent } from '../sql/steps.ts'
import { type Opened, openForChange } from '../standing.ts'
import type { SheetAnswer, sheetInput } from './contract.ts'
import { mayImport } from './list.ts'
import { sheetNames } from './template.ts'

/**
 * Brings a sheet of accounts, or of their meters, into an application: all rows or none; a dry run tells its faults by row
 * and column and writes nothing. Refuses with `NOT_FOUND`, `STALE_VERSION` and the like, `SHEET_NOT_NOW`,
 * `SHEET_TOO_LARGE`, `SHEET_UNREADABLE`, and, unless it is a dry run, `SHEET_UNFIT`.
 */
export async function takeSheet(
  ctx: Ctx,
  id: number,
  input: z.infer<typeof sheetInput>,
  ports: Ports,
): Promise<SheetAnswer> {
  const { sheet, dryRun } = input
  if (!(await findApplicationRow(ctx, id))) throw notFound('申请')
  const limits = await listAttachmentLimits(ctx, civilDay(ctx.now))
  const { rows, faults } = await readSheetFile(decode(input.base64, limits['account-sheet'] ?? 0), sheetColumns[sheet])
  const most = limits['account-rows'] ?? 0
  if (rows.length > most) throw unfitFile('SHEET_TOO_LARGE', `文件有 ${rows.length} 行,每份申请不超过 ${most} 户`)
  return transact(ctx, async (inner) => {
    const opened = await openForChange(inner, id)
    const refused = refuseStanding(opened.standing, { version: input.version })
    if (refused) throw refuse(refused)
    if (!mayImport(inner, opened).includes(sheet)) {
      throw new Refusal('SHEET_NOT_NOW', `当前环节不能导入${sheetNames[sheet]}`)
    }
    const work = sheet === 'accounts' ? takeAccounts : takeMeters
    // A column that is missing would be told again of every row.
    const isWhole = !faults.some(({ message }) => message === COLUMN_MISSING)
    const found = isWhole ? await work(inner, opened, rows, { ports, isWritten: !dryRun && faults.length === 0 }) : []
    const all = [...faults, ...found].sort((one, other) => one.row - other.row)
    if (dryRun) return { rows: rows.length, written: false, faultCount: all.length, faults: all.slice(0, MOST_TOLD) }
    if (all.length > 0) throw unfit(all)
    await note(inner, opened, sheet, rows.length)
    return { rows: rows.length, written: true, faultCount: 0, faults: [] }
  })
}

const MOST_TOLD = 500
type How = { ports: Ports; isWritten: boolean }

function decode(base64: string, limit: number): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length <= limit) return bytes
  throw unfitFile('SHEET_TOO_LARGE', `文件超过 ${Math.floor(limit / 1_048_576)} 兆,请分开导入或删去图片`)
}

function unfitFile(code: string, message: string): Refusal {
  return new Refusal(code, message, { status: 400, issues: [{ path: 'file', message }] })
}

function unfit(faults: SheetFault[]): Refusal {
  const message = `文件有 ${faults.length} 处错误,未导入任何内容,请按行更正后重新导入`
  const issues = faults.slice(0, MOST_TOLD).map((fault) => {
    return { path: `rows.${fault.row}.${fault.column}`, message: `第 ${fault.row} 行 ${fault.column}:${fault.message}` }
  })
  return new Refusal('SHEET_UNFIT', message, { status: 400, issues })
}

async function takeAccounts(
  ctx: Ctx,
  { application }: Opened,
  sheet: SheetRow[],
  { ports, isWritten }: How,
): Promise<SheetFault[]> {
  const { rows, faults } = readAccounts(sheet)
  faults.push(...(await findUnfitPrices(ctx, application, rows, ports)), ...(await findRivals(ctx, application, rows)))
  if (!isWritten || faults.length > 0) return faults
  const kept: NewAccountInput[] = []
  for (const [n, { row: _, customer, ...row }] of rows.entries()) {
    const person = customer ? await encryptPerson(ctx, customer) : nobody
    kept.push({ ...row, ...person, position: n + 1 })
  }
  await replaceNewAccounts(ctx, application.id, kept)
  return []
}

const nobody = { customerName: null, identityId: null, identityTail: null, phoneCipher: null, phoneTail: null }

async function findUnfitPrices(
  ctx: Ctx,
  { organisationId }: Opened['application'],
  rows: AccountRow[],
  ports: Ports,
): Promise<SheetFault[]> {
  const day = civilDay(ctx.now)
  const told = new Map<string, string | null>()
  const faults: SheetFault[] = []
  for (const { row, priceCode, class: accountClass, phase, capacityKva } of rows) {
    if (priceCode === null) continue
    const key = [priceCode, accountClass, phase, capacityKva].join(' ')
    if (!told.has(key)) {
      const offer = { organisationId, accountClass, voltageKv: lowKv(phase), capacityKva, day }
      const isKnown = await ports.findPrice(ctx, priceCode)
      told.set(key, isKnown ? await whyNotOffered(ctx, priceCode, offer, ports) : `${priceCode} 不在电价目录中`)
    }
    const message = told.get(key)
    if (message) faults.push({ row, column: '电价代码', message })
  }
  return faults
}

/** A room or a meter that somebody has, or that another open application names. */
async function findRivals(
  ctx: Ctx,
  { id, address }: Opened['application'],
  rows: Pick<AccountRow, 'row' | 'place' | 'meterAssetNo'>[],
): Promise<SheetFault[]> {
  const rivals = await findRivalAccounts(ctx, id, {
    addresses: rows.map(({ place }) => `${address}${place}`),
    meters: rows.flatMap(({ meterAssetNo }) => meterAssetNo ?? []),
  })
  // A customer is not told whose it is.
  const tell = (holder: string) => (ctx.actor.customerId === null ? holder : '他户或在途申请')
  const [rooms, meters] = (['room', 'meter'] as const).map(
    (what) => new Map(rivals.filter((each) => each.what === what).map((each) => [each.key, tell(each.holder)])),
  )
  return rows.flatMap(({ row, place, meterAssetNo }) => {
    const [room, meter] = [rooms?.get(`${address}${place}`), meters?.get(meterAssetNo ?? '')]
    return [
      ...(room ? [{ row, column: '房号', message: `${place} 已有${room}` }] : []),
      ...(meter ? [{ row, column: '电能表资产号', message: `${meterAssetNo} 已有${meter}` }] : []),
    ]
  })
}

async function takeMeters(
  ctx: Ctx,
  { application, data }: Opened,
  sheet: SheetRow[],
  { ports, isWritten }: How,
): Promise<SheetFault[]> {
  const { rows, faults } = readMeters(sheet)
  const listed = new Map((await listNewAccounts(ctx, application.id)).map((each) => [each.place, each]))
  const known = ports.listProfiles()
  for (const { row, place, meter } of rows) {
    const account = listed.get(place)
    if (!account) faults.push({ row, column: '房号', message: `用户清单中没有 ${place}` })
    else if (account.meterAssetNo !== null && account.meterAssetNo !== meter.assetNo) {
      const message = `与用户清单中的 ${account.meterAssetNo} 不一致`
      faults.push({ row, column: '电能表资产号', message })
    }
    if (!known.includes(meter.profile))
      faults.push({ row, column: '表计型号', message: `不认识的型号 ${meter.profile}` })
  }
  const asked = rows.map(({ row, place, meter }) => ({ row, place, meterAssetNo: meter.assetNo }))
  const elsewhere = await findRivals(ctx, application, asked)
  faults.push(...elsewhere.filter(({ column }) => column === '电能表资产号'))
  faults.push(
    ...(await findUnfitMeters(ctx, rows, {
      ports,
      rowOf: (place) => listed.get(place),
      priceCode: data.plan?.priceCode,
    })),
  )
  if (!isWritten || faults.length > 0) return faults
  const meters = rows.flatMap(({ place, meter }) => {
    const position = listed.get(place)?.position
    return position === undefined ? [] : [{ position, meter }]
  })
  await setRowMeters(ctx, application.id, meters)
  return []
}

const columnOf: Record<string, string> = {
  'link.terminalAssetNo': '采集终端',
  'link.unitId': '站号',
  'link.meterAddress': '表地址',
  assetNo: '电能表资产号',
  profile: '表计型号',
  maximumCurrentA: '表计型号',
  'startRegistersWh.importPeak': '起码峰',
  'startRegistersWh.importValley': '起码谷',
}

type Listed = Awaited<ReturnType<typeof listNewAccounts>>[number]

async function findUnfitMeters(
  ctx: Ctx,
  rows: MeterRow[],
  {
    ports,
    rowOf,
    priceCode,
  }: { ports: Ports; rowOf: (place: string) => Listed | undefined; priceCode?: string | undefined },
): Promise<SheetFault[]> {
  const meters = rows.map(({ place, meter }) => {
    const row = rowOf(place)
    return { meter, row, priceCode: row?.priceCode ?? priceCode }
  })
  const found = await checkMeters(ctx, meters, ports)
  return rows.flatMap(({ row }, n) =>
    (found[n] ?? []).map(({ path, message }) => ({ row, column: columnOf[path] ?? path, message })),
  )
}

async function note(ctx: Ctx, { application }: Opened, sheet: Sheet, rows: number): Promise<void> {
  const { id, applicationNo } = application
  const reason = `导入${sheetNames[sheet]} ${rows} 户`
  await insertEvent(ctx, id, { kind: 'paper-added', reason, detail: { kinds: [sheet], rows } })
  await recordAudit(ctx, { action: `${sheet}.listed`, subject: `application:${applicationNo}`, detail: { rows } })
  await moveApplication(ctx, id, { status: 'open' })
}
