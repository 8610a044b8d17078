import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { addPapers } from '../../intake/holds.ts'
import { createIntake } from '../../intake/index.ts'
import { draftContract } from '../../intake/print/contracts.ts'
import { type Print, printPaper } from '../../intake/print/prints.ts'
import { fillClauses, toNumeral } from '../../intake/rules/contract-text.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { readPdf } from '../support/pdf-text.ts'
import { inputsFor, linXiaoman, type Sent, ports as somePorts } from './lin-xiaoman.ts'

const ports = {
  ...somePorts,
  findPrice: async (_: unknown, code: string) => ({ timeOfUse: code.endsWith('-TOU'), nameZh: '居民阶梯峰谷电价' }),
}

describe('papers over the counter', () => {
  const database = useDatabase()
  const everyRole: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'manager']
  const at = (now = '2026-11-19T18:00:00+08:00') => database.ctx(now, { roles: everyRole, username: 'installer' })
  let network: Network
  let app: App
  let clerk: Caller
  let customer: Caller
  let household: Awaited<ReturnType<typeof openChenGuilan>>

  beforeAll(async () => {
    const ctx = at('2026-01-02T00:00:00Z')
    network = await layNetwork(ctx)
    household = await openChenGuilan(ctx, network)
    await addUser(ctx, {
      ...{
        username: 'installer',
        name: '郑伟',
        password: 'long-enough-1',
        roles: ['installer'],
        organisationPath: 'X.',
      },
    })
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    customer = await logInAs(app, database, {
      ...{ role: 'customer', organisationPath: 'X.', customerId: household.customerId },
    })
  })
  afterAll(() => app.close())

  const submit = async (input: object) => {
    return submitApplication(at('2026-11-16T09:00:00+08:00'), submitInput.parse(input) as SubmitInput, ports)
  }
  const complete = async (id: number, version: number, step: string, data: object) => {
    const input = { step, version, data } as Sent
    const day = step === 'accept' ? '16' : '19'
    return completeStep(at(`2026-11-${day}T17:00:00+08:00`), id, input, ports)
  }
  const print = async (id: number, which: Print) => {
    const { name, content } = await printPaper(at(), { id, print: which }, ports)
    const pages = readPdf(await buffer(content))
    return { name, pages, text: pages.join('').replaceAll('\n', '') }
  }

  it('the application form says who asks for what, with every load and paper, over as many pages as it takes', async () => {
    const name = '福'.repeat(64)
    const loads = Array.from({ length: 150 }, (_, n) => ({ name: `${n + 1}号注塑机`, ratedKw: n + 0.5, count: 2 }))
    const { id, applicationNo } = await submit({
      kind: 'low-voltage-other',
      applicant: { name, identityNumber: '11010519491231002X', phone: '13900001234' },
      address: '路'.repeat(200),
      requestedCapacityKw: 120,
      form: { accountClass: 'commercial', isIndustry: true, loads },
      papers: [{ kind: 'identity' }, { kind: 'property', number: '不动产𠮷䶮𪛖0001', note: '租赁' }],
    })
    const { name: file, pages, text } = await print(id, 'application-form')
    expect(file).toBe(`用电申请表-${applicationNo}.pdf`)
    expect(pages.length).toBeGreaterThan(3)
    for (const [n, page] of pages.entries()) expect(page).toContain(`第 ${n + 1} 页，共 ${pages.length} 页`)
    for (const load of loads) expect(text).toContain(load.name)
    for (const page of pages.filter((each) => each.includes('注塑机'))) expect(page).toContain('额定功率（kW）')
    expect(text).toContain(name)
    expect(text).toContain('路'.repeat(200))
    expect(text).toContain('低压非居民新装')
    expect(text).toContain('**************002X')
    expect(text).not.toContain('11010519491231002X')
    expect(text).toContain('不动产𠮷䶮〓[U+2A6D6]0001')
    expect(text).toContain('申请人（签章）')
    expect(text).not.toContain('?')
  })

  it('the application form of a change says what is to change, in the words of its kind', async () => {
    const { accountNo } = household
    const papers = [{ kind: 'identity' }]
    const move = await submit({ kind: 'meter-move', accountNo, form: { to: '一楼公共表箱' }, papers })
    expect((await print(move.id, 'application-form')).text).toMatch(/移表位置.*一楼公共表箱/)
    const { text: told } = await print(move.id, 'application-form')
    expect(told).toMatch(/工程费用：移表所需的费用由申请人承担.*供电营业规则\(2024\)移表条款.*待确认/)
    expect(told).toMatch(/基本电费：用电容量不变，基本电费不变/)
    const check = await submit({ kind: 'meter-check', accountNo, form: { doubt: '电量比上月多一倍' }, papers })
    expect((await print(check.id, 'application-form')).text).toMatch(/申请人说明.*电量比上月多一倍/)
  })

  it('the notice says which papers may come later, and by when', async () => {
    const { id } = await submit({ ...linXiaoman, papers: [{ kind: 'identity' }] })
    await expect(print(id, 'deferred-notice')).rejects.toMatchObject({ code: 'NOTHING_TO_PRINT' })
    await complete(id, 1, 'accept', { papersSeen: true, deferredPapers: [{ kind: 'property', dueOn: '2026-11-27' }] })
    const { text } = await print(id, 'deferred-notice')
    expect(text).toContain('容缺受理告知书')
    expect(text).toMatch(/房屋权属证明.*2026-11-27.*待补/)
    expect(text).toContain('最迟应于 2026-11-27 前补齐')
    const { version } = await findApplication(at(), id)
    await addPapers(at(), id, { version, papers: [{ kind: 'property', number: '不动产0001' }] })
    const after = await print(id, 'deferred-notice')
    expect(after.text).toContain('下列容缺的资料已全部补齐')
    expect(after.text).not.toMatch(/尚缺|最迟应于/)
  })

  it('the reply says the plan, and the contract what follows from it, from draft to signed', async () => {
    const { id } = await submit(linXiaoman)
    const { accept, survey, plan, contract } = inputsFor(network)
    await expect(print(id, 'plan-reply')).rejects.toMatchObject({ code: 'NOTHING_TO_PRINT' })
    await expect(draftContract(at(), id, ports)).rejects.toMatchObject({ code: 'NOTHING_AGREED' })
    for (const { step, version, data } of [accept, survey, plan]) await complete(id, version, step, data)
    const reply = await print(id, 'plan-reply')
    expect(reply.text).toContain('由幸福小区1号公变低压供电,单相8千瓦')
    expect(reply.text).toContain('接入台区：幸福小区1号公变')
    expect(reply.text).toContain('接入馈线：10kV城东112线')
    expect(reply.text).toContain('执行电价：居民阶梯峰谷电价（SH-RES-TIER-TOU）')
    await expect(print(id, 'contract')).rejects.toMatchObject({ code: 'NOT_DRAFTED' })
    expect(await draftContract(at(), id, ports)).toMatchObject({ version: 1, templateVersion: 1 })
    expect(await draftContract(at(), id, ports)).toMatchObject({ version: 1 })
    const draft = await print(id, 'contract')
    expect(draft.text).toContain('居民供用电合同')
    expect(draft.text).toContain('尚未签订')
    expect(draft.text).toContain('用电人：林小满')
    expect(draft.text).toContain('合同约定容量为8千伏安')
    expect(draft.text).toContain('第十条 争议解决')
    await complete(id, 4, 'contract', contract.data)
    const signed = await print(id, 'contract')
    expect(signed.text).toContain('合同编号 HT-LIN')
    expect(signed.text).toContain('已于 2026-11-18 签订；合同文本第 1 版，所用范本第 1 版')
  })

  it('a contract that says something else is a new version, a signed one stays what it was', async () => {
    const { id } = await submit(linXiaoman)
    const { accept, survey, plan, contract } = inputsFor(network)
    for (const { step, version, data } of [accept, survey, plan]) await complete(id, version, step, data)
    await draftContract(at(), id, ports)
    const dearer = { ...ports, findPrice: async () => ({ timeOfUse: true, nameZh: '改名后的电价' }) }
    expect(await draftContract(at(), id, dearer)).toMatchObject({ version: 2 })
    await complete(id, 4, 'contract', { ...contract.data, contractNo: 'HT-LIN-2' })
    expect(await draftContract(at(), id, ports)).toMatchObject({ version: 2 })
    expect((await print(id, 'contract')).text).toContain('改名后的电价')
  })

  it('a later edition of the template is used from its day, and what was drawn up keeps its own', async () => {
    const { id } = await submit(linXiaoman)
    const { accept, survey, plan } = inputsFor(network)
    for (const { step, version, data } of [accept, survey, plan]) await complete(id, version, step, data)
    await draftContract(at(), id, ports)
    await database.pool.query(`update contract_template set valid_to = '2026-12-01' where code = 'household'`)
    await database.pool.query(
      `insert into contract_template (code, version, title, clauses, basis, confirmed, valid_from)
       values ('household', 2, '居民供用电合同', '[{"title": "新条款", "text": "容量{capacity}"}]', '民法典', true, '2026-12-01')`,
    )
    expect((await print(id, 'contract')).text).toContain('第十条 争议解决')
    expect(await draftContract(at('2026-12-02T09:00:00+08:00'), id, ports)).toMatchObject({
      version: 2,
      templateVersion: 2,
    })
    const { text } = await print(id, 'contract')
    expect(text).toContain('容量8千伏安')
    expect(text).toContain('所用范本第 2 版。')
  })

  it('the installation sheet is blank before the work and says registers, numbers, ratios and seals after it', async () => {
    const { id } = await submit(linXiaoman)
    const { accept, survey, plan, contract, ...rest } = inputsFor(network)
    for (const { step, version, data } of [accept, survey, plan]) await complete(id, version, step, data)
    await complete(id, 4, 'contract', { ...contract.data, contractNo: 'HT-LIN-4' })
    expect((await print(id, 'installation-sheet')).text).toContain('电能表资产号：＿＿＿＿')
    const meter = { ...rest['meter-installation'].data, ct: 40, pt: 100, seals: ['F-001', 'F-002'] }
    await complete(id, 5, 'meter-installation', meter)
    const { text } = await print(id, 'installation-sheet')
    expect(text).toContain('电能表资产号：M-LIN-1')
    expect(text).toContain('电流互感器：40 倍（一次/5 A）')
    expect(text).toContain('综合倍率：4000')
    expect(text).toContain('封印号：F-001、F-002')
    expect(text).toContain('有功总1.20峰0.70谷0.50')
    expect(text).toContain('送电时间：2026-11-19 10:30')
  })

  it('the installation sheet of a closing says what the meter showed when it went up and came off', async () => {
    const { accountNo } = household
    const { id } = await submit({
      kind: 'closing',
      accountNo,
      form: { lastDay: '2026-11-18' },
      papers: [{ kind: 'identity' }],
    })
    await complete(id, 1, 'accept', { papersSeen: true })
    expect((await print(id, 'installation-sheet')).text).toContain('M-CHEN-1有功总0.00＿＿＿＿1')
    const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 5_000_000 } }]
    await complete(id, 2, 'settlement', { doneAt: '2026-11-18T10:00:00+08:00', person: 'installer', meters })
    const { text } = await print(id, 'installation-sheet')
    expect(text).toContain('M-CHEN-1有功总0.005000.001')
    expect(text).toContain('作业人：installer')
    await complete(id, 3, 'archive', {})
    expect((await print(id, 'installation-sheet')).text).toContain('M-CHEN-1有功总0.005000.001')
    await expect(draftContract(at(), id, ports)).rejects.toMatchObject({ code: 'NO_CONTRACT' })
  })

  it('are handed out over HTTP, those of the field to staff alone', async () => {
    const { body } = await customer('POST', '/api/intake/applications', linXiaoman)
    const url = `/api/intake/applications/${body.id}/prints`
    expect(await customer('GET', `${url}/installation-sheet`)).toMatchObject({ status: 404 })
    expect(await customer('POST', `/api/intake/applications/${body.id}/contract-drafts`, {})).toMatchObject({
      status: 403,
    })
    expect((await customer('GET', url)).body).toEqual({ items: ['application-form'], mayDraft: false, unprintable: [] })
    expect((await clerk('GET', url)).body).toMatchObject({ items: ['application-form', 'installation-sheet'] })
    expect(await clerk('GET', `${url}/will`)).toMatchObject({ status: 400 })
    const payload = { username: 'intake', password: 'a long enough password' }
    const session = await app.inject({ method: 'POST', url: '/api/session', payload })
    const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
    const answer = await app.inject({ method: 'GET', url: `${url}/application-form`, cookies })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringContaining(`filename*=UTF-8''${encodeURIComponent('用电申请表')}`),
    })
    expect(readPdf(answer.rawPayload).join('')).toContain('林小满')
  })

  it('every template in force can be filled in', async () => {
    const { rows } = await database.pool.query('select clauses from contract_template')
    const names = [
      'address',
      'class',
      'capacity',
      'temporary',
      'supply',
      'transformers',
      'mode',
      'meters',
      'price',
      'base',
      'powerFactor',
      ...['plant', 'feedIn', 'generationMeter', 'dispatch'],
    ]
    const values = Object.fromEntries(names.map((name) => [name, '填']))
    for (const { clauses } of rows) expect(JSON.stringify(fillClauses(clauses, values))).not.toContain('{a')
    expect(() => fillClauses([{ title: '', text: '{unknown}' }], values)).toThrow('unknown')
    expect([1, 10, 11, 20, 21].map(toNumeral)).toEqual(['一', '十', '十一', '二十', '二十一'])
  })

  it('of a split name each part, and leave its meter blank until it is put up', async () => {
    const part = { class: 'commercial', priceCode: 'SH-COM', capacityKva: 3, phase: 'single' }
    const { id } = await submit({
      kind: 'split',
      accountNo: household.accountNo,
      form: { keptKva: 5, parts: [{ ...part, place: '临街铺面' }] },
      newCustomers: [linXiaoman.applicant],
    })
    const form = await print(id, 'application-form')
    expect(form.text).toContain('所建各户（共 1 户）')
    expect(form.text).toMatch(/1临街铺面林小满工商业及其他3/)
    expect(form.text).not.toContain(linXiaoman.applicant.identityNumber)
    expect((await print(id, 'installation-sheet')).text).toMatch(/临街铺面＿＿＿＿/)
  })
})
