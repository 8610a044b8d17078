import type ExcelJS from 'exceljs'
import type { Ctx } from '../../db/context.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { newWorkbook } from '../../db/sheets/workbook.ts'
import type { Ports } from './ports.ts'
import { shapes } from './rules/check.ts'
import type { Among, Kind, Shape } from './rules/shape.ts'
import { listNamed, listOrganisations, namedThings } from './sql.ts'

type List = { title: string; columns: string[]; rows: string[][] }
const MOST_LISTED = 5000
const text = { numFmt: '@' }
const systemNames: Record<string, string> = { single: '单一制', 'two-part': '两部制', 'residential-tier': '居民阶梯' }

/** An empty sheet of a kind, every cell of a code or a text as text, with what goes in and what it may name. */
export async function writeTemplate(ctx: Ctx, kind: Kind, ports: Ports): Promise<Buffer> {
  const shape = shapes[kind]
  const book = await newWorkbook()
  const page = book.addWorksheet(shape.title, { views: [{ state: 'frozen', ySplit: 1 }] })
  page.columns = shape.columns.map(({ title, is }) => ({
    header: title,
    width: 16,
    style: is === 'number' ? {} : text,
  }))
  page.getRow(1).font = { bold: true }
  addList(book, {
    title: '填写说明',
    columns: ['列', '必填', '说明', '可否以后更新'],
    rows: shape.columns.map(({ title, isNeeded, hint, mayChange }) => [
      title,
      isNeeded ? '是' : '',
      hint,
      mayChange ? '是' : '',
    ]),
  })
  for (const list of await listCodes(ctx, shape, ports)) addList(book, list)
  return Buffer.from(await book.xlsx.writeBuffer())
}

function addList(book: ExcelJS.Workbook, { title, columns, rows }: List): void {
  const list = book.addWorksheet(title)
  list.columns = columns.map((header) => ({ header, width: 28 }))
  list.getRow(1).font = { bold: true }
  list.addRows(rows.slice(0, MOST_LISTED).map((cells) => cells.map(plainCell)))
}

async function listCodes(ctx: Ctx, { columns }: Shape, ports: Ports): Promise<List[]> {
  const asked = new Map(columns.flatMap(({ among, title }) => (among ? [[among, title]] : [])) as [Among, string][])
  const lists: List[] = []
  const words = columns.flatMap(({ title, words: of = {} }) => Object.keys(of).map((word) => [title, word]))
  if (words.length > 0) lists.push({ title: '可填的词', columns: ['列', '可填'], rows: words })
  if (asked.has('organisation')) {
    const rows = (await listOrganisations(ctx)).map(({ name, path }) => [name, path])
    lists.push({ title: '供电单位', columns: ['名称', '编码路径'], rows })
  }
  for (const what of Object.keys(namedThings) as (keyof typeof namedThings)[]) {
    const title = asked.get(what)
    if (title)
      lists.push({ title, columns: ['名称或编号'], rows: (await listNamed(ctx, what)).map(({ name }) => [name]) })
  }
  if (asked.has('price')) {
    const codes = await ports.listPriceCodes(ctx)
    lists.push({
      title: '电价代码',
      columns: ['电价代码', '名称', '制式'],
      rows: codes.map(({ code, nameZh, tariffSystem }) => [code, nameZh, systemNames[tariffSystem] ?? '']),
    })
  }
  if (asked.has('profile'))
    lists.push({ title: '型号', columns: ['型号'], rows: ports.listProfiles().map((name) => [name]) })
  return lists
}
