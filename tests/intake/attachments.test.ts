import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { jpeg, pdf, png, zip } from './files.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const send = (name: string, bytes: Buffer, kind = 'property', rest = {}) => {
  return { kind, name, base64: bytes.toString('base64'), ...rest }
}

describe('files of an application', () => {
  const database = useDatabase()
  let app: App
  let chen: Caller
  let stranger: Caller
  let clerk: Caller
  let surveyor: Caller
  let elsewhere: Caller
  let url: string
  let id: number

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const network = await layNetwork(ctx)
    const { customerId } = await openChenGuilan(ctx, network)
    const other = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: '乌有' },
      contract: { contractNo: 'HT-2', signedOn: '2025-12-30' },
      meter: undefined,
    })
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    stranger = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: other.customerId })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    surveyor = await logInAs(app, database, { role: 'surveyor', organisationPath: 'X.' })
    elsewhere = await logInAs(app, database, { role: 'inspector', organisationPath: 'X.X1.' })
    const { body } = await chen('POST', '/api/intake/applications', { ...linXiaoman, papers: [{ kind: 'identity' }] })
    id = body.id
    url = `/api/intake/applications/${id}/attachments`
  })
  afterAll(() => app.close())

  const countFiles = async () => {
    const { rows } = await database.pool.query(
      'select (select count(*) from stored_file) + (select count(*) from attachment) as n',
    )
    return Number(rows[0].n)
  }
  const get = async (caller: Caller, fileId: number) => caller('GET', `/api/intake/attachments/${fileId}/content`)
  /** As a browser gets it, with its headers. */
  const download = async (fileId: number) => {
    const payload = { username: 'intake', password: 'a long enough password' }
    const session = await app.inject({ method: 'POST', url: '/api/session', payload })
    const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
    return app.inject({ method: 'GET', url: `/api/intake/attachments/${fileId}/content`, cookies })
  }
  const looks = async () => {
    const { rows } = await database.pool.query(
      `select actor, detail ->> 'kind' as kind from audit_entry where action = 'attachment.viewed' order by id`,
    )
    return rows
  }

  it.each([
    ['an empty file', send('a.jpg', Buffer.alloc(0)), 'file'],
    ['a page that calls itself a photo', send('a.jpg', Buffer.from('<html></html>')), 'file'],
    ['half a photo', send('a.jpg', jpeg.subarray(0, -3)), 'file'],
    ['a photo with an archive in it', send('a.png', Buffer.concat([png(), zip])), 'file'],
    ['a photo beyond the size allowed', send('a.png', png(2300, 2400)), undefined],
    ['what is no base64', { kind: 'property', name: 'a.png', base64: 'äöü=' }, 'file'],
    ['a name of a path', send('../../a.png', png()), 'name'],
    ['a name too long', send(`${'长'.repeat(121)}.png`, png()), 'name'],
    ['no name', send(' ', png()), 'name'],
    ['a picture of the site, by a customer', send('a.png', png(), 'site-photo'), 'kind'],
    ['a kind that there is not', send('a.png', png(), 'will'), 'kind'],
  ])('refuse %s, naming the field, and nothing is kept', async (_, input, path) => {
    const before = await countFiles()
    if (path === undefined) {
      const large = Buffer.concat([png(), Buffer.alloc(5_300_000)])
      const answer = await chen('POST', url, { ...input, base64: large.toString('base64') })
      expect(answer).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'file' }] } } })
    } else {
      expect(await chen('POST', url, input)).toMatchObject({ status: 400, body: { error: { issues: [{ path }] } } })
    }
    expect(await countFiles()).toBe(before)
  })

  it('are kept once however often they are sent, and count as brought', async () => {
    const first = await chen('POST', url, send('𠮷田家房产证📄.exe', png(20)))
    expect(first).toMatchObject({ status: 201, body: { mediaType: 'image/png', openToCustomer: true } })
    const before = await countFiles()
    const [again, other] = await Promise.all([
      chen('POST', url, send('另一个名字.png', png(20))),
      clerk('POST', url, send('x.png', png(20), 'other')),
    ])
    expect([again.body.id, other.body.id]).toEqual([first.body.id, first.body.id])
    expect(await countFiles()).toBe(before)
    const application = await chen('GET', `/api/intake/applications/${id}`)
    expect(application.body.papers.map(({ kind }: { kind: string }) => kind)).toEqual(['identity', 'property'])
    const list = await chen('GET', url)
    expect(list.body).toMatchObject({ items: [{ name: '𠮷田家房产证📄.exe' }], mayOpen: false })
    expect(list.body.mayAdd).not.toContain('sketch')
  })

  it('are saved and never shown in place, under a name that every reader can take', async () => {
    const { body } = await clerk('POST', url, send("图纸 'a'(1).bin", pdf, 'design'))
    const answer = await download(body.id)
    expect(answer.rawPayload.equals(pdf)).toBe(true)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="file-${body.id}"; filename*=UTF-8''${encodeURIComponent('图纸')}%20%27a%27%281%29.bin.pdf`,
    })
  })

  it('are the customer’s to see where they are his own or opened to him', async () => {
    const { body: photo } = await surveyor('POST', url, send('现场.png', png(30), 'site-photo'))
    expect(photo).toMatchObject({ openToCustomer: false })
    const seen = async () => (await chen('GET', url)).body.items.map(({ kind }: { kind: string }) => kind)
    expect(await seen()).not.toContain('site-photo')
    expect(await get(chen, photo.id)).toMatchObject({ status: 404 })
    expect(await chen('PUT', `/api/intake/attachments/${photo.id}/opening`, { openToCustomer: true })).toMatchObject({
      status: 403,
    })
    await clerk('PUT', `/api/intake/attachments/${photo.id}/opening`, { openToCustomer: true })
    expect(await seen()).toContain('site-photo')
    expect(await stranger('GET', url)).toMatchObject({ status: 404 })
    expect(await get(stranger, photo.id)).toMatchObject({ status: 404 })
    expect(await stranger('POST', url, send('a.png', png(31)))).toMatchObject({ status: 404 })
  })

  it('are staff’s by scope', async () => {
    const { body } = await clerk('POST', url, send('竣工.png', png(40), 'completion'))
    const { rows } = await database.pool.query(
      'select o.path from application p join organisation o on o.id = p.organisation_id where p.id = $1',
      [id],
    )
    // The station is below the county, and sees what is its own.
    expect(rows[0].path).toBe('X.X1.')
    expect(await elsewhere('GET', url)).toMatchObject({ status: 200 })
    await database.pool.query(
      `update application set organisation_id = (select id from organisation where path = 'X.')`,
    )
    expect(await elsewhere('GET', url)).toMatchObject({ status: 404 })
    expect(await get(elsewhere, body.id)).toMatchObject({ status: 404 })
    expect(await elsewhere('POST', url, send('a.png', png(41), 'other'))).toMatchObject({ status: 404 })
  })

  it('leave a trace of each look at papers of a person', async () => {
    const { body: card } = await chen('POST', url, send('身份证.jpg', jpeg, 'identity'))
    const { body: sketch } = await surveyor('POST', url, send('草图.png', png(50), 'sketch'))
    const before = (await looks()).length
    await download(card.id)
    await download(sketch.id)
    await download(card.id)
    expect((await looks()).slice(before)).toEqual([
      { actor: 'intake', kind: 'identity' },
      { actor: 'intake', kind: 'identity' },
    ])
  })

  it('are limited in number by dated data, and taken no more once the application has ended', async () => {
    await database.pool.query(`update attachment_limit set value = 1 where name = 'files'`)
    expect(await chen('POST', url, send('a.png', png(60)))).toMatchObject({
      status: 409,
      body: { error: { code: 'TOO_MANY_FILES' } },
    })
    await database.pool.query(`update attachment_limit set value = 60 where name = 'files'`)
    await database.pool.query(`update attachment_limit set valid_to = '2026-11-19' where name = 'image/png'`)
    expect(await chen('POST', url, send('a.png', png(60)))).toMatchObject({ status: 400 })
    const { body } = await chen('GET', `/api/intake/applications/${id}`)
    await chen('POST', `/api/intake/applications/${id}/withdrawal`, { version: body.version, reason: '不装了' })
    expect(await chen('POST', url, send('a.jpg', jpeg))).toMatchObject({
      status: 409,
      body: { error: { code: 'APPLICATION_ENDED' } },
    })
    expect((await chen('GET', url)).body.mayAdd).toEqual([])
  })
})
