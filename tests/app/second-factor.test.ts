import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resetSecondFactor } from '../../app/auth/second-factor.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addAt, enter, GOOD, useShippedPolicy } from './policy.ts'
import { ask, createProbe, openSite, type Site } from './site.ts'

const at = (time: string) => `2026-03-10T${time}+08:00`

describe('a second factor', () => {
  const database = useDatabase()
  const { probe } = createProbe()
  const ids: Record<string, number> = {}
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    for (const name of ['lin', 'wu']) ids[name] = await addAt(database, at('08:00:00'), name, ['agent'])
    site = await openSite(database, [probe], at('09:00:00'))
  })
  afterAll(() => site.app.close())

  const work = (token: string) => ask(site, { method: 'GET', url: '/api/probe/notes', token })

  test('that is reset ends the sessions, and is on the audit record', async () => {
    const { token } = await enter(site, 'lin', GOOD)
    await resetSecondFactor(database.ctx(at('09:00:00'), { username: 'admin', roles: ['admin'] }), ids.lin ?? 0)
    expect((await work(token)).status).toBe(401)
    const { rows } = await database.pool.query(
      `select actor, subject from audit_entry where action = 'second-factor.reset'`,
    )
    expect(rows).toEqual([{ actor: 'admin', subject: 'user:lin' }])
  })
})
