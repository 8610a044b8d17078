import { type Fact, writeFacts, writeTitle } from '../../db/print/facts.ts'
import { numberPages, openSheet, type Sheet, writeHeading, writeText } from '../../db/print/sheet.ts'
import { type Row, writeTable } from '../../db/print/table.ts'
import { addDays } from '../../db/time.ts'
import type { BillChanges, BillDetail } from '../bill-contract.ts'
import { writeUseChart } from './use-chart.ts'

const titles = {
  bill: '电费账单',
  interim: '电费账单（分次结算）',
  reversal: '电费冲减单',
  reissue: '电费账单（更正）',
} as const
const roles: Record<string, string> = {
  importTotal: '有功总',
  importSharp: '尖',
  importPeak: '峰',
  importFlat: '平',
  importValley: '谷',
  importDeepValley: '深谷',
  q1: '无功一象限',
  q2: '无功二象限',
  q3: '无功三象限',
  q4: '无功四象限',
}
const units: Record<string, string> = { yuan: '元', kVA·month: 'kVA·月', kW·month: 'kW·月', day: '天' }

/** A bill on paper: what is owed, why it changed, every line with its arithmetic and clause, readings, parts, prices. */
export function writeBill(bill: BillDetail, changes: BillChanges, at: Date): Sheet {
  const sheet = openSheet({ title: `${titles[bill.document]} ${bill.billNo}`, at })
  writeHead(sheet, bill)
  if (changes.earlier) {
    writeHeading(sheet, '与上期相比')
    writeText(sheet, changes.words.zh)
  }
  if (bill.standing || bill.state === 'held') {
    writeHeading(sheet, '用电量')
    writeUseChart(sheet, bill)
  }
  writeHeading(sheet, '费用明细')
  writeLines(sheet, bill)
  if (bill.registers.length > 0) {
    writeHeading(sheet, '抄表示数')
    writeReadings(sheet, bill)
  }
  writeHeading(sheet, '计费分段')
  writeSegments(sheet, bill)
  writeHeading(sheet, '执行电价')
  for (const price of bill.prices) {
    const demo = price.official ? '' : '（演示电价，非公布价格）'
    writeText(sheet, `${price.name.zh}，版本 ${price.version}${demo}；依据：${price.legalBasis}`)
  }
  if (bill.documents.length > 1) {
    writeHeading(sheet, '本月单据')
    writeDocuments(sheet, bill)
  }
  numberPages(sheet, `账单编号 ${bill.billNo}  户号 ${bill.accountNo}`)
  sheet.end()
  return sheet
}

function writeHead(sheet: Sheet, bill: BillDetail): void {
  writeTitle(sheet, titles[bill.document], `账单编号 ${bill.billNo}`)
  const note = noteOf(bill)
  if (note) {
    writeText(sheet, note, 'bold')
    sheet.moveDown(0.6)
  }
  writeFacts(sheet, factsOf(bill))
  if (bill.bindingCode) {
    sheet.moveDown(0.4)
    writeText(sheet, `绑定码 ${bill.bindingCode}`, 'bold')
    writeText(
      sheet,
      '登录电户网站，在“我的户号”填户号和绑定码，即可查看本户电费和用电。请勿交给不信任的人；过户后自动作废。',
    )
  }
}

function noteOf({ document, state, standing, reason }: BillDetail): string | null {
  const because = reason ? `更正原因：${reason}` : ''
  if (state !== 'issued') return '待审核，尚未发行，不作为交费依据。'
  if (document === 'reversal') return `本单冲减原账单的全部金额。${because}`
  if (!standing) return '本账单已更正，不再有效，请以更正后的账单为准。'
  return document === 'reissue' ? `本账单替代原账单。${because}` : null
}

function factsOf(bill: BillDetail): Fact[] {
  return [
    ['户名', bill.customerName],
    ['户号', bill.accountNo],
    ['用电地址', bill.address],
    ['电费年月', bill.billMonth],
    ['计费周期', `${bill.periodFrom} 至 ${addDays(bill.periodTo, -1)}（${bill.days} 天）`],
    ['用电量', `${bill.energyKwh} kWh`],
    ...(bill.demandKw === null ? [] : [['最大需量', `${bill.demandKw} kW`] as Fact]),
    ...(bill.powerFactor === null ? [] : [['功率因数', bill.powerFactor.toFixed(2)] as Fact]),
    ['应付合计', `${bill.totalYuan} 元`],
    ...(bill.standing ? [['交费期限', bill.dueOn] as Fact, ['已交', `${bill.paidYuan} 元`] as Fact] : []),
  ]
}

