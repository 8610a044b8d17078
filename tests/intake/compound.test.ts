import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import type { Role } from '../../db/context.ts'
import { listAccountRows } from '../../intake/account-rows/list.ts'
import { takeSheet } from '../../intake/account-rows/sheets.ts'
import { writeTemplate } from '../../intake/account-rows/template.ts'
import { findApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import { listSnapshots } from '../../intake/sql/snapshots.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { findPrice, linXiaoman, ports } from './lin-xiaoman.ts'
import { completeSent, submitSent } from './sent.ts'

/** The parts of a workbook, all of which are text. */
function unzip(bytes: Buffer): Map<string, string> {
  const parts = new Map<string, string>()
  let at = bytes.readUInt32LE(bytes.length - 6)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [size, named, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)]
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + size)
    const content = bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)
    parts.set(bytes.toString('utf8', at + 46, at + 46 + named), content.toString('utf8'))
    at += 46 + named + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return parts
}

function zip(parts: Map<string, string>, isPacked = false): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, text] of parts) {
    const plain = Buffer.from(text)
    const content = isPacked ? deflateRawSync(plain) : plain
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0)
    fixed.writeUInt16LE(isPacked ? 8 : 0, 4)
    fixed.writeUInt32LE(crc32(plain), 10)
    fixed.writeUInt32LE(content.length, 14)
    fixed.writeUInt32LE(plain.length, 18)
    fixed.writeUInt16LE(Buffer.byteLength(name), 22)
    const body = Buffer.concat([Buffer.from('504b0304', 'hex'), fixed, Buffer.from(name), content])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    entries.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fixed, tail, Buffer.from(name)]))
    bodies.push(body)
    offset += body.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 0, 'latin1')
  end.writeUInt16LE(parts.size, 8)
  end.writeUInt16LE(parts.size, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, directory, end])
}

type Cells = (string | number | { formula: string })[]
const titles = [
  '楼栋',
  '单元',
  '房号',
  '用途',
  '户名',
  '证件号码',
  '手机号',
  '容量',
  '户籍人口',
  '电价代码',
  '电能表资产号',
]
const meterTitles = ['楼栋', '单元', '房号', '电能表资产号', '表计型号', '采集终端', '起码总', '封印号']

async function sheetOf(header: string[], rows: Cells[], merge?: string): Promise<string> {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('清单')
  page.addRows([header, ...rows])
  if (merge) page.mergeCells(merge)
  return Buffer.from(await book.xlsx.writeBuffer()).toString('base64')
}
const csvOf = (header: string[], rows: string[][]) =>
  Buffer.from([header, ...rows].map((row) => row.join(',')).join('\r\n')).toString('base64')

/** 锦绣华府: rows of homes; every tenth is sold already, the rest is the developer's. */
const homes = (count: number, meter: string): Cells[] =>
  Array.from({ length: count }, (_, n) => {
    const sold = n % 10 === 0 ? ['林小满', '11010519491231002X', '13900001234'] : ['', '', '']
    return [`${Math.floor(n / 100) + 1}`, '1', `${1001 + (n % 100)}`, '住宅', ...sold, 8, '', '', `${meter}-${n}`]
  })
const pump: Cells = ['1幢', '', '水泵房', '公用', '', '', '', 30, '', 'SH-PUBLIC', '']

