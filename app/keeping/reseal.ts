import type pg from 'pg'
import { normalisePhone } from '../../db/customers/identities.ts'
import { configureSecrets, decryptText, encryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { inBatches } from './batches.ts'
import { quote } from './catalog.ts'
import { bankAccount, identityNumber, phoneNumber } from './pseudonyms.ts'

type Keys = { old: Buffer; fresh: Buffer; salt: Buffer }
type Sealed = {
  table: string
  cipher: string
  tail: string
  hash?: string
  /** What it is from now on, of what it was, or of the row. */
  become: (text: string, row: number, salt: Buffer) => string
}

const phone = (text: string, _row: number, salt: Buffer) => phoneNumber(normalisePhone(text), salt)
const bank = (text: string, _row: number, salt: Buffer) => bankAccount(text, salt)
const tails = { cipher: 'phone_cipher', tail: 'phone_tail', become: phone }

const sealed: Sealed[] = [
  { table: 'identity', ...tails, hash: 'phone_hash' },
  {
    table: 'identity',
    cipher: 'number_cipher',
    tail: '',
    hash: 'number_hash',
    become: (_, row) => identityNumber(row),
  },
  { table: 'app_user', ...tails, hash: 'phone_hash' },
  { table: 'contact', ...tails, hash: 'phone_hash' },
  { table: 'application', ...tails },
  { table: 'application_correction', ...tails },
  { table: 'requested_account', ...tails },
  { table: 'application', cipher: 'bank_account_cipher', tail: '', become: bank },
  { table: 'application_correction', cipher: 'bank_account_cipher', tail: '', become: bank },
  { table: 'payer', cipher: 'bank_account_cipher', tail: 'bank_account_tail', become: bank },
]

type Found = { of: number; at: string; row: string; cipher: Buffer }

/** Numbers of people under another key, each another number; the same phone is the same everywhere. */
export async function resealNumbers(client: pg.ClientBase, { old, fresh, salt }: Keys): Promise<void> {
  for (const each of sealed) {
    const rowsOf = `select tableoid as of, ctid as at, row_number() over () as row, ${quote(each.cipher)} as cipher
       from ${quote(each.table)} where ${quote(each.cipher)} is not null`
    await inBatches<Found>(client, rowsOf, async (rows) => {
      configureSecrets(old)
      const plain = rows.map(({ cipher, row }) => each.become(decryptText(cipher), Number(row), salt))
      configureSecrets(fresh)
      await write(client, each, rows, plain)
    })
  }
  configureSecrets(fresh)
  await client.query(
    `update application a set identity_tail = right(a.id::text || '0000', 4) where identity_tail is not null`,
  )
  for (const table of ['application_correction', 'requested_account']) {
    await client.query(`update ${table} set identity_tail = '0000' where identity_tail is not null`)
  }
}

async function write(
  client: pg.ClientBase,
  { table, cipher, tail, hash }: Sealed,
  rows: { of: number; at: string }[],
  plain: string[],
): Promise<void> {
  const set = [
    `${quote(cipher)} = u.cipher`,
    ...(tail ? [`${quote(tail)} = u.tail`] : []),
    ...(hash ? [`${quote(hash)} = u.hash`] : []),
  ]
  await client.query(
    `update ${quote(table)} t set ${set.join(', ')}
     from unnest($1::oid[], $2::tid[], $3::bytea[], $4::text[], $5::bytea[]) as u(of, at, cipher, tail, hash)
     where t.tableoid = u.of and t.ctid = u.at`,
    [
      rows.map(({ of }) => of),
      rows.map(({ at }) => at),
      plain.map(encryptText),
      plain.map((text) => text.slice(-4)),
      plain.map(hashForLookup),
    ],
  )
}
