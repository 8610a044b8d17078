import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OwnSecurity } from '../../app/contract.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addAt, enter, GOOD, useShippedPolicy } from './policy.ts'
import { ask, openSite, type Site } from './site.ts'

const at = (time: string) => `2026-03-10T${time}+08:00`
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1'

describe('what somebody sees of his own log-in', () => {
  const database = useDatabase()
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    for (const name of ['lin', 'wu', 'chen']) await addAt(database, at('08:00:00'), name, ['agent'])
    await addAt(database, at('08:00:00'), 'resident', ['customer'])
    await addAt(database, at('08:00:00'), 'town', ['grid'], { demo: true, password: 'dianhu-demo' })
    site = await openSite(database, [], at('09:00:00'))
  })
  afterAll(() => site.app.close())

  const look = async (token: string) => {
    const { status, body } = await ask(site, { method: 'GET', url: '/api/session/security', token })
    return { status, body: body as OwnSecurity }
  }
  const end = (token: string, path: string) => ask(site, { method: 'DELETE', url: `/api/session/${path}`, token })
  const devices = ({ sessions }: OwnSecurity) => sessions.map(({ device, current }) => [device, current])

  test('are his sessions: since when, when last used, from what device, through changes of their token', async () => {
    await enter(site, 'lin', GOOD, IPHONE)
    const { token } = await enter(site, 'lin', GOOD, EDGE)
    site.setNow(at('09:20:00'))
    const renewed = await ask(site, { method: 'GET', url: '/api/session', token })
    site.setNow(at('09:21:00'))
    const { body } = await look(renewed.cookie?.value ?? '')
    expect(devices(body)).toEqual([
      ['Windows · Edge', true],
      ['iPhone · Safari', false],
    ])
    expect(body.sessions[0]).toMatchObject({ since: '2026-03-10T01:00:00.000Z', usedAt: '2026-03-10T01:20:00.000Z' })
    expect(body.sessions[1]).toMatchObject({ usedAt: '2026-03-10T01:00:00.000Z' })
  })

  test('are ended one by one, or all others at once, and are nobody else’s to end', async () => {
    site.setNow(at('10:00:00'))
    const [one, two, three] = [
      await enter(site, 'wu', GOOD),
      await enter(site, 'wu', GOOD),
      await enter(site, 'wu', GOOD),
    ]
    const other = await enter(site, 'chen', GOOD)
    const { body } = await look(three.token)
    const others = (await look(other.token)).body.sessions[0]?.id
    const first = (await look(one.token)).body.sessions.find(({ current }) => current)?.id
    expect(body.sessions).toHaveLength(3)
    expect((await end(three.token, `standing/${others}`)).status).toBe(404)
    expect((await end(three.token, `standing/${first}`)).status).toBe(204)
    expect((await look(one.token)).status).toBe(401)
    expect((await look(two.token)).status).toBe(200)
    expect(await end(three.token, 'others')).toMatchObject({ status: 200, body: { ended: 1 } })
    expect((await look(two.token)).status).toBe(401)
    expect((await look(three.token)).body.sessions).toHaveLength(1)
    expect((await look(other.token)).status).toBe(200)
    const { rows } = await database.pool.query(
      `select detail->'ended' as ended from audit_entry where action = 'session.ended' and actor = 'wu'`,
    )
    expect(rows).toEqual([{ ended: 1 }, { ended: 1 }])
  })

  test('is when he was here before, and how often somebody failed since', async () => {
    site.setNow(at('11:00:00'))
    const first = await enter(site, 'resident', GOOD)
    expect((await look(first.token)).body.before).toEqual({
      previousAt: null,
      failedAt: null,
      failures: 0,
      factorReset: null,
    })
    site.setNow(at('11:30:00'))
    await enter(site, 'resident', 'wrong')
    await enter(site, 'resident', 'wrong')
    site.setNow(at('11:40:00'))
    const { token } = await enter(site, 'resident', GOOD)
    expect((await look(token)).body.before).toEqual({
      previousAt: '2026-03-10T03:00:00.000Z',
      failedAt: '2026-03-10T03:30:00.000Z',
      failures: 2,
      factorReset: null,
    })
    const again = await enter(site, 'resident', GOOD)
    expect((await look(again.token)).body.before).toMatchObject({ previousAt: '2026-03-10T03:40:00.000Z', failures: 0 })
  })

  test('is what the policy asks of him', async () => {
    site.setNow(at('12:00:00'))
    const { body } = await look((await enter(site, 'chen', GOOD)).token)
    expect(body.password).toEqual({
      setAt: '2026-03-10T00:00:00.000Z',
      endsAt: '2026-06-08T00:00:00.000Z',
      rules: { leastLength: 10, kinds: 3, formerPasswords: 5 },
    })
    expect([body.secondFactor, body.demo]).toEqual([{ since: null, recoveryCodesLeft: 0, required: false }, false])
    const { body: resident } = await look((await enter(site, 'resident', GOOD)).token)
    expect(resident.password.endsAt).toBeNull()
    const { body: town } = await look((await enter(site, 'town', 'dianhu-demo')).token)
    expect(town).toMatchObject({ demo: true, secondFactor: { required: false } })
  })

  test.each([
    [EDGE, 'Windows · Edge'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel) Chrome/140.0 Mobile Safari/537.36 MicroMessenger/8.0', 'Android · 微信'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Linux · Firefox'],
    ['curl/8.0', ''],
  ])('names a device coarsely: %s', async (userAgent, device) => {
    const { token } = await enter(site, 'chen', GOOD, userAgent)
    const { body } = await look(token)
    expect(body.sessions.find(({ current }) => current)?.device).toBe(device)
  })
})
