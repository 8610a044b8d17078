import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { checkPlausible } from '../../intake/rules/plausibility.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { png } from './files.ts'
import { inputsFor, linXiaoman, ports } from './lin-xiaoman.ts'

const PATH = '/api/intake/applications'

describe('papers of an application', () => {
  const database = useDatabase()
  let app: App
  let network: Network
  let chen: Caller
  let clerk: Caller

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    network = await layNetwork(ctx)
    const { customerId } = await openChenGuilan(ctx, network)
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  const attempt = async (id: number, step: string, data: object) => {
    const { version } = (await clerk('GET', `${PATH}/${id}`)).body
    return clerk('POST', `${PATH}/${id}/steps`, { step, version, data })
  }
  const upload = (who: Caller, id: number, kind: string, width: number) =>
    who('POST', `${PATH}/${id}/attachments`, { kind, name: 'a.png', base64: png(width).toString('base64') })

  it('that a customer only says he has do not count, until there is a file or a clerk has seen them', async () => {
    const { id, papers } = (await chen('POST', PATH, linXiaoman)).body
    expect(papers).toMatchObject([
      { kind: 'identity', proof: null },
      { kind: 'property', proof: null },
    ])
    expect(await attempt(id, 'accept', { papersSeen: true })).toMatchObject({
      status: 409,
      body: { error: { code: 'PAPERS_MISSING', issues: [{ path: 'papers.identity' }, { path: 'papers.property' }] } },
    })
    expect(await upload(chen, id, 'identity', 21)).toMatchObject({ status: 201 })
    const accepted = await attempt(id, 'accept', { papersSeen: true, papers: [{ kind: 'property' }] })
    expect(accepted.body.papers).toMatchObject([
      { kind: 'identity', proof: 'file' },
      { kind: 'property', number: '不动产0001', proof: 'original' },
    ])
  })

  it('that may come later are brought by a customer with their file', async () => {
    const { id } = (await chen('POST', PATH, { ...linXiaoman, papers: [] })).body
    await upload(chen, id, 'identity', 22)
    const deferredPapers = [{ kind: 'property', dueOn: '2026-11-25' }]
    const accepted = await attempt(id, 'accept', { papersSeen: true, deferredPapers })
    expect(accepted).toMatchObject({ status: 200 })
    const claim = { version: accepted.body.version, papers: [{ kind: 'property' }] }
    expect(await chen('POST', `${PATH}/${id}/papers`, claim)).toMatchObject({
      body: { error: { code: 'PAPER_WITHOUT_FILE', issues: [{ path: 'papers.0.kind' }] } },
    })
    expect((await clerk('GET', `${PATH}/${id}`)).body.deferredPapers).toMatchObject([{ receivedAt: null }])
    await upload(chen, id, 'property', 23)
    const [paper] = (await clerk('GET', `${PATH}/${id}`)).body.deferredPapers
    expect(paper.receivedAt).not.toBeNull()
  })

  it('are waited for from today to their limit, and who somebody is not at all', async () => {
    const { id } = (await clerk('POST', PATH, { ...linXiaoman, papers: [] })).body
    for (const [kind, dueOn, path] of [
      ['property', '2000-01-01', 'data.deferredPapers.1.dueOn'],
      ['property', '2026-12-20', 'data.deferredPapers.1.dueOn'],
      ['identity', '2026-11-20', 'data.deferredPapers.1.kind'],
    ]) {
      const deferredPapers = [
        { kind: 'property', dueOn: '2026-12-19' },
        { kind, dueOn },
      ]
      const papers = [{ kind: 'identity' }]
      expect(await attempt(id, 'accept', { papersSeen: true, papers, deferredPapers })).toMatchObject({
        body: { error: { code: 'DATA_IMPLAUSIBLE', issues: [{ path }] } },
      })
    }
  })

  it('that were waited for are there before the archive', async () => {
    const { id } = (await clerk('POST', PATH, { ...linXiaoman, papers: [{ kind: 'identity' }] })).body
    const { accept: _, archive: __, survey, ...rest } = inputsFor(network)
    rest.contract.data.signedOn = '2026-11-19'
    const deferredPapers = [{ kind: 'property', dueOn: '2026-11-25' }]
    await attempt(id, 'accept', { papersSeen: true, deferredPapers })
    await attempt(id, 'survey', { ...survey.data, surveyedOn: '2026-11-19' })
    for (const { step, data } of Object.values(rest))
      expect(await attempt(id, step, data)).toMatchObject({ status: 200 })
    expect((await clerk('GET', `${PATH}/${id}`)).body.next.mayComplete).toEqual(['archive'])
    expect(await attempt(id, 'archive', {})).toMatchObject({
      body: { error: { code: 'PAPERS_MISSING', issues: [{ path: 'papers.property' }] } },
    })
    await upload(clerk, id, 'property', 24)
    expect(await attempt(id, 'archive', {})).toMatchObject({ status: 200, body: { status: 'archived' } })
  })
})

describe('a business fee', () => {
  const days = { today: '2026-11-19', now: '2026-11-19T10:00:00Z', submittedOn: '2026-11-19' }
  const facts = { ...days, acceptedOn: null, signedOn: null, feeYuan: '500' }
  const paid = (...amounts: string[]) =>
    checkPlausible(
      {
        step: 'fee',
        data: { paid: amounts.map((amountYuan) => ({ item: '业务费', amountYuan, paidOn: '2026-11-19' })) },
      },
      facts as never,
    ).map(({ path }) => path)

  it.each([
    [[], ['data.paid']],
    [['1.00'], ['data.paid']],
    [['499.99', '0.02'], ['data.paid']],
    [['500', '0'], ['data.paid.1.amountYuan']],
    [['499.99', '0.01'], []],
  ])('of 500 yuan paid by %j is refused at %j', (amounts, paths) => {
    expect(paid(...amounts)).toEqual(paths)
  })
})
