/**
 * SQL: the customer is one of a party's (同一客户): the same person under a former name, or entered twice and merged since.
 * A party bears the id of one of its customers, as `Actor.customerId` does.
 */
export function isOfParty(customer: string, party: string): string {
  return `${customer} in (select id from customer where coalesce(party_id, id) = ${party})`
}

/** SQL: whose customer it is. */
export function partyOf(customer: string): string {
  return `(select coalesce(party_id, id) from customer where id = ${customer})`
}

/** SQL: the customer that an identity has, by its latest name; one row of `id` and `name`, or none. */
export function customerOfIdentity(identity: string): string {
  return `(select id, name from customer where identity_id = ${identity} order by id desc limit 1)`
}
