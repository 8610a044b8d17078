import type { Readable } from 'node:stream'
import { type Fact, writeFacts, writeSigns, writeTitle } from '../../db/print/facts.ts'
import { numberPages, openSheet, type Sheet, writeHeading, writeText } from '../../db/print/sheet.ts'
import { type Column, writeTable } from '../../db/print/table.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { newWorkbook } from '../../db/sheets/workbook.ts'
import { civilMinute } from '../../db/time.ts'
import type { Report } from './contract.ts'

type Table = { title: string; columns: Column[]; rows: (string | number)[][]; none: string }

const right = { align: 'right' as const }
const counted: Column[] = [
  { title: '事项', share: 80 },
  { title: '次数', share: 20, ...right },
]

/** 审计报告 on paper. */
export function printReport(report: Report, by: { name: string; at: Date }): Readable {
  const title = '审计报告'
  const sheet = openSheet({ title: `${title} ${report.from} 至 ${report.to}`, at: by.at })
  writeTitle(sheet, title, `${report.unit}    ${report.from} 至 ${report.to}    打印 ${civilMinute(by.at)} ${by.name}`)
  writeHeading(sheet, '审计链')
  writeFacts(sheet, chainFacts(report))
  for (const table of tablesOf(report)) {
    writeHeading(sheet, table.title)
    writeRows(sheet, table)
  }
  writeSigns(sheet, ['审计员', '单位负责人'])
  numberPages(sheet, `${title}  ${report.unit}  ${report.from} 至 ${report.to}`)
  sheet.end()
  return sheet as unknown as Readable
}

function writeRows(sheet: Sheet, { columns, rows, none }: Table): void {
  if (rows.length === 0) writeText(sheet, none)
  else
    writeTable(
      sheet,
      columns,
      rows.map((cells) => ({ cells: cells.map(String) })),
    )
}

function chainFacts({ chain, total }: Report): Fact[] {
  const seal = chain.latestSeal
  return [
    ['状态', chain.brokenOn ? `在 ${chain.brokenOn} 断裂` : '完整'],
    ['记录', `${total} 条`],
    ['已封存', `${chain.sealed} 天`],
    ['未封存', `${chain.open} 天`],
    ...(seal ? [[`最新封存值（${seal.day}）`, seal.hash] as Fact] : []),
  ]
}

function tablesOf(report: Report): Table[] {
  return [
    {
      title: '重点事项',
      columns: counted,
      rows: report.notable.map(({ title, count }) => [title.zh, count]),
      none: '',
    },
    { title: '按类别', columns: counted, rows: report.groups.map(({ title, count }) => [title.zh, count]), none: '' },
    {
      title: '敏感信息查看',
      none: '本期没有人查看。',
      columns: [
        { title: '人员', share: 24 },
        { title: '单位', share: 26 },
        { title: '次数', share: 10, ...right },
        { title: '同岗位中位数', share: 16, ...right },
        { title: '写明事由', share: 12, ...right },
        { title: '提示', share: 12 },
      ],
      rows: report.reveals.map(({ who, unit, total, median, withReason, isOutlier }) => [
        ...[`${who.name}（${who.username}）`, unit, total, median, withReason],
        isOutlier ? '明显偏多' : '',
      ]),
    },
    {
      title: '操作最多的人员',
      none: '本期没有记录。',
      columns: [
        { title: '人员', share: 40 },
        { title: '单位', share: 40 },
        { title: '次数', share: 20, ...right },
      ],
      rows: report.people.map(({ who, unit, count }) => [`${who.name}（${who.username}）`, unit, count]),
    },
  ]
}

/** The same as a workbook, a sheet for each table. */
export async function bookReport(report: Report): Promise<Buffer> {
  const book = await newWorkbook()
  const chain: Table = {
    title: '审计链',
    columns: [
      { title: '项目', share: 30 },
      { title: '内容', share: 70 },
    ],
    rows: [['期间', `${report.from} 至 ${report.to}`], ['单位', report.unit], ...chainFacts(report)],
    none: '',
  }
  for (const { title, columns, rows } of [chain, ...tablesOf(report)]) {
    const sheet = book.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.columns = columns.map((column) => ({ header: column.title, width: column.share }))
    sheet.getRow(1).font = { bold: true }
    for (const row of rows) sheet.addRow(row.map(plainCell))
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}
