import type { Readable } from 'node:stream'
import type { Ctx } from '../../db/context.ts'
import { writeFacts, writeSigns, writeTitle } from '../../db/print/facts.ts'
import { numberPages, openSheet, writeHeading } from '../../db/print/sheet.ts'
import { writeTable } from '../../db/print/table.ts'
import { civilMinute } from '../../db/time.ts'
import { type HandOver, itemTitles, lineTitles, shiftTitles, stateTitles } from './contract.ts'
import { findHandOver } from './hand-overs.ts'

const at = (instant: string | null) => (instant ? civilMinute(new Date(instant)) : '')

/** 交接班记录: each item with who took it, to be signed by both. */
export async function printHandOver(ctx: Ctx, id: number): Promise<{ name: string; content: Readable }> {
  const record = await findHandOver(ctx, id)
  const title = '交接班记录'
  const shift = `${record.shiftOn} ${shiftTitles[record.shift].zh}`
  const sheet = openSheet({ title: `${title} ${shift}`, at: ctx.now })
  writeTitle(sheet, title, `${record.unit}    ${shift}    打印 ${civilMinute(ctx.now)}`)
  writeFacts(sheet, [
    ['状态', stateTitles[record.state].zh],
    ['起草', record.drawnBy],
    ['交班', `${record.signedBy ?? ''} ${at(record.signedAt)}`.trim()],
    ['接班', `${record.takenBy ?? ''} ${at(record.takenAt)}`.trim()],
  ])
  writeHeading(sheet, `事项（${record.items.length}）`)
  writeTable(
    sheet,
    [
      { title: '类别', share: 12 },
      { title: '事项', share: 44 },
      { title: '时限', share: 18 },
      { title: '结果', share: 10 },
      { title: '处理人', share: 16 },
    ],
    record.items.map(rowOf),
  )
  writeSigns(sheet, ['交班人', '接班人'])
  numberPages(sheet, `${title}  ${record.unit}  ${shift}`)
  sheet.end()
  return { name: `交接班-${record.unit}-${shift.replace(' ', '-')}.pdf`, content: sheet as unknown as Readable }
}

function rowOf(item: HandOver['items'][number]) {
  const told = [
    item.label,
    item.note,
    item.workOrderNo !== item.label && item.workOrderNo,
    item.accountNo && `户号 ${item.accountNo}`,
  ]
  const small = [item.decidedReason && `原因：${item.decidedReason}`, item.doneAt && `已办结 ${at(item.doneAt)}`]
  const below = small.filter(Boolean).join('；')
  return {
    cells: [
      `${itemTitles[item.kind].zh}${item.isUrgent ? '（急）' : ''}`,
      told.filter(Boolean).join(' '),
      at(item.until),
      lineTitles[item.state].zh,
      item.decidedBy ?? '',
    ],
    ...(below ? { small: below } : {}),
  }
}
