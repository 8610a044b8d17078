import type { Ctx } from '../../context.ts'
import { normalisePhone } from '../identities.ts'
import { nameKey } from '../match-keys.ts'
import { encryptText, hashForLookup } from '../secrets.ts'
import { copyInto, takeIds } from './copy.ts'

export type BroughtPerson = {
  customerKind: string
  name: string
  idNumber: string | null
  phone: string | null
}
type Person = { hash: Buffer | null; identityId: number; isNew: boolean; rows: number[] }

/**
 * The customer of each row, in their order. Whoever has one number on his papers is one customer, in the sheet and in the
 * file; without a number each row is somebody of his own.
 */
export async function bringCustomers(ctx: Ctx, rows: BroughtPerson[]): Promise<number[]> {
  const people = groupByNumber(rows)
  await findIdentities(ctx, people)
  await insertIdentities(ctx, people, rows)
  await fillPhones(ctx, people, rows)
  const known = await listCustomers(
    ctx,
    people.filter(({ isNew }) => !isNew).map(({ identityId }) => identityId),
  )
  const customers: number[] = Array(rows.length).fill(0)
  const fresh: { person: Person; row: BroughtPerson; partyId: number | null }[] = []
  for (const person of people) {
    const row = rows[person.rows[0] ?? 0]
    const same = known.filter(({ identityId }) => identityId === person.identityId)
    const named = same.find(({ name }) => name === row?.name)
    if (named) for (const n of person.rows) customers[n] = named.id
    else if (row) fresh.push({ person, row, partyId: same[0]?.partyId ?? null })
  }
  const ids = await takeIds(ctx, 'customer', fresh.length)
  for (const [k, { person }] of fresh.entries()) for (const n of person.rows) customers[n] = ids[k] ?? 0
  await copyInto(
    ctx,
    'customer',
    ['id', 'kind', 'name', 'identity_id', 'opened_at', 'name_key', 'party_id'],
    fresh.map(({ person, row, partyId }, k) => [
      ...[ids[k] ?? 0, row.customerKind, row.name, person.identityId, ctx.now, nameKey(row.name), partyId],
    ]),
  )
  return customers
}

function groupByNumber(rows: BroughtPerson[]): Person[] {
  const byNumber = new Map<string, Person>()
  return rows.flatMap(({ idNumber }, n): Person[] => {
    const before = idNumber === null ? undefined : byNumber.get(idNumber)
    if (before) {
      before.rows.push(n)
      return []
    }
    const hash = idNumber === null ? null : hashForLookup(idNumber)
    const person = { hash, identityId: 0, isNew: true, rows: [n] }
    if (idNumber !== null) byNumber.set(idNumber, person)
    return [person]
  })
}

async function findIdentities(ctx: Ctx, people: Person[]): Promise<void> {
  const known = await ctx.db.rows<{ id: number; hash: string }>(
    `select id, encode(number_hash, 'hex') as hash from identity where number_hash = any($1)`,
    [people.flatMap(({ hash }) => hash ?? [])],
  )
  const byHash = new Map(known.map(({ id, hash }) => [hash, id]))
  const fresh = people.filter((person) => {
    const id = person.hash === null ? undefined : byHash.get(person.hash.toString('hex'))
    if (id !== undefined) Object.assign(person, { identityId: id, isNew: false })
    return person.isNew
  })
  const ids = await takeIds(ctx, 'identity', fresh.length)
  for (const [k, person] of fresh.entries()) person.identityId = ids[k] ?? 0
}

async function insertIdentities(ctx: Ctx, people: Person[], rows: BroughtPerson[]): Promise<void> {
  await copyInto(
    ctx,
    'identity',
    ['id', 'number_cipher', 'number_hash', 'phone_cipher', 'phone_hash', 'phone_tail'],
    people
      .filter(({ isNew }) => isNew)
      .map(({ identityId, hash, rows: of }) => {
        const idNumber = rows[of[0] ?? 0]?.idNumber ?? null
        const told = of.map((n) => rows[n]?.phone ?? null).find((phone) => phone !== null)
        return [identityId, idNumber === null ? null : encryptText(idNumber), hash, ...phoneCells(told)]
      }),
  )
}

/** Somebody who is known without a phone gets the one that is told; one that is known stays. */
async function fillPhones(ctx: Ctx, people: Person[], rows: BroughtPerson[]): Promise<void> {
  const told = people.flatMap(({ isNew, identityId, rows: of }) => {
    const phone = of.map((n) => rows[n]?.phone ?? null).find((each) => each !== null)
    return isNew || !phone ? [] : [[identityId, ...phoneCells(phone)]]
  })
  await ctx.db.run(
    `update identity i set phone_cipher = u.cipher, phone_hash = u.hash, phone_tail = u.tail
     from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::text[]) as u(id, cipher, hash, tail)
     where i.id = u.id and i.phone_hash is null`,
    [0, 1, 2, 3].map((part) => told.map((cells) => cells[part] ?? null)),
  )
}

function phoneCells(told: string | null | undefined): (Buffer | string | null)[] {
  if (!told) return [null, null, null]
  const phone = normalisePhone(told)
  return [encryptText(phone), hashForLookup(phone), phone.slice(-4)]
}

function listCustomers(
  ctx: Ctx,
  identityIds: number[],
): Promise<{ id: number; name: string; identityId: number; partyId: number }[]> {
  return ctx.db.rows(
    `select id, name, identity_id as "identityId", coalesce(party_id, id) as "partyId" from customer
     where identity_id = any($1) order by id desc`,
    [identityIds],
  )
}

/** Gives whoever holds each account now another phone number. */
export async function correctPhones(ctx: Ctx, phones: { accountNo: string; phone: string }[]): Promise<void> {
  const cells = phones.map(({ phone }) => phoneCells(phone))
  await ctx.db.run(
    `update identity i set phone_cipher = u.cipher, phone_hash = u.hash, phone_tail = u.tail
     from unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[]) as u(no, cipher, hash, tail)
     join account a on a.account_no = u.no
     join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     join customer c on c.id = t.customer_id where i.id = c.identity_id`,
    [phones.map(({ accountNo }) => accountNo), ...[0, 1, 2].map((part) => cells.map((each) => each[part] ?? null))],
  )
}
