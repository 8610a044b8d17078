// Decides what a sheet of readings holds: what meters showed before (历史示数), and from which reading bills go on (期初示数).
import type { Column, Shape, Values } from './shape.ts'

const shown = (key: string, title: string, unit = '千瓦时'): Column => ({
  ...{ key, title, is: 'number', least: 0, most: 99_999_999, decimals: 3 },
  hint: `表计显示的示数,${unit},不乘倍率`,
})

/** Columns of what a register showed, by its role. */
export const shownRoles = {
  total: 'importTotal',
  sharp: 'importSharp',
  peak: 'importPeak',
  flat: 'importFlat',
  valley: 'importValley',
  export: 'exportTotal',
  q1: 'q1',
  q2: 'q2',
  q3: 'q3',
  q4: 'q4',
} as const

export const readings: Shape = {
  kind: 'readings',
  title: '期初与历史示数',
  key: 'readAt',
  keyOf: ({ assetNo, readAt }) => `${assetNo} ${readAt}`,
  columns: [
    {
      ...{ key: 'assetNo', title: '资产编号', is: 'code', isNeeded: true, most: 40, among: 'meter' },
      hint: '电能表,须已导入且装在用电户上;单元格设为文本',
    },
    {
      ...{ key: 'readAt', title: '抄表时间', is: 'minute', isNeeded: true },
      hint: '北京时间,如 2026-10-01 08:30;只写日期的为当日 0 时(前一日 24 时)',
    },
    {
      ...{ key: 'isOpening', title: '期初', is: 'word', words: { 是: 'yes' }, mayChange: true },
      hint: '填“是”的为期初示数:原系统结算至此,本系统自此起计费;每户一条,须为某日 0 时,装表登记中的示数都要填。不填的为历史示数',
    },
    { ...shown('total', '示数总'), isNeeded: true, isSummed: '示数总 kWh' },
    shown('sharp', '示数尖'),
    shown('peak', '示数峰'),
    shown('flat', '示数平'),
    shown('valley', '示数谷'),
    shown('export', '示数反向总'),
    shown('q1', '示数无功一象限', '千乏时'),
    shown('q2', '示数无功二象限', '千乏时'),
    shown('q3', '示数无功三象限', '千乏时'),
    shown('q4', '示数无功四象限', '千乏时'),
    {
      ...{ key: 'tierKwh', title: '本年阶梯电量', is: 'number', least: 0, most: 10_000_000, decimals: 3 },
      hint: '期初且执行阶梯电价的填写:当年在原系统已计入阶梯的电量,千瓦时',
    },
  ],
  unique: [['assetNo', 'readAt']],
  whereUnlike: '请核对;已有的示数有误的请按抄表更正办理',
  also: checkOpening,
}

function checkOpening({ isOpening, readAt, tierKwh }: Values) {
  if (isOpening === null)
    return tierKwh === null
      ? []
      : [{ key: 'tierKwh', message: '历史示数不应填写', advice: '请清空,或在期初一列填“是”' }]
  if (typeof readAt !== 'string' || readAt.endsWith(' 00:00')) return []
  return [{ key: 'readAt', message: '期初示数须为某日 0 时', advice: '请只填写日期,或清空期初' }]
}
