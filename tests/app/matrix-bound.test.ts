import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { departments } from '../../app/main.ts'
import type { Way } from '../../app/people/ways.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { useDatabase } from '../support/database.ts'
import { addressOf, layApplication, layCounties, logInAll, MARKS, NOW, type Things } from './matrix-cast.ts'
import { type Sight, sharedSights, sights } from './sights.ts'
import { HOST, logIn, openSite, PASSWORD, type Site } from './site.ts'

/** Of whom holds the account: a bound log-in reads them nowhere. */
const HIDDEN = ['陈桂兰', '陈桂', '8000', 'HT-CHEN-1']

describe('a customer with a bound account of another', () => {
  const database = useDatabase()
  let site: Site
  let things: Things
  let tokens: { holder: string; bound: string; stranger: string }
  let marks: string[]

  beforeAll(async () => {
    things = await layCounties(database)
    site = await openSite(database, departments, NOW)
    const all = await logInAll(site)
    things = {
      ...things,
      ...(await layApplication(database, site, { tokens: all, things })),
      print: 'application-form',
    }
    marks = [...MARKS, things.accountNo ?? '']
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    for (const username of ['bound', 'stranger'])
      await addUser(ctx, { username, name: username, roles: ['customer'], organisationPath: 'X.', password: PASSWORD })
    await bind()
    const [bound, stranger] = [await logIn(site, 'bound'), await logIn(site, 'stranger')]
    tokens = { holder: all.own.customer ?? '', bound, stranger }
  })
  afterAll(() => site.app.close())

  const bind = () =>
    database.pool.query(
      `insert into account_binding (user_id, account_id, holder_id, relation, bound_at)
       select u.id, t.account_id, t.customer_id, 'other', $2 from app_user u, account_term t
       where u.username = 'bound' and t.account_id = $1 and t.valid_to is null and t.known_to is null`,
      [things.account, NOW],
    )
  const call = async (url: string, token: string) => {
    const answer = await site.app.inject({ method: 'GET', url, headers: { host: HOST, cookie: `dianhu=${token}` } })
    return { status: answer.statusCode, text: answer.body }
  }
  const ways = (): { way: Way; url: string; sight: Exclude<Sight, { free: string }> }[] =>
    site.app.ways
      .filter(({ method, roles }) => method === 'GET' && roles.includes('customer'))
      .flatMap((way) => {
        const sight = sights[way.url]
        return sight && !('free' in sight) ? [{ way, sight, url: addressOf(way.url, sight, things) }] : []
      })

  /** Whatever differs from what somebody reads to whom nothing is bound. */
  async function findSeen(): Promise<string[]> {
    const seen: string[] = []
    for (const { way, url } of ways()) {
      const [bound, stranger] = [await call(url, tokens.bound), await call(url, tokens.stranger)]
      // Of himself: each reads another answer, and none names an account.
      const isOfHimself = way.url.startsWith('/api/citizens/me')
      if (!isOfHimself && (bound.status !== stranger.status || bound.text !== stranger.text)) seen.push(way.url)
      else if (marks.some((mark) => bound.text.includes(mark))) seen.push(`${way.url}: marked`)
    }
    return seen.sort()
  }

  test('reads it at the routes that are opened to him, and at no other', async () => {
    expect(ways().length).toBeGreaterThan(30)
    expect(await findSeen()).toEqual([...sharedSights].sort())
  })

  test('is served there as its holder is, but for who that is', async () => {
    for (const { way, url } of ways().filter((each) => sharedSights.includes(each.way.url))) {
      const [bound, holder] = [await call(url, tokens.bound), await call(url, tokens.holder)]
      expect([way.url, bound.status, holder.status]).toEqual([way.url, 200, 200])
      if (!way.url.endsWith('/pdf'))
        expect([way.url, HIDDEN.filter((mark) => bound.text.includes(mark))]).toEqual([way.url, []])
    }
  })

  test('sees nothing after unbinding', async () => {
    await database.pool.query(`update account_binding set ended_at = $1, ended_by = 'bound', end_reason = 'self'`, [
      NOW,
    ])
    expect(await findSeen()).toEqual([])
  })

  test('sees nothing of it after its transfer but that the binding is void', async () => {
    await bind()
    expect(await findSeen()).toEqual([...sharedSights].sort())
    const customer = { kind: 'person' as const, name: '新户主', idNumber: '110101199001011237' }
    const change = { change: 'customer-set' as const, accountId: Number(things.account), from: '2026-03-10', customer }
    await applyChanges(database.ctx(NOW), [change], { caseRef: 'application:T', reason: '过户' })
    expect(await findSeen()).toEqual(['/api/citizens/accounts'])
    const { text } = await call('/api/citizens/accounts', tokens.bound)
    expect(marks.filter((mark) => text.includes(mark))).toEqual([things.accountNo])
  })
})
