import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { findUnitPath } from '../sql/network.ts'
import { closeReminder as closeRow, listReminderRows } from '../sql/reminders.ts'
import type { reminderCloseInput, reminderList, reminderQuery } from './contract.ts'

/** What is about to end, the first before the others; refuses with `NOT_FOUND` a unit that the reader does not see. */
export async function listReminders(
  ctx: Ctx,
  { subject, organisationId, done }: z.infer<typeof reminderQuery> = {},
): Promise<z.infer<typeof reminderList>> {
  const unitPath = organisationId === undefined ? null : await findUnitPath(ctx, organisationId)
  if (unitPath === undefined) throw notFound('供电单位')
  const rows = await listReminderRows(ctx, { subject: subject ?? null, unitPath, isDone: done === true })
  return {
    items: rows.map(({ madeById, madeByNo, openId, openNo, ...row }) => ({
      ...row,
      daysLeft: countDays(civilDay(ctx.now), row.endsOn),
      openedAt: row.openedAt.toISOString(),
      doneAt: row.doneAt?.toISOString() ?? null,
      madeBy: toCase(madeById, madeByNo),
      openCase: toCase(openId, openNo),
    })),
  }
}

const toCase = (id: number | null, applicationNo: string | null) =>
  id === null || applicationNo === null ? null : { id, applicationNo }

const countDays = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** Says what was agreed with the customer; refuses with `NOT_FOUND` what is closed or of other units. */
export async function closeReminder(ctx: Ctx, id: number, { note }: z.infer<typeof reminderCloseInput>): Promise<void> {
  await transact(ctx, async (inner) => {
    if (!(await closeRow(inner, id, note))) throw notFound('提醒')
    await recordAudit(inner, { action: 'supply-reminder.closed', subject: `supply-reminder:${id}` })
  })
}
