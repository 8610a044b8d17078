import type ExcelJS from 'exceljs'
import type { Ctx } from '../../db/context.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { newWorkbook } from '../../db/sheets/workbook.ts'
import { type figures, type StatisticsQuery, statisticsCsvHead } from './contract.ts'
import { countStatistics, listBehindFigure } from './statistics.ts'

const NUMBER_WIDTH = 11
const TEXT_WIDTH = 22
const statuses = { open: '办理中', archived: '已归档', refused: '不予受理', withdrawn: '已撤回' }
/** Ages of what is open stand beside what was done. */
const ages = [
  ['open-5', '在途≤5日'],
  ['open-20', '在途6–20日'],
  ['open-older', '在途>20日'],
] as const

type Cell = string | number | null
type Column = { title: string; isNumber?: boolean }

/** What was done by kind, unit and month, and the working days of each step, as a workbook. */
export async function writeStatisticsBook(ctx: Ctx, query: StatisticsQuery): Promise<Buffer> {
  const { rows, steps } = await countStatistics(ctx, query)
  const counted = [...statisticsCsvHead.slice(3, -1), ...ages] as [keyof (typeof rows)[number]['counts'], string][]
  const [rate = ['', '']] = statisticsCsvHead.slice(-1)
  const book = await newWorkbook()
  addSheet(
    book,
    '业扩统计',
    [
      ...['月份', '单位', '业务类型'].map((title) => ({ title })),
      ...toNumbers(counted),
      { title: rate[1], isNumber: true },
    ],
    rows.map(({ month, unit, kindTitle, counts, inTimePercent }) => [
      ...[month, unit, kindTitle.zh],
      ...counted.map(([figure]) => counts[figure]),
      inTimePercent,
    ]),
  )
  addSheet(
    book,
    '各环节用时',
    [{ title: '环节' }, { title: '次数', isNumber: true }, { title: '平均工作日', isNumber: true }],
    steps.map(({ title, count, workingDays }) => [title.zh, count, workingDays]),
  )
  return toBuffer(book)
}

/** The applications behind one figure, as a workbook. */
export async function writeFigureBook(
  ctx: Ctx,
  query: StatisticsQuery & { figure: (typeof figures)[number] },
): Promise<Buffer> {
  const { items } = await listBehindFigure(ctx, query)
  const book = await newWorkbook()
  const titles = [
    '申请编号',
    '业务类型',
    '申请人',
    '用电地址',
    '单位',
    '状态',
    '当前环节',
    '申请日期',
    '办结日期',
    '最近时限',
  ]
  addSheet(
    book,
    '明细',
    titles.map((title) => ({ title })),
    items.map((item) => [
      ...[item.applicationNo, item.kindTitle.zh, item.applicantName, item.address, item.organisationName],
      ...[statuses[item.status], item.openSteps.map(({ title }) => title.zh).join('、')],
      ...[toDay(item.submittedAt), item.endedAt && toDay(item.endedAt), item.nextDue?.dueOn ?? null],
    ]),
  )
  return toBuffer(book)
}

const toNumbers = (heads: [string, string][]): Column[] => heads.map(([, title]) => ({ title, isNumber: true }))

/** The civil day of the town. */
const toDay = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)

function addSheet(book: ExcelJS.Workbook, name: string, columns: Column[], rows: Cell[][]): void {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ title, isNumber }) => ({
    header: title,
    width: isNumber ? NUMBER_WIDTH : TEXT_WIDTH,
  }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) sheet.addRow(row.map(plainCell))
}

async function toBuffer(book: ExcelJS.Workbook): Promise<Buffer> {
  return Buffer.from(await book.xlsx.writeBuffer())
}
