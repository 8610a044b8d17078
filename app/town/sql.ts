import type { Ctx } from '../../db/context.ts'
import type { Gateway } from '../../simulators/town/live.ts'

/** The day on which the town's accounts were brought in, or null for an empty file. */
export async function findHistoryOrigin(ctx: Ctx): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date | null }>(
    `select min(installed_at) as at from installation where case_ref = 'import:town'`,
  )
  return row?.at ?? null
}

export async function addressGateways(ctx: Ctx, gateways: Gateway[]): Promise<void> {
  for (const { terminal, host, port } of gateways) {
    await ctx.db.run('update terminal set host = $2, port = $3 where asset_no = $1', [terminal, host, port])
  }
}

/** The latest reading of a meter behind a concentrator: what came after it has yet to be sent. */
export async function findLatestReading(ctx: Ctx): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date | null }>(
    `select min(latest.at) as at from (
       select max(r.measured_at) as at
       from latest_reading r
       join installation i on i.id = r.installation_id
       join collection_link l on l.device_id = i.device_id and l.valid_to is null
       join terminal t on t.id = l.terminal_id
       where t.protocol = 'mqtt' group by t.id) as latest`,
  )
  return row?.at ?? null
}

/** Meters of the town whose readings have arrived up to an instant, and how many there are. */
export async function countReadUntil(ctx: Ctx, until: Date): Promise<{ read: number; all: number }> {
  const row = await ctx.db.first<{ read: number; all: number }>(
    `select count(*) filter (where r.measured_at >= $1) as read, count(*) as all
     from installation i left join latest_reading r on r.point_id = i.point_id
     where i.case_ref = 'import:town' and i.removed_at is null`,
    [until],
  )
  return row ?? { read: 0, all: 0 }
}

/** Who has a bill of the month, with all that he owes by now. */
export function listOwed(
  ctx: Ctx,
  billMonth: string,
): Promise<{ billId: number; accountNo: string; owedYuan: string }[]> {
  return ctx.db.rows(
    `select max(b.id) as "billId", a.account_no as "accountNo", l.charged_yuan - l.paid_yuan as "owedYuan"
     from bill b join account a on a.id = b.account_id join account_ledger l on l.account_id = b.account_id
     where b.bill_month = $1 and b.total_yuan > 0 and b.standing and b.state = 'issued' and l.charged_yuan > l.paid_yuan
     group by a.account_no, l.charged_yuan, l.paid_yuan`,
    [billMonth],
  )
}
