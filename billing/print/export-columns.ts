import { titleOfLine } from '../rules/line-title.ts'
import type { ExportedBill, ExportedLine } from '../sql/run-export.ts'

/** A number stays one, a text a text: `null` is an empty cell. */
export type Column<Row> = { title: string; width: number; pick: (row: Row) => string | number | null }

const documents = { bill: '账单', interim: '分次', reversal: '冲减', reissue: '另发' } as const

function standingOf({ state, standing }: ExportedBill): string {
  if (state === 'held') return '待审核'
  return standing ? '有效' : '已更正'
}

const kwh = (wh: number | null) => (wh === null ? null : wh / 1000)

/** Amounts are the last: a row of totals has them and nothing else. */
export const billColumns: Column<ExportedBill>[] = [
  { title: '账单编号', width: 24, pick: ({ billNo }) => billNo },
  { title: '户号', width: 16, pick: ({ accountNo }) => accountNo },
  { title: '户名', width: 20, pick: ({ customerName }) => customerName },
  { title: '用电地址', width: 30, pick: ({ address }) => address },
  { title: '电费年月', width: 10, pick: ({ billMonth }) => billMonth },
  { title: '单据', width: 8, pick: ({ document }) => documents[document] },
  { title: '状态', width: 8, pick: standingOf },
  { title: '起始日', width: 12, pick: ({ periodFrom }) => periodFrom },
  { title: '止于日前', width: 12, pick: ({ periodTo }) => periodTo },
  { title: '交费期限', width: 12, pick: ({ dueOn }) => dueOn },
  { title: '尖kWh', width: 12, pick: ({ sharpWh }) => kwh(sharpWh) },
  { title: '峰kWh', width: 12, pick: ({ peakWh }) => kwh(peakWh) },
  { title: '平kWh', width: 12, pick: ({ flatWh }) => kwh(flatWh) },
  { title: '谷kWh', width: 12, pick: ({ valleyWh }) => kwh(valleyWh) },
  { title: '深谷kWh', width: 12, pick: ({ deepValleyWh }) => kwh(deepValleyWh) },
  { title: '功率因数', width: 10, pick: ({ powerFactor }) => powerFactor },
  { title: '最大需量kW', width: 12, pick: ({ demandW }) => kwh(demandW) },
  { title: '用电量kWh', width: 14, pick: ({ energyWh }) => kwh(energyWh) },
  { title: '电费元', width: 14, pick: ({ totalYuan }) => Number(totalYuan) },
]

export const lineColumns: Column<ExportedLine>[] = [
  { title: '账单编号', width: 24, pick: ({ billNo }) => billNo },
  { title: '户号', width: 16, pick: ({ accountNo }) => accountNo },
  { title: '行', width: 6, pick: ({ position }) => position },
  { title: '分段', width: 6, pick: ({ segment }) => segment },
  { title: '项目代码', width: 22, pick: ({ item }) => item },
  { title: '项目', width: 26, pick: (line) => titleOfLine(line).zh },
  { title: '数量', width: 14, pick: ({ quantity }) => Number(quantity) },
  { title: '单位', width: 10, pick: ({ unit }) => unit },
  { title: '单价', width: 12, pick: ({ price }) => (price === null ? null : Number(price)) },
  { title: '取整前元', width: 18, pick: ({ unroundedYuan }) => Number(unroundedYuan) },
  { title: '公式', width: 50, pick: ({ formula }) => formula },
  { title: '依据条款', width: 40, pick: ({ clause }) => clause },
  { title: '电费元', width: 14, pick: ({ amountYuan }) => Number(amountYuan) },
]
