import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../../db/context.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { newWorkbook } from '../../db/sheets/workbook.ts'
import type { ParameterItem, ParameterList, ParameterQuery } from './contract.ts'
import { listParameters } from './list.ts'
import { departmentTitles } from './titles.ts'

const BOM = '\uFEFF'
const SHIPPED = '随版本发布'
const columns = [
  ['部门', 10],
  ['参数', 20],
  ['项目', 36],
  ['现值', 40],
  ['生效日', 12],
  ['截止日', 12],
  ['依据', 60],
  ['核对', 10],
  ['将改为', 40],
  ['修改人', 14],
  ['修改时间', 20],
] as const

type Sheet = { name: string; type: string; content: Buffer }

/** What the list shows, as a sheet. */
export async function exportParameters(ctx: Ctx, query: ParameterQuery, format: 'csv' | 'xlsx'): Promise<Sheet> {
  const { sets } = await listParameters(ctx, query)
  const lines = sets.flatMap((set) => set.items.map((item) => lineOf(set, item).map(plainCell)))
  if (format === 'csv') {
    const content = Buffer.from(BOM + stringify([columns.map(([title]) => title), ...lines]))
    return { name: '参数.csv', type: 'text/csv; charset=utf-8', content }
  }
  const book = await newWorkbook()
  const sheet = book.addWorksheet('参数', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(([header, width]) => ({ header, width }))
  sheet.addRows(lines)
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return { name: '参数.xlsx', type, content: Buffer.from(await book.xlsx.writeBuffer()) }
}

function lineOf({ department, title }: ParameterList['sets'][number], item: ParameterItem): string[] {
  const { said, from, to, basis, confirmed, next, by, at } = item
  return [
    ...[departmentTitles[department].zh, title.zh, item.title.zh, said.zh, from, to ?? '', basis],
    confirmed === null ? '' : confirmed ? '已核对' : '未经核对',
    next ? `${next.from} 起 ${next.said.zh}` : '',
    by ?? SHIPPED,
    at ? new Date(at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }) : '',
  ]
}
