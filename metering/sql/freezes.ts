import type { Ctx } from '../../db/context.ts'
import { MARK_GRACE_MS } from '../rules/intervals.ts'
import { roleColumns, roles } from '../rules/values.ts'

const columns = roles.map((role) => roleColumns[role])

/**
 * The reading keeps its own time: a freeze says which midnight it stands for by being the one nearest to it. Asked meter
 * by meter and only of those that have none yet: a day of a city's curves is not read through for one quarter hour.
 */
export function freezeIntervals(ctx: Ctx, midnight: Date, frozenAs: 'day' | 'month'): Promise<number> {
  return ctx.db.run(
    `insert into register_reading (installation_id, measured_at, point_id, frozen_as, read_at, arrived_at, quality, ${columns.join(', ')})
     select v.installation_id, v.measured_at, v.point_id, $2, v.read_at, v.arrived_at, v.quality, ${columns.map((column) => `v.${column}`).join(', ')}
     from installation i
     join interval_reading v on v.point_id = i.point_id and v.installation_id = i.id
       and v.at = $1::timestamptz - interval '15 minutes'
     where i.installed_at <= $1 and (i.removed_at is null or i.removed_at >= $1) and v.import_wh is not null
       and v.measured_at between $1::timestamptz - $3 * interval '1 millisecond' and $1::timestamptz + $3 * interval '1 millisecond'
       and not exists (select 1 from register_reading f where f.installation_id = i.id and f.measured_at = v.measured_at
         and (f.frozen_as = 'month' or f.frozen_as = $2))
     on conflict (installation_id, measured_at) do update set frozen_as = excluded.frozen_as
     where register_reading.frozen_as is distinct from excluded.frozen_as and register_reading.frozen_as is distinct from 'month'`,
    [midnight, frozenAs, MARK_GRACE_MS],
  )
}
