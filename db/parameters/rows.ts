import type { Ctx } from '../context.ts'
import type { Column, Key, ParameterRow, Rows, Value } from './set.ts'

/** Every row of a set, also those that ended or have not begun, by key and day. */
export async function listParameterRows(ctx: Ctx, rows: Rows): Promise<ParameterRow[]> {
  const found = rows.table === null ? [] : await ctx.db.rows<ParameterRow>(select(rows))
  const stored = [...(rows.shipped?.() ?? []), ...found]
  return rows.hasEnd ? stored : endWithTheNext(rows, stored)
}

/** Those of one key, which nobody else changes until the transaction ends. */
export async function lockParameterRows(ctx: Ctx, rows: Rows, key: Key): Promise<ParameterRow[]> {
  await ctx.db.run(`select pg_advisory_xact_lock(hashtext($1))`, [`parameter:${rows.table}`])
  return (await listParameterRows(ctx, rows)).filter((row) => isOfKey(rows, row.key, key))
}

export function isOfKey(rows: Rows, one: Key, other: Key): boolean {
  return rows.keys.every(({ name }) => one[name] === other[name])
}

export type NewParameter = {
  key: Key
  value: Value
  from: string
  to: string | null
  basis: string
  confirmed: boolean
}

export async function insertParameter(ctx: Ctx, rows: Rows, row: NewParameter): Promise<void> {
  const { actor, now } = ctx
  const kept = rows.keeps === 'known' ? 'known_from' : 'changed_at'
  const pairs: [string, string, unknown][] = [
    ...rows.keys.map((column): [string, string, unknown] => [
      column.name,
      castOf(column),
      row.key[column.name] ?? null,
    ]),
    ...rows.values.map((column): [string, string, unknown] => [
      column.name,
      castOf(column),
      row.value[column.name] ?? null,
    ]),
    ['valid_from', '?::date', row.from],
    [rows.basis, '?::text', row.basis],
    ...(rows.hasEnd ? [['valid_to', '?::date', row.to] as [string, string, unknown]] : []),
    ...(rows.confirmed ? [[rows.confirmed, '?::boolean', row.confirmed] as [string, string, unknown]] : []),
    ...(rows.keeps
      ? ([
          ['changed_by', '?::text', actor.username],
          [kept, '?::timestamptz', now],
        ] as [string, string, unknown][])
      : []),
  ]
  const places = pairs.map(([, cast], n) => cast.replace('?', `$${n + 1}`))
  await ctx.db.run(
    `insert into ${rows.table} (${pairs.map(([name]) => name).join(', ')}) values (${places.join(', ')})`,
    pairs.map(([, , value]) => value),
  )
}

/** Lets the row of a key that begins on a day end on another, or stand until further notice. */
export async function endParameter(ctx: Ctx, rows: Rows, row: ParameterRow, to: string | null): Promise<void> {
  if (!rows.hasEnd) return
  if (rows.keeps === 'known') {
    await closeKnown(ctx, rows, row)
    await insertParameter(ctx, rows, { ...row, to, confirmed: row.confirmed ?? false })
    return
  }
  const { where, values } = whereRow(rows, row, 2)
  await ctx.db.run(`update ${rows.table} set valid_to = $1 where ${where}`, [to, ...values])
}

/** Takes out a row that has not begun. */
export async function deleteParameter(ctx: Ctx, rows: Rows, row: ParameterRow): Promise<void> {
  if (rows.keeps === 'known') return closeKnown(ctx, rows, row)
  const { where, values } = whereRow(rows, row, 1)
  await ctx.db.run(`delete from ${rows.table} where ${where}`, values)
}

async function closeKnown(ctx: Ctx, rows: Rows, row: ParameterRow): Promise<void> {
  const { where, values } = whereRow(rows, row, 2)
  await ctx.db.run(`update ${rows.table} set known_to = $1 where ${where}`, [ctx.now, ...values])
}

function whereRow(rows: Rows, row: ParameterRow, first: number): { where: string; values: unknown[] } {
  const keys = rows.keys.map(({ name }, n) => `${name} is not distinct from $${first + n}`)
  const day = `valid_from = $${first + keys.length}`
  const known = rows.keeps === 'known' ? ['known_to is null'] : []
  return {
    where: [...keys, day, ...known].join(' and '),
    values: [...rows.keys.map(({ name }) => row.key[name] ?? null), row.from],
  }
}

function select(rows: Rows): string {
  const object = (columns: Column[]) =>
    columns.length === 0
      ? `'{}'::jsonb`
      : `jsonb_build_object(${columns.map((column) => `'${column.name}', ${textOf(column)}`).join(', ')})`
  const changer =
    rows.keeps === 'known'
      ? `nullif(changed_by, 'seed') as "changedBy", case when changed_by <> 'seed' then known_from end as "changedAt"`
      : rows.keeps === 'changer'
        ? `changed_by as "changedBy", changed_at as "changedAt"`
        : `null as "changedBy", null::timestamptz as "changedAt"`
  return `select ${object(rows.keys)} as key, ${object(rows.values)} as value, valid_from as "from",
      ${rows.hasEnd ? 'valid_to' : 'null::date'} as "to", ${rows.basis} as basis,
      ${rows.confirmed ?? 'null::boolean'} as confirmed, ${changer}
    from ${rows.table} ${rows.keeps === 'known' ? 'where known_to is null' : ''}
    order by ${[...rows.keys.map(({ name }) => `${name} nulls first`), 'valid_from'].join(', ')}`
}

const texts: Record<Column['type'], (name: string) => string> = {
  integer: (name) => `trim_scale(${name}::numeric)::text`,
  decimal: (name) => `trim_scale(${name}::numeric)::text`,
  serial: (name) => `${name}::text`,
  text: (name) => name,
  code: (name) => name,
  flag: (name) => `${name}::text`,
  roles: (name) => `array_to_string(${name}, ',')`,
  clauses: (name) => `${name}::text`,
}
const casts: Record<Column['type'], string> = {
  integer: '?::numeric',
  decimal: '?::numeric',
  serial: '?::int',
  text: '?::text',
  code: '?::text',
  flag: '?::boolean',
  roles: `string_to_array(?::text, ',')`,
  clauses: '?::jsonb',
}

function textOf({ type, name }: Column): string {
  return texts[type](name)
}

function castOf({ type }: Column): string {
  return casts[type]
}

function endWithTheNext(rows: Rows, stored: ParameterRow[]): ParameterRow[] {
  const sorted = stored.toSorted((a, b) => a.from.localeCompare(b.from))
  return sorted.map((row, n) => {
    const next = sorted.slice(n + 1).find((other) => isOfKey(rows, other.key, row.key))
    return { ...row, to: next?.from ?? null }
  })
}
