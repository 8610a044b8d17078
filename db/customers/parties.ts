import type { Actor } from '../context.ts'

/**
 * SQL: the customer is one of a party's (同一客户): the same person under a former name, or entered twice and merged since.
 * A party bears the id of one of its customers, as `Actor.customerId` does; who has a log-in and is no customer yet is a party of
 * his own, under his user's id below zero.
 */
export function isOfParty(customer: string, party: string): string {
  return `${customer} in (select id from customer where coalesce(party_id, id) = ${party})`
}

/** SQL: a user name is the log-in of another customer than the party. */
export function isOthers(username: string, party: string): string {
  return `exists (select 1 from app_user w where w.username = ${username} and w.customer_id is not null
    and not (${isOfParty('w.customer_id', party)}))`
}

/** SQL: by what name somebody acted, as a party may read it: another customer's is not told. Null: staff reads. */
export function nameFor(party: string, { username, name }: { username: string; name: string }): string {
  return `case when ${party}::bigint is not null and ${isOthers(username, party)} then '***' else ${name} end`
}

/** SQL: whose customer it is. */
export function partyOf(customer: string): string {
  return `(select coalesce(party_id, id) from customer where id = ${customer})`
}

/** SQL: the ids of every customer of the parties that hold one of these accounts, or held it. */
export function holdersOf(accounts: string): string {
  return `(select k.id from customer k where coalesce(k.party_id, k.id) in (
    select coalesce(h.party_id, h.id) from account_term t join customer h on h.id = t.customer_id
    where t.known_to is null and t.account_id = any(${accounts})))`
}

/** SQL: the customer that an identity has, by its latest name; one row of `id` and `name`, or none. */
export function customerOfIdentity(identity: string): string {
  return `(select id, name from customer where identity_id = ${identity} order by id desc limit 1)`
}

/** The customer that somebody with a log-in is; null while he is none. */
export function customerOf({ customerId }: Actor): number | null {
  return customerId !== null && customerId > 0 ? customerId : null
}
