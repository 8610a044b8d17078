import pg from 'pg'
import { quote } from './catalog.ts'

/** A database that makes room for another of its name; `back` takes the name again, and drops the one that had it meanwhile. */
export type PutAside = { name: string; back(): Promise<void> }

/**
 * Renames the database of `url` to `<name>_<stamp>`, ends who is connected, and makes an empty one of its name. The user must
 * own it and may create databases.
 */
export async function putAside(url: string, stamp: string): Promise<PutAside> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  // PostgreSQL would cut a longer name silently, and find it taken.
  const kept = `${name.slice(0, 40)}_${stamp}`
  await administer(url, async (client) => {
    await endOthers(client, name)
    await client.query(`alter database ${quote(name)} rename to ${quote(kept)}`)
    await client.query(`create database ${quote(name)}`).catch(async (fault: unknown) => {
      await client.query(`alter database ${quote(kept)} rename to ${quote(name)}`)
      throw fault
    })
  })
  const back = () =>
    administer(url, async (client) => {
      await client.query(`drop database ${quote(name)} with (force)`)
      await client.query(`alter database ${quote(kept)} rename to ${quote(name)}`)
    })
  return { name: kept, back }
}

async function administer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const other = new URL(url)
  other.pathname = '/postgres'
  const client = new pg.Client({ connectionString: other.toString() })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

async function endOthers(client: pg.Client, name: string): Promise<void> {
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [name],
  )
}
