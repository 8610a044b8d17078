/** What one row more than a page holds tells: the page, and where the next begins. Null: there is none. */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (last: Row) => string | number,
): { shown: Row[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { shown, nextCursor: last !== undefined && rows.length > limit ? String(cursorOf(last)) : null }
}
