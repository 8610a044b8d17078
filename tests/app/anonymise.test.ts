import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../app/config.ts'
import { listColumns } from '../../app/keeping/anonymise.ts'
import { writeBackup } from '../../app/keeping/backup.ts'
import { emptied, treatmentOf, untouched } from '../../app/keeping/personal.ts'
import { identityNumber, listTexts, personName, phoneNumber, scrubJson } from '../../app/keeping/pseudonyms.ts'
import { resealNumbers } from '../../app/keeping/reseal.ts'
import { departments, startProduct } from '../../app/main.ts'
import { configureSecrets, decryptText, encryptText } from '../../db/customers/secrets.ts'
import { startEmbeddedServer } from '../../db/embedded.ts'
import { createPool } from '../../db/pool.ts'
import { isIdentityNumber } from '../../intake/index.ts'
import { useDatabase } from '../support/database.ts'
import { layApplication, layCounties, layWritten, logInAll, NOW } from './matrix-cast.ts'
import { openSite } from './site.ts'

const top = new URL('../..', import.meta.url).pathname
const key = Buffer.alloc(32, 7)

describe('a pseudonym', () => {
  test('of a person is nobody’s name, and another for each', () => {
    const names = Array.from({ length: 30_000 }, (_, n) => personName(n))
    expect(new Set(names).size).toBe(30_000)
    expect(names[0]).toMatch(/^[\u4e00-\u9fff]{3}$/)
  })

  test('of an identity card has its check character, and another for each', () => {
    const numbers = Array.from({ length: 20_000 }, (_, n) => identityNumber(n * 7))
    expect(new Set(numbers).size).toBe(20_000)
    for (const number of numbers.slice(0, 50))
      expect([number, number.length, isCheckRight(number)]).toEqual([number, 18, true])
    expect(isIdentityNumber('11010519491231002X')).toBe(true)
  })

  test('of a phone is the same in one copy and another in the next', () => {
    const [one, other] = [randomBytes(32), randomBytes(32)]
    expect(phoneNumber('13800138000', one)).toBe(phoneNumber('13800138000', one))
    expect(phoneNumber('13800138000', one)).toMatch(/^199\d{8}$/)
    expect(phoneNumber('13800138000', one)).not.toBe(phoneNumber('13800138000', other))
  })

  test('takes every text of a document that may be somebody’s, and leaves codes and figures', () => {
    const known = new Map([['陈桂兰', '赵甲甲']])
    const document = {
      name: '陈桂兰',
      note: '住在三楼',
      code: 'low-low',
      kwh: '12.50',
      rows: [{ phone: '1', tel: '13800138000', card: '6222021234567890123', n: 3, on: true, none: null }],
    }
    expect(scrubJson(document, known)).toEqual({
      name: '赵甲甲',
      note: '（已脱敏）',
      code: 'low-low',
      kwh: '12.50',
      rows: [{ phone: '19900000000', tel: '19900000000', card: '19900000000', n: 3, on: true, none: null }],
    })
    expect(listTexts(document)).toContain('13800138000')
  })
})

function isCheckRight(number: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, n) => total + weight * Number(number[n]), 0)
  return '10X98765432'[sum % 11] === number[17]
}

describe('numbers under another key', () => {
  const database = useDatabase()

  test('are read so many at a time, and each is another one', async () => {
    configureSecrets(key)
    const cipher = Array.from({ length: 2_100 }, (_, n) => encryptText(`138${String(n).padStart(8, '0')}`))
    await database.pool.query(
      `insert into identity (phone_cipher, phone_hash, phone_tail) select c, '\\x01', '0000' from unnest($1::bytea[]) c`,
      [cipher],
    )
    const client = await database.pool.connect()
    const { query } = client
    const read: number[] = []
    client.query = (async (...asked: unknown[]) => {
      const result = await Reflect.apply(query, client, asked)
      read.push(result.rows.length)
      return result
    }) as typeof query
    const fresh = Buffer.alloc(32, 9)
    await client.query('begin')
    await resealNumbers(client, { old: key, fresh, salt: randomBytes(32) })
    await client.query('commit')
    expect(Math.max(...read)).toBe(1_000)
    client.query = query
    client.release()
    const { rows } = await database.pool.query('select phone_cipher as phone from identity')
    const phones = rows.map(({ phone }) => decryptText(phone))
    expect(phones.filter((phone) => /^199\d{8}$/.test(phone))).toHaveLength(2_100)
    expect(new Set(phones).size).toBeGreaterThan(2_000)
    configureSecrets(key)
  })
})