function writeLines(sheet: Sheet, bill: BillDetail): void {
  const isCut = bill.segments.length > 1
  const rows = bill.lines.map((line): Row => {
    const part = isCut && line.segment !== null ? `（第 ${line.segment} 段）` : ''
    const unit = units[line.unit] ?? line.unit
    const quantity = `${line.quantity} ${unit}`
    const formula = line.formula.replace(` ${line.unit} ×`, ` ${unit} ×`)
    return {
      cells: [line.title.zh + part, quantity, line.price ?? '', line.amountYuan],
      small: `${formula}；取整前 ${line.unroundedYuan}；${line.clause}${demandsOf(bill, line.item)}`,
    }
  })
  const total: Row = { cells: ['合计', '', '', bill.totalYuan], weight: 'bold' }
  const columns = [
    { title: '项目', share: 44 },
    { title: '数量', share: 22, align: 'right' as const },
    { title: '单价（元）', share: 16, align: 'right' as const },
    { title: '金额（元）', share: 18, align: 'right' as const },
  ]
  writeTable(sheet, columns, [...rows, total])
}

function demandsOf({ demands }: BillDetail, item: string): string {
  if (!item.startsWith('demand-')) return ''
  return demands
    .map(({ pointNo, demandKw, occurredOn, contractKw, leastKw, toleratedKw }) => {
      const bounds = contractKw === null ? '' : `，合同 ${contractKw} kW，下限 ${leastKw} kW，上限 ${toleratedKw} kW`
      return `；进线 ${pointNo} 最大需量 ${demandKw} kW${occurredOn ? `（${occurredOn}）` : ''}${bounds}`
    })
    .join('')
}

function writeReadings(sheet: Sheet, { registers, segments }: BillDetail): void {
  const columns = [
    { title: '表号', share: 26 },
    { title: '示数类型', share: 16 },
    ...['上次示数', '本次示数', '倍率', '电量'].map((title) => ({ title, share: 15, align: 'right' as const })),
  ]
  const rows = registers.map(({ deviceAssetNo, role, startKwh, endKwh, multiplier, energyKwh, segment }) => {
    const part = segments.length > 1 && segment !== null ? `（第 ${segment} 段）` : ''
    const figures = [startKwh.toFixed(2), endKwh.toFixed(2), String(multiplier), energyKwh.toFixed(2)]
    return { cells: [deviceAssetNo + part, roles[role] ?? role, ...figures] }
  })
  writeTable(sheet, columns, rows)
}

function writeSegments(sheet: Sheet, { segments }: BillDetail): void {
  const columns = [
    { title: '段', share: 6 },
    { title: '计量点', share: 20 },
    { title: '起止', share: 30 },
    ...['抄见', '套扣', '损耗', '计费电量'].map((title) => ({ title, share: 13, align: 'right' as const })),
  ]
  const rows = segments.map(({ position, pointNo, from, to, days, meteredKwh, deductedKwh, lossKwh, chargedKwh }) => ({
    cells: [
      ...[String(position), pointNo, `${from} 至 ${addDays(to, -1)}（${days} 天）`],
      ...[meteredKwh, deductedKwh, lossKwh, chargedKwh].map((energy) => energy.toFixed(2)),
    ],
  }))
  writeTable(sheet, columns, rows)
}

function writeDocuments(sheet: Sheet, { documents }: BillDetail): void {
  const columns = [
    { title: '单据', share: 18 },
    { title: '编号', share: 34 },
    { title: '原因', share: 30 },
    { title: '金额（元）', share: 18, align: 'right' as const },
  ]
  const rows = documents.map(({ document, billNo, reason, totalYuan }) => ({
    cells: [titles[document], billNo, reason ?? '', totalYuan],
  }))
  writeTable(sheet, columns, rows)
}
