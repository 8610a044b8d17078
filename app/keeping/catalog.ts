import type pg from 'pg'
import type { Manifest } from './manifest.ts'

export type TableShape = Omit<Manifest['tables'][number], 'file' | 'rows' | 'sha256'>

/** Every table that holds rows, partitions as tables of their own; the list of migrations is in the manifest. */
export async function listTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `select c.relname as name, (
       select json_agg(a.attname order by a.attnum) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       case when c.relispartition then json_build_object('of', p.relname, 'bound', pg_get_expr(c.relpartbound, c.oid)) end as partition
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
     where c.relkind = 'r' and c.relname <> 'migration' order by c.relname`,
  )
  return rows
}

export async function listSequences(client: pg.ClientBase): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where c.relkind = 'S' order by c.relname`,
  )
  const sequences: Manifest['sequences'] = []
  for (const { name } of rows) {
    const { rows: found } = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value::text as value, is_called as "isCalled" from ${quote(name)}`,
    )
    for (const { value, isCalled } of found) sequences.push({ name, value, isCalled })
  }
  return sequences
}

export async function listMigrations(client: pg.ClientBase): Promise<Manifest['migrations']> {
  const { rows } = await client.query('select number, name, checksum from migration order by number')
  return rows
}

export const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
export const quoteAll = (names: string[]) => names.map(quote).join(', ')
