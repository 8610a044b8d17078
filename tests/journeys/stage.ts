import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { Ctx, Role } from '../../db/context.ts'
import type { App, Department } from '../../db/department.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import type { TestDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { type desktop, visitAs } from './visit.ts'

type Person = readonly [username: string, name: string, role: Role]
type Stage = { visit(username: string, size?: typeof desktop): ReturnType<typeof visitAs> }

type Lay = (ctx: Ctx, network: Network) => Promise<Department[]>

/** A network with its people at unit X and what `lay` lays, all as of January; on 10 March a server and a browser to visit it with. */
export function useStage(database: TestDatabase, people: readonly Person[], lay: Lay): Stage {
  let app: App
  let browser: Browser
  let url: string
  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    for (const [username, name, role] of people) {
      await addUser(ctx, { username, name, password: 'dianhu-demo', roles: [role], organisationPath: 'X.' })
    }
    app = await serveAt(database, await lay(ctx, network), '2026-03-10T12:00:00+08:00')
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })
  return { visit: (username, size) => visitAs(browser, url, username, size) }
}
