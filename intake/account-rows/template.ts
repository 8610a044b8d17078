import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { newWorkbook } from '../../db/sheets/workbook.ts'
import { civilDay } from '../../db/time.ts'
import type { Ports } from '../ports.ts'
import { listOffered } from '../prices/offer.ts'
import { type Sheet, sheetColumns } from '../rules/account-sheet.ts'
import { lowKv } from '../rules/kinds/price-asked.ts'
import { findApplicationRow } from '../sql/applications.ts'

export const sheetNames: Record<Sheet, string> = { accounts: '用户清单', meters: '装表记录' }

const uses = { residential: '住宅、公用', commercial: '商铺' } as const
type PriceLine = [code: string, name: string, use: string, voltage: string]

/** An empty sheet of accounts with the prices of where they will stand, or one of meters. Refuses with `NOT_FOUND`. */
export async function writeTemplateFor(
  ctx: Ctx,
  { sheet, applicationId }: { sheet: Sheet; applicationId?: number | undefined },
  ports: Ports,
): Promise<Buffer> {
  if (sheet !== 'accounts' || applicationId === undefined) return writeTemplate(sheet)
  const application = await findApplicationRow(ctx, applicationId)
  if (!application) throw notFound('申请')
  const lines: PriceLine[] = []
  for (const accountClass of ['residential', 'commercial'] as const) {
    const asked = { accountClass, voltageKv: lowKv('three'), capacityKva: undefined, day: civilDay(ctx.now) }
    const offered = await listOffered(ctx, { ...asked, organisationId: application.organisationId }, ports)
    lines.push(
      ...offered.map(({ priceCode, name, voltageKv }): PriceLine => {
        return [priceCode, name.zh, uses[accountClass], voltageText(voltageKv)]
      }),
    )
  }
  return writeTemplate(sheet, lines)
}

function voltageText({ from, below }: { from: number | null; below: number | null }): string {
  if (from === null && below === null) return '不限'
  if (from === null) return `不满 ${below} 千伏`
  return below === null ? `${from} 千伏及以上` : `${from} 千伏至不满 ${below} 千伏`
}

/** Its titles, every cell text; further sheets say what goes in, and which prices there are. */
export async function writeTemplate(sheet: Sheet, prices: PriceLine[] = []): Promise<Buffer> {
  const book = await newWorkbook()
  const columns = sheetColumns[sheet]
  const page = book.addWorksheet(sheetNames[sheet], { views: [{ state: 'frozen', ySplit: 1 }] })
  page.columns = columns.map(({ title }) => ({ header: title, width: 16, style: { numFmt: '@' } }))
  page.getRow(1).font = { bold: true }
  const help = book.addWorksheet('填写说明')
  help.columns = [
    { header: '列', width: 16 },
    { header: '必填', width: 8 },
    { header: '说明', width: 60 },
  ]
  help.addRows(columns.map(({ title, isNeeded, hint }) => [title, isNeeded ? '是' : '', hint]))
  if (prices.length > 0) {
    const list = book.addWorksheet('电价代码')
    list.columns = [
      { header: '电价代码', width: 24 },
      { header: '名称', width: 50 },
      { header: '用途', width: 14 },
      { header: '电压', width: 20 },
    ]
    list.getRow(1).font = { bold: true }
    list.addRows(prices.map((cells) => cells.map(plainCell)))
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}
