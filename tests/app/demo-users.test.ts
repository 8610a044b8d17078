import { describe, expect, test } from 'vitest'
import { addUser, allowDemoUsers, findUserByPassword } from '../../app/auth/users.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a log-in of the simulated town', () => {
  const database = useDatabase()
  const ctx = () => database.ctx('2026-03-01T09:00:00+08:00')
  const user = { name: '坐席', roles: ['agent' as const], organisationPath: 'X.', password: 'dianhu-demo' }
  const canLogIn = async (username: string) =>
    (await findUserByPassword(ctx(), { username, password: 'dianhu-demo' })) !== null

  test('opens nothing where the town does not run, and the company’s own go on', async () => {
    await layNetwork(ctx())
    await addUser(ctx(), { ...user, username: 'agent', demo: true })
    await addUser(ctx(), { ...user, username: 'lin' })
    expect(await canLogIn('agent')).toBe(true)
    await allowDemoUsers(ctx(), false)
    expect([await canLogIn('agent'), await canLogIn('lin')]).toEqual([false, true])
    await allowDemoUsers(ctx(), true)
    expect(await canLogIn('agent')).toBe(true)
  })
})
