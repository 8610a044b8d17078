import pg from 'pg'

type Query = string | { text: string }

/** The statements that the database was asked meanwhile, in order: what somebody could measure by the time it takes. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const { query } = pg.Client.prototype
  const noting = function (this: pg.Client, ...asked: unknown[]) {
    seen.push(textOf(asked[0] as Query))
    return Reflect.apply(query, this, asked)
  }
  pg.Client.prototype.query = noting as typeof query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return seen
}

function textOf(query: Query): string {
  return typeof query === 'string' ? query : query.text
}
