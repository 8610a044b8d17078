import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import { adviseOnPrices, findPriceCode } from '../../billing/index.ts'
import type { Role } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { takeSheet } from '../../intake/account-rows/sheets.ts'
import { writeTemplateFor } from '../../intake/account-rows/template.ts'
import { submitApplication } from '../../intake/applications.ts'
import { listAccountPrices, listPlanPrices } from '../../intake/prices/offer.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, type Sent, ports as somePorts } from './lin-xiaoman.ts'

const ports = { ...somePorts, findPrice: findPriceCode, advisePrices: adviseOnPrices }

describe('prices of a county in Zhejiang', () => {
  const database = useDatabase()
  const roles: Role[] = ['intake', 'surveyor', 'manager']
  const monday = () => database.ctx('2026-11-16T09:00:00+08:00', { roles, username: 'lin' })
  let organisationId = 0
  let districtId = 0
  let accountNo = ''

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00Z', { roles, username: 'lin' })
    const network = await layNetwork(ctx)
    const organisations = [
      { path: '33.', kind: 'province' as const, name: '浙东省电力公司' },
      { path: '33.3302.', kind: 'county' as const, name: '宁海县供电公司' },
    ]
    await bringNetwork(ctx, { organisations }, new Date('2024-01-01T00:00:00+08:00'))
    const { rows } = await database.pool.query<{ id: number }>(`select id from organisation where path = '33.3302.'`)
    organisationId = Number(rows[0]?.id)
    districtId = network.districtId
    const point = { districtId, mode: 'low-low' as const, phase: 'single' as const, priceCode: 'ZJ-RES-TIER' }
    accountNo = (await openChenGuilan(ctx, network, { organisationId, point })).accountNo
  })

  const codesOf = ({ items }: { items: { priceCode: string }[] }) => items.map(({ priceCode }) => priceCode)
  const submit = (input: object) => submitApplication(monday(), submitInput.parse(input) as SubmitInput, ports)
  const change = (kind: string, form: object) => ({ kind, accountNo, form, papers: [{ kind: 'identity' }] })

  it('are offered for the class and voltage of the account, and no other province’s', async () => {
    const homes = codesOf(await listAccountPrices(monday(), { accountNo }, ports))
    expect(homes).toContain('ZJ-RES-TIER')
    for (const other of ['ZJ-RES-FLAT-10KV', 'SH-RES-FLAT-10KV', 'DEMO-COM-SINGLE']) expect(homes).not.toContain(other)
    const shops = codesOf(await listAccountPrices(monday(), { accountNo, accountClass: 'commercial' }, ports))
    expect(shops).toContain('DEMO-COM-SINGLE')
    expect(shops).not.toContain('HB-IND-2P-10KV')
    const before = codesOf(await listAccountPrices(monday(), { accountNo, day: '2019-12-31' }, ports))
    expect(before).not.toContain('ZJ-RES-TIER')
  })

  it.each([
    ['another province’s', 'HB-IND-2P-10KV', /未执行/],
    ['one for another voltage', 'DEMO-IND-2P', /电压须在 1 千伏及以上、容量须在 100 千伏安及以上/],
    ['one for another class', 'ZJ-RES-FLAT', /不适用于所选用电类别/],
  ])('are refused by the name of the field where a change of class names %s', async (_name, priceCode, message) => {
    const form = { toClass: 'commercial', priceCode, use: '小吃店' }
    await expect(submit(change('class-change', form))).rejects.toMatchObject({
      code: 'DATA_IMPLAUSIBLE',
      issues: [{ path: 'form.priceCode', message: expect.stringMatching(message) }],
    })
  })

  it('are refused for the part of a split that they do not fit', async () => {
    const part = { place: '底层', class: 'commercial', capacityKva: 3, phase: 'single' }
    const { applicant } = linXiaoman
    const split = (priceCode: string) => ({
      ...change('split', { keptKva: 5, parts: [{ ...part, priceCode }] }),
      newCustomers: [applicant],
    })
    await expect(submit(split('DEMO-IND-2P'))).rejects.toMatchObject({ issues: [{ path: 'form.parts.0.priceCode' }] })
  })

  it('fit the plan as it is written, and the plan is refused by its price', async () => {
    const made = await submit({ ...linXiaoman, organisationId })
    const complete = async (step: string, version: number, data: object) =>
      completeStep(monday(), made.id, { step, version, data } as Sent, ports)
    await complete('accept', 1, { papersSeen: true })
    await complete('survey', 2, { surveyedOn: '2026-11-16', feasible: true, districtId, capacityKw: 8 })
    const offered = codesOf(await listPlanPrices(monday(), { id: made.id, phase: 'single' }, ports))
    expect(offered).toContain('ZJ-RES-TIER-TOU')
    expect(offered).not.toContain('ZJ-RES-FLAT-10KV')
    const plan = { supplyPlan: '低压单相', districtId, phase: 'single' }
    const naming = (priceCode: string) => complete('plan', 3, { ...plan, priceCode })
    for (const priceCode of ['ZJ-RES-FLAT-10KV', 'SH-RES-FLAT-10KV', 'DEMO-COM-SINGLE']) {
      await expect(naming(priceCode)).rejects.toMatchObject({ issues: [{ path: 'data.priceCode' }] })
    }
    await naming('ZJ-RES-TIER')
  })

  it('are those of the capacity that a change asks for, where its plan names none', async () => {
    const { id } = await submit(change('capacity-increase', { capacityKva: 160 }))
    const { items } = await listPlanPrices(
      monday(),
      { id, phase: 'three' },
      {
        advisePrices: async (_ctx, { capacityKva }) => {
          const price = { priceCode: `FOR-${capacityKva}`, name: { zh: '', en: '' }, timeOfUse: false }
          return { items: [{ ...price, voltageKv: { from: null, below: null }, applicable: true, reasons: [] }] }
        },
      },
    )
    expect(codesOf({ items })).toEqual(['FOR-160'])
  })

  it('stand in the template of a compound’s list, whose rows are refused where theirs does not fit', async () => {
    const { id, version } = await submit({
      ...{ ...linXiaoman, kind: 'residential-compound', householdPersons: undefined, organisationId },
      ...{ address: '锦绣路1号', requestedCapacityKw: 800 },
    })
    const book = new ExcelJS.Workbook()
    const bytes = await writeTemplateFor(monday(), { sheet: 'accounts', applicationId: id }, ports)
    await book.xlsx.load(bytes as unknown as ExcelJS.Buffer)
    const list = book.getWorksheet('电价代码')
    const lines = list?.getSheetValues().map((line) => (Array.isArray(line) ? line.slice(1) : []))
    expect(lines).toContainEqual(['ZJ-RES-FLAT', '浙江居民合表(不满1千伏)', '住宅、公用', '不满 1 千伏'])
    expect(JSON.stringify(lines)).not.toMatch(/SH-RES-FLAT-10KV|ZJ-RES-FLAT-10KV/)
    const page = new ExcelJS.Workbook()
    page.addWorksheet('清单').addRows([
      ['楼栋', '房号', '用途', '容量', '电价代码'],
      ['1', '101', '住宅', 8, 'SH-RES-FLAT-10KV'],
      ['1', '102', '商铺', 8, 'DEMO-COM-SINGLE'],
      ['1', '103', '商铺', 8, 'ZJ-RES-FLAT'],
    ])
    const base64 = Buffer.from(await page.xlsx.writeBuffer()).toString('base64')
    const { faults } = await takeSheet(monday(), id, { version, sheet: 'accounts', base64, dryRun: true }, ports)
    expect(faults).toMatchObject([
      { row: 2, column: '电价代码' },
      { row: 4, column: '电价代码' },
    ])
  })
})
