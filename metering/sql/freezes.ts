import type { Ctx } from '../../db/context.ts'
import { MARK_GRACE_MS } from '../rules/intervals.ts'
import { roleColumns, roles } from '../rules/values.ts'

const columns = roles.map((role) => roleColumns[role])

/** The reading keeps its own time: a freeze says which midnight it stands for by being the one nearest to it. */
export function freezeIntervals(ctx: Ctx, midnight: Date, frozenAs: 'day' | 'month'): Promise<number> {
  return ctx.db.run(
    `insert into register_reading (installation_id, measured_at, point_id, frozen_as, read_at, arrived_at, quality, ${columns.join(', ')})
     select installation_id, measured_at, point_id, $2, read_at, arrived_at, quality, ${columns.join(', ')}
     from interval_reading
     where at = $1::timestamptz - interval '15 minutes' and import_wh is not null
       and measured_at between $1::timestamptz - $3 * interval '1 millisecond' and $1::timestamptz + $3 * interval '1 millisecond'
     on conflict (installation_id, measured_at) do update set frozen_as = excluded.frozen_as
     where register_reading.frozen_as is distinct from excluded.frozen_as and register_reading.frozen_as is distinct from 'month'`,
    [midnight, frozenAs, MARK_GRACE_MS],
  )
}
