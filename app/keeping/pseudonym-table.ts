import type pg from 'pg'
import { quote } from './catalog.ts'
import { companyName, personName, streetAddress } from './pseudonyms.ts'

type Column = { table: string; column: string; treatment: string }
const BATCH = 5_000

/** What each name, address, number and user name is called from now on: the same wherever it stands. */
export async function layPseudonyms(client: pg.ClientBase, columns: Column[]): Promise<void> {
  await client.query(`create temp table pseudonym (kind text, original text, replacement text, serial bigint,
    is_company boolean, primary key (kind, original)) on commit drop`)
  await collect(client, columns)
  await client.query(`update pseudonym p set is_company = true where kind = 'name'
    and exists (select from customer c where c.name = p.original and c.kind = 'organisation')`)
  await client.query(`with numbered as (select kind, original, row_number() over (partition by kind order by original) - 1 as n from pseudonym)
    update pseudonym p set serial = n from numbered s where s.kind = p.kind and s.original = p.original`)
  await callUsers(client)
  await callNumbers(client)
  await callPeople(client)
  await client.query('create index pseudonym_original on pseudonym (original)')
  await client.query('analyze pseudonym')
}

async function collect(client: pg.ClientBase, columns: Column[]): Promise<void> {
  for (const { table, column, treatment } of columns) {
    if (!['name', 'address', 'number'].includes(treatment)) continue
    const at = quote(column)
    await client.query(
      `insert into pseudonym (kind, original) select distinct $1, ${at} from ${quote(table)} where ${at} <> '' on conflict do nothing`,
      [treatment],
    )
  }
  await client.query(`insert into pseudonym (kind, original) select 'user', username from app_user`)
}

/** By the first of his roles and a number, so that whoever trains finds his way. */
async function callUsers(client: pg.ClientBase): Promise<void> {
  await client.query(`
    with called as (
      select username, coalesce(roles[1], 'none') as role,
        row_number() over (partition by coalesce(roles[1], 'none') order by id) as n from app_user)
    update pseudonym p set replacement = 'x-' || c.role || '-' || lpad(c.n::text, 2, '0')
    from called c where p.kind = 'user' and p.original = c.username`)
}

/** An account's has its 13 digits, in an area that no company has; every other as many letters as tell it apart. */
async function callNumbers(client: pg.ClientBase): Promise<void> {
  await client.query(`update pseudonym set replacement = case
      when original ~ '^\\d{13}$' then '9900' || lpad(serial::text, 9, '0') else 'XL' || lpad(serial::text, 8, '0') end
    where kind = 'number'`)
}

async function callPeople(client: pg.ClientBase): Promise<void> {
  for (let after = -1; ; after += BATCH) {
    const { rows } = await client.query<{ kind: string; serial: number; isCompany: boolean | null }>(
      `select kind, serial, is_company as "isCompany" from pseudonym
       where kind in ('name', 'address') and serial > $1 and serial <= $2`,
      [after, after + BATCH],
    )
    if (rows.length === 0) return
    const called = rows.map(({ kind, serial, isCompany }) => {
      const n = Number(serial)
      if (kind === 'address') return streetAddress(n)
      return isCompany ? companyName(n) : personName(n)
    })
    await client.query(
      `update pseudonym p set replacement = u.replacement
       from unnest($1::text[], $2::bigint[], $3::text[]) as u(kind, serial, replacement)
       where p.kind = u.kind and p.serial = u.serial`,
      [rows.map(({ kind }) => kind), rows.map(({ serial }) => serial), called],
    )
  }
}
