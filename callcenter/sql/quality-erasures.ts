import type { Ctx } from '../../db/context.ts'
import type { Erasure, Over } from '../../db/erasures.ts'
import { findStore } from '../telephony/recordings.ts'

const isKept = `coalesce(c.account_id = any($2::bigint[]), false)`
/** What is still to be judged, or under appeal, is needed. */
const recordingsOver = `from contact_recording r join contact c on c.id = r.contact_id where r.at < $1 and not ${isKept}
  and not exists (select from quality_sheet q where q.contact_id = c.id and q.state in ('open', 'appealed'))`
const sheetsOver = `from quality_sheet q join contact c on c.id = q.contact_id
  where q.state in ('judged', 'final') and q.judged_at < $1 and not ${isKept}`
const eraseSheets = `with over as (select q.id ${sheetsOver} order by q.id limit $3),
  marks as (delete from quality_mark where sheet_id in (select id from over)),
  gone as (delete from quality_sheet where id in (select id from over) returning id)
  select id from gone`

async function countOf(ctx: Ctx, over: string, { before, kept, most }: Over): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from (select 1 ${over} limit $3) as over`,
    [before, kept, most],
  )
  return row?.count ?? 0
}

export const qualityErasures: Erasure[] = [
  {
    kind: 'call-recordings',
    count: (ctx, over) => countOf(ctx, recordingsOver, over),
    async erase(ctx, { before, kept, most }) {
      const over = await ctx.db.rows<{ id: number; recording: string; engine: string }>(
        `select r.id, r.recording, c.engine ${recordingsOver} order by r.id limit $3`,
        [before, kept, most],
      )
      // The engine first: what is gone there and still on record is found again the next night.
      for (const { engine, recording } of over) await findStore(engine)?.erase(recording)
      await ctx.db.run('delete from contact_recording where id = any($1)', [over.map(({ id }) => id)])
      return over.length
    },
  },
  {
    kind: 'quality-sheets',
    count: (ctx, over) => countOf(ctx, sheetsOver, over),
    async erase(ctx, { before, kept, most }) {
      return (await ctx.db.rows(eraseSheets, [before, kept, most])).length
    },
  },
]
