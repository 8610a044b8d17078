// Decides what a sheet of opening balances holds: what accounts owed and had in credit before (期初欠费, 期初预存).
import { thousandthsOf } from './compare.ts'
import { accountNo } from './customer-shapes.ts'
import type { Shape, Total, Values } from './shape.ts'

type Told = { key: string; message: string; advice: string }

const sides = { 欠费: 'debt', 预存: 'credit' } as const

const count = (side: string, what: string): Total => ({
  ...{ what, decimals: 0 },
  of: (values) => (values.side === side ? 1000 : undefined),
})
const yuan = (side: string, what: string): Total => ({
  ...{ what, decimals: 2 },
  of: (values) => (values.side === side ? thousandthsOf(values.amountYuan ?? 0) : undefined),
})

export const balances: Shape = {
  kind: 'balances',
  title: '期初欠费与预存',
  key: 'documentNo',
  columns: [
    {
      key: 'documentNo',
      title: '原单据号',
      is: 'code',
      isNeeded: true,
      most: 60,
      hint: '原系统中这一笔的单据号,全公司不能重复,几个原系统编号相同的请加单位前缀;单元格设为文本',
    },
    { ...accountNo, among: 'account', hint: '须已导入且未销户;13 位,单元格设为文本' },
    { key: 'side', title: '类型', is: 'word', isNeeded: true, words: sides, hint: '欠费、预存' },
    { key: 'billMonth', title: '电费年月', is: 'month', hint: '欠费必填,如 2026-09;预存不填' },
    {
      key: 'amountYuan',
      title: '金额',
      is: 'number',
      isNeeded: true,
      least: 0.01,
      most: 100_000_000,
      decimals: 2,
      hint: '元,大于 0;欠费为未交的电费本金,不含违约金',
    },
    {
      key: 'dueOn',
      title: '交费期限',
      is: 'day',
      mayLieAhead: true,
      hint: '欠费必填,如 2026-10-25;违约金自次日起按账单同样的规则计算,交费时收取;预存不填',
    },
    { key: 'note', title: '摘要', is: 'text', most: 200, hint: '客户会看到' },
  ],
  unique: [['documentNo']],
  totals: [count('debt', '欠费笔数'), yuan('debt', '欠费 元'), count('credit', '预存笔数'), yuan('credit', '预存 元')],
  whereUnlike: '请核对单据号;已导入的欠费有误的请冲减后用新单据号导入',
  also: checkSide,
}

function checkSide({ side, billMonth, dueOn }: Values): Told[] {
  const found: Told[] = []
  const advise = (key: string, isNeeded: boolean) =>
    isNeeded
      ? { key, message: '欠费须填写', advice: '请补填,或更正类型' }
      : { key, message: '预存不应填写', advice: '请清空,或更正类型' }
  for (const [key, value] of [
    ['billMonth', billMonth],
    ['dueOn', dueOn],
  ] as const) {
    if (side === 'debt' && value === null) found.push(advise(key, true))
    if (side === 'credit' && value !== null) found.push(advise(key, false))
  }
  if (side === 'debt' && typeof billMonth === 'string' && typeof dueOn === 'string' && dueOn < `${billMonth}-01`)
    found.push({ key: 'dueOn', message: `早于电费年月 ${billMonth}`, advice: '请核对电费年月与交费期限' })
  return found
}
