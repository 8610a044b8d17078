import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const PATH = '/api/intake/applications'

describe('an application that is to be corrected', () => {
  const database = useDatabase()
  let app: App
  let chen: Caller
  let clerk: Caller
  let accountNo: string
  let now = '2026-11-16T09:00:00+08:00'

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const opened = await openChenGuilan(ctx, await layNetwork(ctx))
    accountNo = opened.accountNo
    app = await serveAt(database, [createIntake(ports)], () => new Date(now))
    const { customerId } = opened
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  const accept = (id: number, version: number) =>
    clerk('POST', `${PATH}/${id}/steps`, {
      ...{ step: 'accept', version },
      data: { papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'property' }] },
    })

  it('waits for the applicant without a clock, is corrected by him, and keeps what was asked before', async () => {
    const { id } = (await chen('POST', PATH, linXiaoman)).body
    const hold = { version: 1, code: 'correction-awaited', reason: '地址与不动产证不符,请更正' }
    const held = await clerk('POST', `${PATH}/${id}/suspension`, hold)
    expect(held.body).toMatchObject({ suspendedFor: { zh: '退回申请人更正申请内容' }, nextDue: null })
    expect((await accept(id, 2)).body.error).toMatchObject({ code: 'APPLICATION_SUSPENDED' })
    const seen = (await chen('GET', `${PATH}/${id}`)).body
    expect(seen.events.at(-1)).toMatchObject({ kind: 'suspended', reason: hold.reason })
    expect(seen.next.mayCorrect).toBe(true)

    now = '2026-11-16T09:30:00+08:00'
    const applicant = { ...linXiaoman.applicant, name: '林晓满' }
    const input = { version: 2, reason: '写错了', address: '幸福小区6幢302室', applicant, requestedCapacityKw: 10 }
    const wrong = { ...input, applicant: { ...applicant, identityNumber: '110105194912310021' } }
    expect((await chen('POST', `${PATH}/${id}/corrections`, wrong)).body.error).toMatchObject({
      issues: [{ path: 'applicant.identityNumber' }],
    })
    const corrected = (await chen('POST', `${PATH}/${id}/corrections`, input)).body
    expect(corrected).toMatchObject({
      ...{ applicantName: '林晓满', address: '幸福小区6幢302室', requestedCapacityKw: 10, householdPersons: 5 },
      ...{ suspendedFor: null, nextDue: { code: 'acceptance' } },
      corrections: [
        {
          reason: '写错了',
          before: {
            ...{ applicantName: '林小满', address: '幸福小区5幢301室', requestedCapacityKw: 8 },
            ...{ identityNumberMasked: '**************002X', phoneMasked: '*******1234' },
          },
        },
      ],
    })
    const { body } = await accept(id, corrected.version)
    expect(body).toMatchObject({ openSteps: [{ step: 'survey' }], next: { mayCorrect: false } })
    expect(
      (await clerk('POST', `${PATH}/${id}/corrections`, { version: body.version, reason: '迟', address: '别处' })).body
        .error,
    ).toMatchObject({ code: 'STEP_NOT_OPEN' })
    const late = { ...hold, version: body.version }
    expect((await clerk('POST', `${PATH}/${id}/suspension`, late)).body.error.code).toBe('SUSPENSION_UNKNOWN')
  })

  it('is judged as it would be coming in, and stays the same business', async () => {
    const asked = { kind: 'closing', accountNo, form: { lastDay: '2026-11-30' }, papers: [{ kind: 'identity' }] }
    const { id } = (await clerk('POST', PATH, asked)).body
    const correct = (who: Caller, input: object) =>
      who('POST', `${PATH}/${id}/corrections`, { version: 1, reason: '改期', ...input })
    for (const [input, path] of [
      [{ form: { lastDay: '不知道' } }, 'form.lastDay'],
      [{ address: '别处' }, 'address'],
      [{ applicant: linXiaoman.applicant }, 'applicant'],
      [{ phone: '13900001234' }, 'phone'],
    ] as const) {
      expect((await correct(clerk, input)).body.error).toMatchObject({ issues: [{ path }] })
    }
    expect((await correct(clerk, { form: { lastDay: '2026-11-01' } })).body.error.code).toBe('APPLICATION_OBJECTED')
    const corrected = await correct(chen, { form: { lastDay: '2026-12-05' } })
    expect(corrected.body).toMatchObject({
      ...{ form: { lastDay: '2026-12-05' }, applicantName: '陈桂兰' },
      corrections: [{ before: { form: { lastDay: '2026-11-30' } } }],
    })
    const kept = database.pool.query('delete from application_correction')
    await expect(kept).rejects.toThrow()
  })
})
