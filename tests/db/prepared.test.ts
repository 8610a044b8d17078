import { describe, expect, test } from 'vitest'
import { transact } from '../../db/pool.ts'
import { useDatabase } from '../support/database.ts'

describe('a prepared statement', () => {
  const database = useDatabase()
  const ctx = () => database.ctx('2026-03-01T10:00:00+08:00')
  const kept = `select statement from pg_prepared_statements order by statement`

  test('is planned once on a connection however often it is asked, and an ordinary one is not kept', async () => {
    await transact(ctx(), async ({ db }) => {
      for (const n of [1, 2, 3]) {
        expect(await db.prepared.first('select $1::int + 1 as next', [n])).toEqual({ next: n + 1 })
        expect(await db.first('select $1::int + 2 as next', [n])).toEqual({ next: n + 2 })
      }
      expect(await db.prepared.rows('select $1::int - 1 as former', [1])).toEqual([{ former: 0 }])
      expect(await db.rows(kept)).toEqual([
        { statement: 'select $1::int + 1 as next' },
        { statement: 'select $1::int - 1 as former' },
      ])
    })
  })

  test('serves on after it failed, and after its transaction was undone', async () => {
    const divide = 'select 12 / $1::int as share'
    await transact(ctx(), ({ db }) => db.prepared.first(divide, [3]))
    const failed = transact(ctx(), ({ db }) => db.prepared.first(divide, [0]))
    await expect(failed).rejects.toThrow('division by zero')
    for (const n of [4, 6]) {
      expect(await transact(ctx(), ({ db }) => db.prepared.first(divide, [n]))).toEqual({ share: 12 / n })
    }
  })

  test('says how many rows it changed, with nulls and arrays among its values', async () => {
    await transact(ctx(), async ({ db }) => {
      await db.run('create temporary table told (id bigint, name text) on commit drop')
      const insert = 'insert into told select *, $2::text from unnest($1::bigint[])'
      expect(await db.prepared.run(insert, [[1, 2, 3], null])).toBe(3)
      expect(await db.prepared.run(insert, [[], 'nobody'])).toBe(0)
      expect(await db.prepared.rows('select id from told where name is null and id > $1 order by id', [1])).toEqual([
        { id: 2 },
        { id: 3 },
      ])
    })
  })
})
