import { type Sheet, writeHeading } from '../../db/print/sheet.ts'
import { writeTable } from '../../db/print/table.ts'
import type { NewAccountRow } from '../sql/new-accounts.ts'
import { classWords } from './words.ts'

const right = { align: 'right' as const }

/** Accounts that an application asks for. */
export function writeAsked(sheet: Sheet, rows: NewAccountRow[]): void {
  if (rows.length === 0) return
  writeHeading(sheet, `所建各户（共 ${rows.length} 户）`)
  writeTable(
    sheet,
    [
      { title: '序号', share: 8, ...right },
      { title: '位置', share: 28 },
      { title: '户名', share: 26 },
      { title: '用电性质', share: 18 },
      { title: '容量（kVA）', share: 20, ...right },
    ],
    rows.map((row) => ({
      cells: [
        String(row.position),
        row.place,
        row.customerName ?? '（申请人）',
        classWords[row.class] ?? row.class,
        String(row.capacityKva),
      ],
    })),
  )
}

const BLANK = '＿＿＿＿'

/** What is put up for each, with start and seals; blank where it is yet to be done. */
export function writeRowMeters(sheet: Sheet, rows: NewAccountRow[]): void {
  writeHeading(sheet, '装出的电能表')
  writeTable(
    sheet,
    [
      { title: '位置', share: 26 },
      { title: '电能表资产号', share: 30 },
      { title: '起码（有功总）', share: 20, ...right },
      { title: '封印号', share: 24 },
    ],
    rows.map(({ place, meterAssetNo, meter }) => ({
      cells: [
        place,
        meterAssetNo ?? BLANK,
        meter ? (meter.startRegistersWh.importTotal / 1000).toFixed(2) : BLANK,
        meter?.seals?.join('、') || BLANK,
      ],
    })),
  )
}
