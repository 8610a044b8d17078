/** SQL: a term of the account that holds on the last day before `end`, of a bill or statement `b` its end: whose it is. */
export const holdsAtEnd = (term: string, end = 'b.period_to') =>
  `${term}.valid_from < ${end} and (${term}.valid_to is null or ${term}.valid_to >= ${end})`

/** SQL: the party that held an account on the last day before `end`. */
export const holderAtEnd = (account: string, end: string) => `(
  select coalesce(h.party_id, h.id) from account_term e join customer h on h.id = e.customer_id
  where e.account_id = ${account} and e.known_to is null and ${holdsAtEnd('e', end)})`
