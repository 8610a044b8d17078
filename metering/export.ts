import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../db/context.ts'
import { plainCell } from '../db/sheets/plain-cell.ts'
import { civilMinute } from '../db/time.ts'
import type { MeterRow, PointQuery } from './contract.ts'
import { listPoints } from './points.ts'

const PAGE = 500
const BOM = '\uFEFF'

const columns: { title: string; pick: (row: MeterRow) => unknown }[] = [
  { title: '计量点编号', pick: (row) => row.pointNo },
  { title: '户号', pick: (row) => row.accountNo },
  { title: '户名', pick: (row) => row.accountName },
  { title: '地址', pick: (row) => row.address },
  { title: '资产编号', pick: (row) => row.assetNo },
  { title: '型号', pick: (row) => row.model },
  { title: '台区', pick: (row) => row.districtName },
  { title: '终端', pick: (row) => row.terminalName },
  { title: '状态', pick: (row) => ({ live: '在线', stale: '数据滞后', off: '停电', unknown: '未接入' })[row.state] },
  { title: '最近抄表时间', pick: ({ latestAt }) => latestAt && civilMinute(new Date(latestAt)) },
  { title: '功率W', pick: (row) => row.powerW },
  { title: '倍率', pick: (row) => row.multiplier },
  { title: '正向有功总kWh', pick: (row) => kwh(row.registers.importTotal) },
  { title: '反向有功总kWh', pick: (row) => kwh(row.registers.exportTotal) },
]

function kwh(wh: number | undefined): string {
  return wh === undefined ? '' : (wh / 1000).toFixed(3)
}

/** The filtered list as CSV for a spreadsheet: UTF-8 with a byte order mark, a page read at a time. */
export function exportPoints(ctx: Ctx, query: PointQuery): Readable {
  return Readable.from(pages(ctx, query))
}

async function* pages(ctx: Ctx, query: PointQuery): AsyncGenerator<string> {
  yield BOM + stringify([columns.map(({ title }) => title)])
  let cursor: string | undefined
  do {
    const page = await listPoints(ctx, { ...query, limit: PAGE, ...(cursor ? { cursor } : {}) })
    yield stringify(page.points.map((row) => columns.map(({ pick }) => plainCell(pick(row)))))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
}
