import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

type Sent = Record<string, unknown>
const byPeriods = { option: 'time-of-use', from: '2027-01-01', priceCode: 'SH-RES-TIER-TOU' }
const { applicant } = linXiaoman as unknown as { applicant: Sent }
const PATH = '/api/intake/applications'

describe('an application that cannot be true', () => {
  const database = useDatabase()
  let app: App
  let clerk: Caller
  let accountNo: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const network = await layNetwork(ctx)
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  const count = async () =>
    (await database.pool.query('select count(*)::int as n from application')).rows[0].n as number

  it.each<[string, Sent, string]>([
    ['a name of 65 characters', { applicant: { ...applicant, name: '长'.repeat(65) } }, 'applicant.name'],
    ['a name of blanks', { applicant: { ...applicant, name: '  \u3000 ' } }, 'applicant.name'],
    ['a name with a control character', { applicant: { ...applicant, name: '林\u0000小满' } }, 'applicant.name'],
    ['an address over several lines', { address: '幸福小区\n5幢301室' }, 'address'],
    ['an address with a mark that turns what follows round', { address: '幸福小区\u202e5幢301室' }, 'address'],
    ['half a character', { applicant: { ...applicant, name: '林\ud842' } }, 'applicant.name'],
    [
      'a wrong check digit',
      { applicant: { ...applicant, identityNumber: '110105194912310021' } },
      'applicant.identityNumber',
    ],
    [
      'a birthday that does not exist',
      { applicant: { ...applicant, identityNumber: '11010519490231002X' } },
      'applicant.identityNumber',
    ],
    [
      'a number that is too short',
      { applicant: { ...applicant, identityNumber: '1101051949' } },
      'applicant.identityNumber',
    ],
    ['a capacity of 0', { requestedCapacityKw: 0 }, 'requestedCapacityKw'],
    ['a capacity of 10⁹', { requestedCapacityKw: 1e9 }, 'requestedCapacityKw'],
    ['a capacity below 0', { requestedCapacityKw: -8 }, 'requestedCapacityKw'],
    ['a capacity in words', { requestedCapacityKw: '8' }, 'requestedCapacityKw'],
    ['thirty-one persons', { householdPersons: 31 }, 'householdPersons'],
    ['a field that nobody asked for', { vip: true }, ''],
    ['a paper of no kind', { papers: [{ kind: 'passport-of-mars' }] }, 'papers.0.kind'],
    ['a load of 10⁹ kW', { form: { loads: [{ name: '电炉', ratedKw: 1e9 }] } }, 'form.loads.0.ratedKw'],
  ])('is refused with the path of its field, and changes nothing: %s', async (_what, change, path) => {
    const before = await count()
    const answer = await clerk('POST', PATH, { ...linXiaoman, ...change })
    expect(answer.status, JSON.stringify(answer.body)).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.body.error.issues.map((issue: { path: string }) => issue.path)).toContain(path)
    expect(await count()).toBe(before)
  })

  it.each<[string, string, Sent, string]>([
    ['31 February', 'closing', { lastDay: '2026-02-31' }, 'form.lastDay'],
    ['a day in words', 'temporary-removal', { from: '明天', to: '2027-01-01' }, 'form.from'],
    ['a year of five digits', 'closing', { lastDay: '20261-02-01' }, 'form.lastDay'],
    ['no other account', 'merge', { otherAccountNos: [] }, 'form.otherAccountNos'],
    ['a name of blanks', 'rename', { newName: ' ' }, 'form.newName'],
    ['a name with a control character', 'rename', { newName: '陈\u0007桂兰' }, 'form.newName'],
    ['a demand of 10⁹ kW', 'contract-demand', { from: '2027-01-01', contractDemandKw: 1e9 }, 'form.contractDemandKw'],
    [
      'a price that there is not',
      'class-change',
      { toClass: 'commercial', priceCode: 'NOPE', use: '店' },
      'form.priceCode',
    ],
    ['periods that the meter does not tell', 'price-option', byPeriods, 'form.priceCode'],
    ['no bank account', 'payment-change', { method: 'collection', payerName: '陈', bankName: '工行' }, 'bankAccount'],
    ['a way to pay that there is not', 'payment-change', { method: 'barter' }, 'form.method'],
  ])('of a change is refused too: %s', async (_what, kind, form, path) => {
    const before = await count()
    const answer = await clerk('POST', PATH, { kind, accountNo, form, papers: [] })
    expect([400, 409], JSON.stringify(answer.body)).toContain(answer.status)
    expect(answer.body.error.issues.map((issue: { path: string }) => issue.path)).toContain(path)
    expect(await count()).toBe(before)
  })

  it('keeps a rare character, and a name of 64', async () => {
    for (const name of ['𠮷田䶮', '阿'.repeat(64), '买买提·吐尔逊']) {
      const answer = await clerk('POST', PATH, { ...linXiaoman, applicant: { ...applicant, name } })
      expect(answer).toMatchObject({ status: 201, body: { applicantName: name } })
    }
  })

  it('sent twice under one key is one application, and the answer is the same', async () => {
    const before = await count()
    const key = 'a'.repeat(32)
    const answers = await Promise.all([1, 2, 3].map(() => clerk('POST', PATH, linXiaoman, { 'idempotency-key': key })))
    const taken = answers.filter(({ status }) => status === 201)
    expect(new Set(taken.map(({ body }) => body.applicationNo)).size).toBe(1)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    expect(await clerk('POST', PATH, linXiaoman, { 'idempotency-key': key })).toMatchObject({
      body: { applicationNo: taken[0]?.body.applicationNo },
    })
    expect(await count()).toBe(before + 1)
  })
})
