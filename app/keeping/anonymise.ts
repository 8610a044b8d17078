import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { addressKey, nameKey } from '../../db/customers/match-keys.ts'
import { Refusal } from '../../db/refusal.ts'
import { hashPassword } from '../auth/passwords.ts'
import { inBatches } from './batches.ts'
import { quote } from './catalog.ts'
import { emptied, treatmentOf, untouched } from './personal.ts'
import type { Treatment } from './personal-columns.ts'
import { layPseudonyms } from './pseudonym-table.ts'
import { HIDDEN, listTexts, scrubJson } from './pseudonyms.ts'
import { resealNumbers } from './reseal.ts'

const BATCH = 1_000

type Column = { table: string; column: string; type: string; treatment: Treatment }

/**
 * Makes of a restored database one for training, in one transaction: nobody in it can be told any more, the same person has the
 * same pseudonym everywhere, and readings, bills and money keep their figures. Refuses with `COLUMN_WITHOUT_RULE` where nobody has said
 * what becomes of a column.
 */
export async function anonymise(
  pool: pg.Pool,
  keys: { old: Buffer; fresh: Buffer },
): Promise<{ password: string; users: number }> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('set local session_replication_role = replica')
    const columns = await listColumns(client)
    for (const table of emptied) await client.query(`delete from ${quote(table)}`)
    await client.query(`update event_cursor set xid = '0', event_id = 0`)
    await layPseudonyms(client, columns)
    await resealNumbers(client, { ...keys, salt: randomBytes(32) })
    for (const column of columns) await treat(client, column)
    for (const table of new Set(columns.filter(({ treatment }) => treatment === 'json').map((each) => each.table))) {
      await scrubTable(client, table, columns)
    }
    await treatOwn(client)
    const told = await resetUsers(client)
    await client.query('commit')
    return told
  } catch (fault) {
    await client.query('rollback').catch(() => {})
    throw fault
  } finally {
    client.release()
  }
}

