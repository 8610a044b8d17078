// Decides what a row of a compound's list of accounts, or of its meters, says; what cannot be true is told by its column.
import type { Applicant, RowMeter } from '../contract.ts'
import { isIdentifier } from './identity-number.ts'

export type Sheet = 'accounts' | 'meters'
export type SheetRow = { row: number; cells: Partial<Record<string, string>> }
export type SheetFault = { row: number; column: string; message: string }
type Column = { title: string; isNeeded?: boolean; hint: string }

/** Columns of each sheet, in the order of its template. */
export const sheetColumns: Record<Sheet, Column[]> = {
  accounts: [
    { title: '楼栋', isNeeded: true, hint: '如 3 或 3幢' },
    { title: '单元', hint: '没有单元的不填' },
    { title: '房号', isNeeded: true, hint: '如 502 或 502室；公用设施填名称，如 水泵房' },
    { title: '用途', hint: '住宅、公用、商铺；不填为住宅' },
    { title: '户名', hint: '不填为申请人（开发单位），移交后再办过户' },
    { title: '证件号码', hint: '填了户名的必填；身份证号或统一社会信用代码，单元格设为文本' },
    { title: '手机号', hint: '填了户名的必填，11 位' },
    { title: '容量', isNeeded: true, hint: '千伏安' },
    { title: '户籍人口', hint: '1 至 30' },
    { title: '电价代码', hint: '公用、商铺必填；住宅不填为供电方案的电价' },
    { title: '相数', hint: '单相、三相；不填为单相' },
    { title: '电能表资产号', hint: '可在装表时再填' },
  ],
  meters: [
    { title: '楼栋', isNeeded: true, hint: '与用户清单一致' },
    { title: '单元', hint: '与用户清单一致' },
    { title: '房号', isNeeded: true, hint: '与用户清单一致' },
    { title: '电能表资产号', isNeeded: true, hint: '清单已填的须一致' },
    { title: '表计型号', isNeeded: true, hint: '如 eastron-sdm630' },
    { title: '采集终端', isNeeded: true, hint: '终端资产号' },
    { title: '站号', hint: 'Modbus 终端必填，1 至 247' },
    { title: '表地址', hint: 'DL/T 645 终端必填，12 位数字' },
    { title: '起码总', isNeeded: true, hint: '千瓦时' },
    { title: '起码峰', hint: '千瓦时' },
    { title: '起码平', hint: '千瓦时' },
    { title: '起码谷', hint: '千瓦时' },
    { title: '封印号', hint: '多个用空格分开' },
  ],
}

export type AccountRow = {
  row: number
  place: string
  class: 'residential' | 'commercial'
  /** Null: the applicant. */
  customer: Applicant | null
  capacityKva: number
  householdPersons: number | null
  priceCode: string | null
  phase: 'single' | 'three'
  meterAssetNo: string | null
}
export type MeterRow = { row: number; place: string; meter: RowMeter }

/** Reads the cells of one row; each fault is kept, and the row is read on. */
class Reader {
  readonly faults: SheetFault[] = []
  readonly row: number
  readonly cells: SheetRow['cells']

  constructor({ row, cells }: SheetRow) {
    this.row = row
    this.cells = cells
  }

  tell(column: string, message: string): void {
    this.faults.push({ row: this.row, column, message })
  }

  text(column: string, most: number, { isNeeded = false } = {}): string | null {
    const text = (this.cells[column] ?? '').normalize('NFKC').trim()
    if (text === '') {
      if (isNeeded) this.tell(column, '不能为空')
      return null
    }
    if (text.length > most) this.tell(column, `不能超过 ${most} 个字`)
    // What a spreadsheet would take for a formula when the list is opened again.
    if (/^[=+\-@]/.test(text)) this.tell(column, '不能以 = + - @ 开头')
    if (/\p{Cc}/u.test(text)) this.tell(column, '含有换行或控制字符')
    return text
  }

  number(column: string, { least, most, isNeeded = false, isWhole = false }: Bounds): number | null {
    const text = this.text(column, 20, { isNeeded })
    if (text === null) return null
    const number = Number(text)
    if (!/^\d+(\.\d+)?$/.test(text) || number < least || number > most || (isWhole && !Number.isInteger(number))) {
      this.tell(column, `应为 ${least} 至 ${most} 的${isWhole ? '整数' : '数字'}`)
      return null
    }
    return number
  }

  oneOf<T extends string>(column: string, words: Record<string, T>, otherwise: T): T {
    const text = this.text(column, 10)
    if (text === null) return otherwise
    const value = words[text]
    if (value === undefined) this.tell(column, `应为 ${Object.keys(words).join('、')}`)
    return value ?? otherwise
  }

  place(): string {
    const suffixed = (column: string, suffix: string, isNeeded: boolean) => {
      const text = this.text(column, 25, { isNeeded })?.replaceAll(/\s/g, '') ?? ''
      return /^[\dA-Za-z]+$/.test(text) ? `${text}${suffix}` : text
    }
    return suffixed('楼栋', '幢', true) + suffixed('单元', '单元', false) + suffixed('房号', '室', true)
  }
}
type Bounds = { least: number; most: number; isNeeded?: boolean; isWhole?: boolean }
type Read<Row> = { rows: Row[]; faults: SheetFault[] }