describe('a residential compound', () => {
  const database = useDatabase()
  const everyRole: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'cashier', 'manager']
  const at = (now: string) => database.ctx(now, { roles: everyRole, username: 'installer' })
  const monday = () => at('2026-11-16T09:00:00+08:00')
  let network: Network

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    await openChenGuilan(at('2026-01-02T00:00:00Z'), network)
    await addUser(at('2026-01-01T00:00:00Z'), {
      ...{
        username: 'installer',
        name: '郑伟',
        password: 'long-enough-1',
        roles: ['installer'],
        organisationPath: 'X.',
      },
    })
  })

  const submit = async (address: string) => {
    const input = {
      kind: 'residential-compound',
      applicant: { name: '锦绣置业有限公司', identityNumber: '91350100M000100Y43', phone: '13800000001' },
      ...{ address, requestedCapacityKw: 2400 },
      papers: ['identity', 'property', 'load-list'].map((kind) => ({ kind })),
    }
    return (await submitSent(monday(), input, ports)).id
  }
  const bring = async (id: number, sheet: 'accounts' | 'meters', base64: string, dryRun = false) => {
    const { version } = await findApplication(monday(), id)
    return takeSheet(at('2026-11-20T09:00:00+08:00'), id, { version, sheet, base64, dryRun }, ports)
  }
  const faultsOf = async (id: number, sheet: 'accounts' | 'meters', base64: string) => {
    const { faults, written } = await bring(id, sheet, base64, true)
    expect(written).toBe(false)
    return faults.map(({ row, column, message }) => `${row} ${column} ${message}`)
  }
  const complete = (id: number, step: string, data: object) => {
    const day = step === 'accept' ? '16' : step === 'survey' ? '17' : '20'
    return completeSent(at(`2026-11-${day}T17:00:00+08:00`), { id, step, data }, ports)
  }
  /** As far as the step before meters are put up. */
  async function build(id: number): Promise<void> {
    const passed = { inspectedOn: '2026-11-19', findings: [] }
    await complete(id, 'accept', {
      papersSeen: true,
      papers: ['design', 'completion'].map((kind) => ({ kind })),
    })
    await complete(id, 'survey', {
      ...{ surveyedOn: '2026-11-17', feasible: true, districtId: network.districtId, capacityKw: 2400 },
    })
    await complete(id, 'plan', {
      ...{ supplyPlan: '新建两座环网箱式变', districtId: network.districtId, priceCode: 'SH-RES-TIER', phase: 'three' },
    })
    await complete(id, 'plan-review', { approved: true })
    for (const step of ['design-submission', 'mid-report', 'completion-report'] as const) {
      await complete(id, step, {})
      const next = { 'design-submission': 'design-review', 'mid-report': 'mid-inspection' } as Record<string, string>
      await complete(id, next[step] ?? 'final-inspection', passed)
    }
  }
  const meterRows = (count: number, meter: string) =>
    homes(count, meter).map(([building, unit, room]) => [
      ...[`${building}幢`, `${unit}单元`, `${room}室`, `${meter}-${meterNo(building, room)}`],
      ...['eastron-sdm630', 'T-MQTT-1', '0.5', `F-${meter}-${meterNo(building, room)}`],
    ])
  const meterNo = (building: unknown, room: unknown) => (Number(building) - 1) * 100 + Number(room) - 1001
  const energise = async (id: number, contractNo: string) => {
    await complete(id, 'contract', { contractNo, signedOn: '2026-11-18' })
    await complete(id, 'meters-installation', { energisedAt: '2026-11-19T10:00:00+08:00', person: 'installer' })
    await complete(id, 'energising', { energisedAt: '2026-11-19T12:00:00+08:00', person: 'installer' })
  }

  it('is accepted with its list alone', async () => {
    const id = await submit('空白路1号')
    await expect(complete(id, 'accept', { papersSeen: true })).rejects.toMatchObject({
      issues: [{ message: '请先导入用户清单,再受理' }],
    })
  })

  it('of 300 homes and a pump opens each account with its meter in one archive, and no two customers for one developer', async () => {
    const id = await submit('锦绣路8号锦绣华府')
    const list = await sheetOf(titles, [...homes(300, 'JX'), pump])
    expect(await bring(id, 'accounts', list, true)).toMatchObject({ rows: 301, faultCount: 0, written: false })
    expect(await bring(id, 'accounts', list)).toMatchObject({ rows: 301, written: true })
    await build(id)
    await bring(id, 'meters', csvOf(meterTitles, meterRows(300, 'JX')))
    await expect(
      complete(id, 'meters-installation', { energisedAt: '2026-11-19T10:00:00+08:00', person: 'installer' }),
    ).rejects.toMatchObject({ issues: [{ message: '还有 1 户没有装表记录:1幢水泵房' }] })
    await bring(id, 'meters', csvOf(meterTitles, [['1', '', '水泵房', 'JX-P', 'eastron-sdm630', 'T-MQTT-1', '0', '']]))
    await energise(id, 'HT-JX')
    const foreseen = await compareFile(at('2026-11-20T17:00:00+08:00'), id, ports)
    await complete(id, 'archive', {})
    const done = await compareFile(at('2026-11-20T17:00:00+08:00'), id, ports)
    expect(done.rows.length).toBe(foreseen.rows.length)
    const page = await listAccountRows(monday(), id, { after: 299, limit: 50 })
    expect(page.counts).toEqual({ rows: 301, metered: 301, opened: 301, capacityKva: 2430 })
    expect(page.items.map(({ place }) => place)).toEqual(['3幢1单元1100室', '1幢水泵房'])
    const { rows } = await database.pool.query(
      `select c.name, count(distinct c.id)::int as customers, count(*)::int as accounts from requested_account n
       join account_term t on t.account_id = n.account_id join customer c on c.id = t.customer_id
       where n.application_id = $1 group by c.name order by c.name`,
      [id],
    )
    expect(rows).toEqual([
      { name: '林小满', customers: 1, accounts: 30 },
      { name: '锦绣置业有限公司', customers: 1, accounts: 271 },
    ])
    const { rows: ids } = await database.pool.query<{ id: number }>(
      'select account_id as id from requested_account where application_id = $1 and position in (1, 301) order by position',
      [id],
    )
    const look = (day: string) =>
      listSnapshots(
        at('2027-01-01T00:00:00Z'),
        ids.map((row) => Number(row.id)),
        day,
      )
    expect(await look('2026-11-18')).toEqual([])
    for (const day of ['2026-11-19', '2026-11-20']) {
      expect(await look(day)).toMatchObject([
        {
          ...{ address: '锦绣路8号锦绣华府1幢1单元1001室', openedOn: '2026-11-19', customer: { name: '林小满' } },
          term: { class: 'residential', contractCapacityKva: 8 },
          points: [{ priceCode: 'SH-RES-TIER', phase: 'single', meter: { assetNo: 'JX-0', roles: ['importTotal'] } }],
        },
        { customer: { name: '锦绣置业有限公司' }, points: [{ priceCode: 'SH-PUBLIC', meter: { assetNo: 'JX-P' } }] },
      ])
    }
  })

  it('whose one meter cannot be put up opens no account at all', async () => {
    const id = await submit('锦绣路9号')
    await bring(id, 'accounts', await sheetOf(titles, homes(20, 'NINE')))
    await build(id)
    await bring(id, 'meters', csvOf(meterTitles, meterRows(20, 'NINE')))
    await energise(id, 'HT-NINE')
    await openChenGuilan(at('2026-11-19T00:00:00Z'), network, {
      contract: { contractNo: 'HT-RIVAL', signedOn: '2025-12-30' },
      meter: {
        ...{ assetNo: 'NINE-19', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    })
    await expect(complete(id, 'archive', {})).rejects.toMatchObject({ code: 'METER_INSTALLED_ELSEWHERE' })
    expect((await listAccountRows(monday(), id, { after: 0, limit: 1 })).counts).toMatchObject({ opened: 0 })
    const { rows } = await database.pool.query(`select 1 from account where address like '锦绣路9号%'`)
    expect(rows).toEqual([])
  })

  it('tells every fault of its list by row and column, and takes none of it', async () => {
    const id = await submit('错漏路1号')
    const person = ['林小满', '11010519491231002X', '13900001234']
    const wrong: Cells[] = [
      ['1', '1', '101', '住宅', ...person, 8, '', '', 'W-1'],
      ['1幢', '1单元', '101室', '住宅', '', '', '', 8, '', '', 'W-2'],
      ['1', '1', '102', '', '王五', '110105194912310021', '12', 0, 99, 'NO-PRICE', 'W-1'],
      ['1', '1', '103', '公用', '=cmd|calc', '', '', '八', '', '', '@SUM'],
      [
        '1',
        '1',
        '104',
        '',
        '林小满',
        110105194912310021n as unknown as number,
        '13900001234',
        { formula: 'A1*8' },
        '',
        '',
        '',
      ],
      ['', '1', '', '别墅', '', '', '', 8, '', '', ''],
    ].map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)) as Cells)
    const sheet = await sheetOf(titles, wrong)
    const strict = { ...ports, findPrice: async () => undefined }
    const { version } = await findApplication(monday(), id)
    const { faults, faultCount } = await takeSheet(
      monday(),
      id,
      { version, sheet: 'accounts', base64: sheet, dryRun: true },
      { ...strict, findPrice: (ctx, code) => (code === 'NO-PRICE' ? strict.findPrice() : findPrice(ctx, code)) },
    )
    const told = faults.map(({ row, column, message }) => `${row} ${column} ${message}`)
    expect(told).toEqual(
      expect.arrayContaining([
        '3 房号 1幢1单元101室 与第 2 行重复',
        '4 证件号码 证件号码有误,请核对',
        '4 手机号 应为 11 位手机号',
        '4 容量 应为 0.1 至 10000 的数字',
        '4 户籍人口 应为 1 至 30 的整数',
        '4 电价代码 NO-PRICE 不在电价目录中',
        '4 电能表资产号 W-1 与第 2 行重复',
        '5 电价代码 公用、商铺须填写电价代码',
        '5 户名 不能以 = + - @ 开头',
        '5 电能表资产号 不能以 = + - @ 开头',
        '5 容量 应为 0.1 至 10000 的数字',
        '6 证件号码 长号码被存成了数字、已不准确,请把单元格设为文本后重新填写',
        '6 容量 单元格是公式,请复制后“粘贴为数值”',
        '7 楼栋 不能为空',
        '7 房号 不能为空',
        '7 用途 应为 住宅、公用、商铺',
      ]),
    )
    expect(faultCount).toBe(faults.length)
    await expect(bring(id, 'accounts', sheet)).rejects.toMatchObject({
      code: 'SHEET_UNFIT',
      issues: expect.arrayContaining([expect.objectContaining({ path: 'rows.3.房号' })]),
    })
    expect((await listAccountRows(monday(), id, { after: 0, limit: 1 })).counts.rows).toBe(0)
  })

  it('reads a list that a Chinese spreadsheet saved in GBK, and says what no list is', async () => {
    const id = await submit('编码路1号')
    // 楼栋,房号,容量 / 1,101,8 in GBK.
    const gbk = Buffer.from('c2a5b6b02cb7bfbac52cc8ddc1bf0d0a312c3130312c38', 'hex').toString('base64')
    expect(await bring(id, 'accounts', gbk, true)).toMatchObject({ rows: 1, faultCount: 0 })
    const refused = async (bytes: Buffer | string) => {
      const base64 = typeof bytes === 'string' ? bytes : bytes.toString('base64')
      return bring(id, 'accounts', base64, true).then(
        () => 'taken',
        (fault: { code: string; message: string }) => `${fault.code} ${fault.message}`,
      )
    }
    const good = Buffer.from(await sheetOf(titles, homes(2, 'G')), 'base64')
    expect(await refused(await sheetOf(titles, homes(2, 'G'), 'A2:A3'))).toMatch(
      /SHEET_UNREADABLE .*合并单元格\(A2:A3\)/,
    )
    expect(await refused(good.subarray(0, good.length - 30))).toMatch(/SHEET_UNREADABLE 表格不完整/)
    expect(await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toMatch(/SHEET_UNREADABLE 这是旧版 xls/)
    expect(await refused(Buffer.from([0x81, 0xff, 0xff]))).toMatch(/SHEET_UNREADABLE 文字编码/)
    expect(await refused(Buffer.alloc(2_097_153, 97))).toMatch(/SHEET_TOO_LARGE 文件超过 2 兆/)
    const many = csvOf(
      ['楼栋', '房号', '容量'],
      Array.from({ length: 3001 }, (_, n) => ['1', `${n}`, '8']),
    )
    expect(await refused(many)).toMatch(/SHEET_TOO_LARGE 文件有 3001 行/)
    expect(await faultsOf(id, 'accounts', csvOf(['楼栋', '房号', '面积'], [['1', '2', '90']]))).toEqual([
      '1 面积 不认识这一列',
      '1 容量 缺少这一列',
    ])
    const template = (await writeTemplate('accounts')).toString('base64')
    expect(await faultsOf(id, 'accounts', template)).toEqual(['2 楼栋 没有数据行'])
  })

  it('is not kept busy by a file that was made to', async () => {
    const id = await submit('恶意路1号')
    const good = await sheetOf(titles, homes(2, 'EVIL'))
    const crafted = async (part: string, from: string | RegExp, to: string) => {
      const parts = unzip(Buffer.from(good, 'base64'))
      const text = parts.get(part) ?? ''
      expect(text.replace(from, to)).not.toBe(text)
      const base64 = zip(parts.set(part, text.replace(from, to))).toString('base64')
      return bring(id, 'accounts', base64, true).then(
        ({ rows }) => `${rows} rows`,
        (fault: { code: string; message: string }) => `${fault.code} ${fault.message}`,
      )
    }
    const sheet = 'xl/worksheets/sheet1.xml'
    const all = 'A1:XFD1048576'
    const merge = `</sheetData><mergeCells><mergeCell  ref='${all}'/></mergeCells>`
    expect(await crafted(sheet, '</sheetData>', merge)).toMatch(/合并单元格/)
    const valid = `</sheetData><dataValidations><dataValidation type="whole" sqref="${all}"/></dataValidations>`
    expect(await crafted(sheet, '</sheetData>', valid)).toBe('2 rows')
    const name = `<definedNames><definedName name="a">清单!$A$1:$XFD$1048576</definedName></definedNames><calcPr`
    expect(await crafted('xl/workbook.xml', '<calcPr', name)).toMatch(/过大的命名区域/)
    const entity = '<!DOCTYPE a [<!ENTITY b "b">]><worksheet'
    expect(await crafted(sheet, '<worksheet', entity)).toMatch(/不应有的内容/)
    const bomb = zip(new Map([[sheet, ' '.repeat(70_000_000)]]), true)
    expect(bomb.length).toBeLessThan(1_000_000)
    await expect(bring(id, 'accounts', bomb.toString('base64'), true)).rejects.toMatchObject({
      code: 'SHEET_UNREADABLE',
      message: expect.stringContaining('展开后太大'),
    })
  })

  it('names no room and no meter that another list, or somebody, has', async () => {
    const [first, second] = [await submit('重名路1号'), await submit('重名路1号')]
    await bring(first, 'accounts', await sheetOf(titles, homes(3, 'SAME')))
    const row = (room: string, meter: string): Cells => ['1', '1', room, '', '', '', '', 8, '', '', meter]
    const { applicationNo } = await findApplication(monday(), first)
    const sheet = await sheetOf(titles, [row('1002', 'S-1'), row('2001', 'SAME-2'), row('2002', 'M-CHEN-1')])
    expect(await faultsOf(second, 'accounts', sheet)).toEqual([
      `2 房号 1幢1单元1002室 已有在途申请 ${applicationNo} 第 2 户`,
      `3 电能表资产号 SAME-2 已有在途申请 ${applicationNo} 第 3 户`,
      '4 电能表资产号 M-CHEN-1 已有装在运行',
    ])
    const rooms = await sheetOf(titles, [row('3001', 'RACE-1')])
    const other = await sheetOf(titles, [row('3002', 'RACE-1')])
    const both = await Promise.allSettled([bring(first, 'accounts', rooms), bring(second, 'accounts', other)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('keeps who is named in it from sight', async () => {
    const id = await submit('隐私路1号')
    await bring(id, 'accounts', await sheetOf(titles, homes(1, 'P')))
    const shown = JSON.stringify([
      await listAccountRows(monday(), id, { after: 0, limit: 5 }),
      await findApplication(monday(), id),
    ])
    expect(shown).not.toContain(linXiaoman.applicant.identityNumber)
    expect(shown).not.toContain(linXiaoman.applicant.phone)
  })
})