/** Every column that may hold a text, with what becomes of it. */
export async function listColumns(client: pg.ClientBase): Promise<Column[]> {
  const { rows } = await client.query<Omit<Column, 'treatment'>>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind in ('r', 'p') and not c.relispartition
       and format_type(a.atttypid, a.atttypmod) in ('text', 'jsonb', 'bytea', 'text[]')
     order by 1, a.attnum`,
  )
  const wanted = rows.filter(({ table }) => !emptied.includes(table))
  const missing: string[] = []
  const columns = wanted.flatMap(({ table, column, type }): Column[] => {
    const given = treatmentOf(table, column, type)
    const treatment = untouched.includes(table) && given !== 'user' ? 'kept' : given
    if (!treatment) missing.push(`${table}.${column}`)
    return treatment ? [{ table, column, type, treatment }] : []
  })
  if (missing.length === 0) return columns
  throw new Refusal('COLUMN_WITHOUT_RULE', `没有规定如何脱敏:${missing.join('、')}`)
}

async function treat(client: pg.ClientBase, { table, column, treatment }: Column): Promise<void> {
  const [of, at] = [quote(table), quote(column)]
  if (treatment === 'ref') {
    await client.query(
      `update ${of} t set ${at} = replace(t.${at}, p.original, p.replacement) from pseudonym p
       where p.kind = case when t.${at} like 'user:%' then 'user' else 'number' end and p.original = split_part(t.${at}, ':', 2)`,
    )
  } else if (treatment === 'text') {
    await client.query(`update ${of} set ${at} = $1 where ${at} <> ''`, [HIDDEN])
  } else if (treatment === 'user' || treatment === 'name' || treatment === 'address' || treatment === 'number') {
    await client.query(
      `update ${of} t set ${at} = p.replacement from pseudonym p where p.kind = $1 and p.original = t.${at}`,
      [treatment],
    )
  }
}

async function scrubTable(client: pg.ClientBase, table: string, all: Column[]): Promise<void> {
  const columns = all.filter((each) => each.table === table && each.treatment === 'json')
  const names = columns.map(({ column }) => quote(column))
  const given = columns.map((_, n) => `$${n + 3}::text[]`).join(', ')
  const set = columns.map(({ column }, n) => `${quote(column)} = u.v${n}::jsonb`).join(', ')
  const rowsOf = `select tableoid, ctid, ${names.join(', ')} from ${quote(table)}`
  await inBatches<Record<string, unknown>>(client, rowsOf, async (rows) => {
    const known = await findKnown(client, listTexts(rows.map((row) => columns.map(({ column }) => row[column]))))
    const cells = columns.map(({ column }) => rows.map((row) => toJson(row[column], known)))
    await client.query(
      `update ${quote(table)} t set ${set}
       from unnest($1::oid[], $2::tid[], ${given}) as u(of, at, ${columns.map((_, n) => `v${n}`).join(', ')})
       where t.tableoid = u.of and t.ctid = u.at`,
      [rows.map((row) => row.tableoid), rows.map((row) => row.ctid), ...cells],
    )
  })
}

function toJson(value: unknown, known: ReadonlyMap<string, string>): string | null {
  return value === null || value === undefined ? null : JSON.stringify(scrubJson(value, known))
}

async function findKnown(client: pg.ClientBase, texts: string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ original: string; replacement: string }>(
    `select original, min(replacement) as replacement from pseudonym
     where original = any($1) and kind <> 'user' group by original`,
    [[...new Set(texts)]],
  )
  return new Map(rows.map(({ original, replacement }) => [original, replacement]))
}

/** What has a shape of its own; above all no copy may call upon a meter that stands somewhere. */
async function treatOwn(client: pg.ClientBase): Promise<void> {
  const white = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
    'base64',
  )
  for (const statement of [
    `update terminal set protocol = 'mqtt', host = null, port = null, registration = null, serial = null, mapper = null,
       vendor_topic = null, dials_in = false`,
    `update collection_link set meter_address = lpad(id::text, 12, '0') where meter_address is not null`,
    `update exchange_entry set digest = md5(id::text), meter_address = null, seals = '{}', unknown_seals = '{}'`,
    `update crew_entry set latitude = null, longitude = null, accuracy_m = null, digest = decode(md5(entry_id::text), 'hex')`,
    `update contact set call_id = 'call-' || id where call_id is not null`,
    `update application_notice set holders = '{}'`,
    `update customer_transformer set name = '变压器' || id`,
    `update receiving_point set name = '受电点' || id`,
    `update account_charge set idempotency_key = md5(id::text)`,
    `update payment set idempotency_key = md5(id::text) where idempotency_key is not null`,
    replaceUsers('price_draft', 'drafters'),
    replaceUsers('menu_flow', 'drafters'),
    replaceUsers('knowledge_version', 'drafters'),
    `update unit_contact set phone = '00000000'`,
  ]) {
    await client.query(statement)
  }
  for (const table of ['reading_photo', 'order_photo'])
    await client.query(`update ${table} set media_type = 'image/png', bytes = $1, sha256 = md5(id::text)`, [white])
  await rekey(client, 'customer', { from: 'name', to: 'name_key', keyOf: nameKey })
  await rekey(client, 'account', { from: 'address', to: 'address_key', keyOf: addressKey })
  await rekey(client, 'application', { from: 'address', to: 'address_key', keyOf: addressKey })
}

/** Of a column that lists user names: each becomes the same other one. */
function replaceUsers(table: string, column: string): string {
  return `update ${table} set ${column} = array(select coalesce(p.replacement, d)
    from unnest(${column}) d left join pseudonym p on p.kind = 'user' and p.original = d)`
}

type Rekeyed = { from: string; to: string; keyOf: (text: string) => string }

async function rekey(client: pg.ClientBase, table: string, { from, to, keyOf }: Rekeyed): Promise<void> {
  let after = 0
  for (;;) {
    const { rows } = await client.query<{ id: number; text: string }>(
      `select id, ${from} as text from ${table} where id > $1 order by id limit ${BATCH}`,
      [after],
    )
    if (rows.length === 0) return
    after = Number(rows.at(-1)?.id)
    await client.query(
      `update ${table} t set ${to} = u.key from unnest($1::bigint[], $2::text[]) as u(id, key) where u.id = t.id`,
      [rows.map(({ id }) => id), rows.map(({ text }) => keyOf(text))],
    )
  }
}

/** One password for all, made for this copy and told once; the second factors are gone with their secrets. */
async function resetUsers(client: pg.ClientBase): Promise<{ password: string; users: number }> {
  const password = `Yanlian-${randomBytes(6).toString('base64url')}-26`
  const { rowCount } = await client.query(
    `update app_user set password_hash = $1, password_set_at = now(), must_change_password = false, failures = 0,
       failed_at = null, factor_reset_at = null, factor_reset_by = null, demo = false, disabled_at = case when demo then null else disabled_at end`,
    [await hashPassword(password)],
  )
  return { password, users: rowCount ?? 0 }
}
