import type { Ctx } from '../../db/context.ts'

export type PastClock = { workOrderNo: string; path: string; startedAt: Date; dueAt: Date; stoppedAt: Date | null }

/** Clocks that ran under a rule and began from a day through another. */
export function listPastClocks(
  ctx: Ctx,
  of: {
    kind: string
    clock: string
    area: string | null
    subkind: string | null
    ruleFrom: string
    from: string
    to: string
    limit: number
  },
): Promise<PastClock[]> {
  return ctx.db.rows(
    `select w.work_order_no as "workOrderNo", o.path, c.started_at as "startedAt", c.due_at as "dueAt",
       c.stopped_at as "stoppedAt"
     from work_order_clock c join work_order w on w.id = c.work_order_id join organisation o on o.id = w.organisation_id
     join deadline_rule r on r.id = c.rule_id
     where r.kind = $1 and r.clock = $2 and r.area is not distinct from $3 and r.valid_from = $4
       and r.subkind is not distinct from $8 and c.due_at is not null
       and c.started_at >= $5::date and c.started_at < $6::date + 1 order by c.started_at desc limit $7`,
    [of.kind, of.clock, of.area, of.ruleFrom, of.from, of.to, of.limit, of.subkind],
  )
}