describe('a copy for training', () => {
  const database = useDatabase()
  let folder = ''
  let home = ''
  let told: { users: number; password: string }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dianhu-training-'))
    home = join(folder, 'home')
    const things = await layCounties(database)
    const site = await openSite(database, departments, NOW)
    const tokens = await logInAll(site)
    const all = { ...things, ...(await layApplication(database, site, { tokens, things })) }
    await layWritten(database, all)
    await database.pool.query(
      `insert into hand_over_item (organisation_id, kind, subject, label, opened_by, opened_at)
       select organisation_id, 'absent', 'user:' || username, name, 'system:desk', $1 from app_user where username = 'agent-X'`,
      [NOW],
    )
    await site.app.close()
    await writeBackup(database.pool, { folder: join(folder, 'backup'), key, now: new Date(NOW) })
    const args = ['app/cli.ts', 'anonymise', '--from', join(folder, 'backup'), '--home', home, '--json']
    const child = spawn(process.execPath, args, { cwd: top, env: { ...process.env, DATABASE_URL: '' } })
    const exit = new Promise<number | null>((done) => child.on('close', done))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect([await exit, err]).toEqual([0, ''])
    told = JSON.parse(out)
  }, 300_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** The whole of a database as its backup says it. */
  async function dump(of: string): Promise<Map<string, string>> {
    const files = (await readdir(of)).filter((name) => name.endsWith('.copy.gz'))
    const texts = await Promise.all(files.map(async (name) => gunzipSync(await readFile(join(of, name))).toString()))
    return new Map(files.map((name, n) => [name.replace('.copy.gz', ''), texts[n] ?? '']))
  }

  /** Names, addresses, numbers, user names, phones and identity numbers of the original. */
  async function listPersonal(): Promise<string[]> {
    const client = await database.pool.connect()
    const columns = await listColumns(client)
    const found = new Set<string>()
    for (const { table, column, treatment } of columns) {
      if (!['name', 'address', 'number'].includes(treatment)) continue
      const { rows } = await client.query(
        `select distinct "${column}" as value from "${table}" where "${column}" <> ''`,
      )
      for (const { value } of rows) found.add(value)
    }
    configureSecrets(key)
    const ciphers = await client.query(
      `select number_cipher as cipher from identity where number_cipher is not null
       union all select phone_cipher from identity where phone_cipher is not null
       union all select phone_cipher from application where phone_cipher is not null
       union all select phone_cipher from app_user where phone_cipher is not null`,
    )
    for (const { cipher } of ciphers.rows) found.add(decryptText(cipher))
    const users = await client.query('select username from app_user')
    for (const { username } of users.rows) found.add(username)
    client.release()
    // Who laid the things of this test, and is no user.
    found.delete('test')
    return [...found]
  }

  test('has a rule for every column, and for none that is gone', async () => {
    const client = await database.pool.connect()
    expect((await listColumns(client)).length).toBeGreaterThan(200)
    await client.query('create table planted (id bigint, diary text)')
    await expect(listColumns(client)).rejects.toMatchObject({ code: 'COLUMN_WITHOUT_RULE', message: /planted\.diary/ })
    await client.query('drop table planted')
    const { rows } = await client.query(`select relname from pg_class where relkind in ('r', 'p')`)
    client.release()
    const tables = new Set(rows.map(({ relname }) => relname))
    expect([...emptied, ...untouched].filter((table) => !tables.has(table))).toEqual([])
    expect(treatmentOf('account', 'account_no', 'text')).toBe('number')
    expect(treatmentOf('account', 'diary', 'text')).toBeUndefined()
  })

  test('holds no name, address, number, phone or user name of the original, in no table', async () => {
    const server = await startEmbeddedServer({ home, database: 'dianhu' })
    const pool = createPool(server.url, 1)
    const copy = join(folder, 'copy')
    try {
      await writeBackup(pool, { folder: copy, key: await readFile(join(home, 'identity-key')), now: new Date(NOW) })
    } finally {
      await pool.end()
      await server.stop()
    }
    const personal = await listPersonal()
    expect(personal.length).toBeGreaterThan(50)
    const tables = await dump(copy)
    const original = await dump(join(folder, 'backup'))
    const whole = [...original.values()].join('\n')
    const leaks: string[] = []
    let proved = 0
    for (const value of personal) {
      if (whole.includes(value)) proved += 1
      for (const [table, said] of tables) if (said.includes(value)) leaks.push(`${table}: ${value}`)
    }
    expect(leaks).toEqual([])
    // The original holds what is looked for, but for what it has enciphered.
    expect(proved).toBeGreaterThan(personal.length - 12)
    const lines = (table: string) => (tables.get(table) ?? '').split('\n').length
    for (const table of ['account', 'bill', 'bill_line', 'customer', 'app_user']) {
      expect([table, lines(table)]).toEqual([table, (original.get(table) ?? '').split('\n').length])
    }
  })

  test('is what the product starts on: somebody logs in, finds a customer by another name, and his bill has its figures', async () => {
    const config = {
      ...readConfig(['--home', home, '--port', '0', '--mqtt-port', '0', '--no-town'], {}),
      logLevel: 'silent' as const,
    }
    const product = await startProduct(config)
    try {
      const session = await fetch(`${product.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'x-billing-01', password: told.password }),
      })
      expect(session.status).toBe(200)
      const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
      const ask = async (path: string) => (await fetch(`${product.url}${path}`, { headers: { cookie } })).json()
      const { accounts } = (await ask(`/api/customers/accounts?q=${encodeURIComponent('演练路')}`)) as {
        accounts: { accountNo: string }[]
      }
      const numbers = accounts.map(({ accountNo }) => accountNo)
      for (const accountNo of numbers) expect(accountNo).toMatch(/^9900\d{9}$/)
      const bills = await Promise.all(numbers.map((accountNo) => ask(`/api/billing/accounts/${accountNo}/bills`)))
      const { rows } = await database.pool.query(`select total_yuan::text as total from bill where state = 'issued'`)
      expect(rows.length).toBeGreaterThan(0)
      for (const { total } of rows) expect(JSON.stringify(bills)).toContain(total)
      expect(JSON.stringify(await ask('/api/billing/audit-orders'))).toContain('9900')
    } finally {
      await product.stop()
    }
  })
})
