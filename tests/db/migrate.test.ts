import { describe, expect, test } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { useDatabase } from '../support/database.ts'

describe('migrations', () => {
  const database = useDatabase()

  test('applied once are not applied again, even by two processes at once', async () => {
    expect(await Promise.all([migrate(database.pool), migrate(database.pool)])).toEqual([[], []])
  })

  test('refuse a database that is newer than the code', async () => {
    await database.pool.query(`insert into migration (number, name, checksum) values (9999, '9999_tomorrow.sql', 'x')`)
    await expect(migrate(database.pool)).rejects.toThrow('newer than this program: it has migration 9999_tomorrow.sql')
    await database.pool.query('delete from migration where number = 9999')
  })

  test('refuse to go on when a landed one was edited', async () => {
    await database.pool.query(`update migration set checksum = 'other' where number = 1`)
    await expect(migrate(database.pool)).rejects.toThrow('was edited after it was applied')
  })
})
