import type { Pool } from 'pg'
import type { TestProject } from 'vitest/node'
import { makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool } from '../../db/pool.ts'
import { roomyFolder } from './memory.ts'

declare module 'vitest' {
  interface ProvidedContext {
    templateUrl: string
  }
}

/** One real PostgreSQL for the run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject) {
  const { home, remove } = await makeTemporaryHome('tests', roomyFolder())
  // Nothing here outlives the run, so it need not survive a power cut.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }
  const server = await startEmbeddedServer({ home, database: 'template', settings })
  const pool = createPool(server.url, 1)
  await migrate(pool)
  await relaxLogIns(pool)
  await pool.end()
  project.provide('templateUrl', server.url)
  return async () => {
    await server.stop()
    await remove()
  }
}

/** Tests' people live for years on one password; what the product is shipped with is kept for the tests of the policy. */
async function relaxLogIns(pool: Pool): Promise<void> {
  await pool.query('create schema tests')
  await pool.query('create table tests.shipped_login_policy as select * from login_policy')
  await pool.query(`delete from login_policy where rule in ('kinds', 'expiry-days', 'single-session', 'second-factor')`)
}