const uses = { 住宅: 'home', 公用: 'public', 商铺: 'shop' } as const
const phases = { 单相: 'single', 三相: 'three' } as const

export function readAccounts(sheet: SheetRow[]): Read<AccountRow> {
  const faults: SheetFault[] = []
  const rows = sheet.map((each) => {
    const reader = new Reader(each)
    const use = reader.oneOf('用途', uses, 'home')
    const priceCode = reader.text('电价代码', 40)
    if (use !== 'home' && priceCode === null) reader.tell('电价代码', '公用、商铺须填写电价代码')
    const row: AccountRow = {
      row: each.row,
      place: reader.place(),
      class: use === 'shop' ? 'commercial' : 'residential',
      customer: readCustomer(reader),
      capacityKva: reader.number('容量', { least: 0.1, most: 10_000, isNeeded: true }) ?? 0,
      householdPersons: reader.number('户籍人口', { least: 1, most: 30, isWhole: true }),
      priceCode,
      phase: reader.oneOf('相数', phases, 'single'),
      meterAssetNo: reader.text('电能表资产号', 40),
    }
    faults.push(...reader.faults)
    return row
  })
  faults.push(...findTwice(rows, '房号', ({ place }) => place))
  faults.push(...findTwice(rows, '电能表资产号', ({ meterAssetNo }) => meterAssetNo))
  return { rows, faults }
}

function readCustomer(reader: Reader): Applicant | null {
  const name = reader.text('户名', 64)
  const identityNumber = reader.text('证件号码', 20)?.toUpperCase() ?? null
  const phone = reader.text('手机号', 20)
  if (name === null) {
    if (identityNumber !== null) reader.tell('户名', '填了证件号码的须填写户名')
    return null
  }
  if (identityNumber === null) reader.tell('证件号码', '填了户名的须填写证件号码')
  else if (!isIdentifier(identityNumber)) reader.tell('证件号码', '证件号码有误,请核对')
  if (phone === null) reader.tell('手机号', '填了户名的须填写手机号')
  else if (!/^1\d{10}$/.test(phone)) reader.tell('手机号', '应为 11 位手机号')
  return { name, identityNumber: identityNumber ?? '', phone: phone ?? '' }
}

/** The latter of two rows that say the same names the former. */
function findTwice<Row extends { row: number }>(
  rows: Row[],
  column: string,
  keyOf: (row: Row) => string | null,
): SheetFault[] {
  const seen = new Map<string, number>()
  return rows.flatMap((each) => {
    const key = keyOf(each)
    if (key === null || key === '') return []
    const before = seen.get(key)
    if (before !== undefined) return [{ row: each.row, column, message: `${key} 与第 ${before} 行重复` }]
    seen.set(key, each.row)
    return []
  })
}

const registers = {
  起码总: 'importTotal',
  起码峰: 'importPeak',
  起码平: 'importFlat',
  起码谷: 'importValley',
} as const
const DIGITS = 6

export function readMeters(sheet: SheetRow[]): Read<MeterRow> {
  const faults: SheetFault[] = []
  const rows = sheet.map((each): MeterRow => {
    const reader = new Reader(each)
    const shown = Object.entries(registers).flatMap(([column, role]) => {
      const bounds = { least: 0, most: 10 ** DIGITS - 1, isNeeded: role === 'importTotal' }
      const kwh = reader.number(column, bounds)
      return kwh === null ? [] : [[role, Math.round(kwh * 1000)]]
    })
    const unitId = reader.number('站号', { least: 1, most: 247, isWhole: true })
    const meterAddress = reader.text('表地址', 12)
    if (meterAddress !== null && !/^\d{12}$/.test(meterAddress)) reader.tell('表地址', '应为 12 位数字')
    const seals = reader.text('封印号', 200)?.split(/[\s、,;]+/) ?? []
    const place = reader.place()
    const meter: RowMeter = {
      assetNo: reader.text('电能表资产号', 40, { isNeeded: true }) ?? '',
      profile: reader.text('表计型号', 60, { isNeeded: true }) ?? '',
      ...{ ratedCurrentA: 5, maximumCurrentA: 60, digits: DIGITS },
      startRegistersWh: { importTotal: 0, ...Object.fromEntries(shown) },
      link: {
        terminalAssetNo: reader.text('采集终端', 40, { isNeeded: true }) ?? '',
        ...(unitId !== null && { unitId }),
        ...(meterAddress !== null && { meterAddress }),
      },
      ...(seals.length > 0 && { seals }),
    }
    faults.push(...reader.faults)
    return { row: each.row, place, meter }
  })
  const portOf = ({ meter: { link } }: MeterRow) =>
    link.unitId === undefined ? null : `${link.terminalAssetNo} 站号 ${link.unitId}`
  faults.push(...findTwice(rows, '房号', ({ place }) => place))
  faults.push(...findTwice(rows, '电能表资产号', ({ meter }) => meter.assetNo))
  faults.push(...findTwice(rows, '站号', portOf))
  faults.push(...findTwice(rows, '表地址', ({ meter }) => meter.link.meterAddress ?? null))
  return { rows, faults }
}
