import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { notFound } from '../db/refusal.ts'
import type { reminderCloseInput, reminderList } from './clerks-contract.ts'
import { closeReminder as closeRow, listReminderRows } from './sql/reminders.ts'

/** What is about to end, the first before the others. */
export async function listReminders(ctx: Ctx): Promise<z.infer<typeof reminderList>> {
  const rows = await listReminderRows(ctx)
  return { items: rows.map((row) => ({ ...row, openedAt: row.openedAt.toISOString() })) }
}

/** Says what was agreed with the customer; refuses with `NOT_FOUND` what is closed or of other units. */
export async function closeReminder(ctx: Ctx, id: number, { note }: z.infer<typeof reminderCloseInput>): Promise<void> {
  await transact(ctx, async (inner) => {
    if (!(await closeRow(inner, id, note))) throw notFound('提醒')
    await recordAudit(inner, { action: 'supply-reminder.closed', subject: `supply-reminder:${id}` })
  })
}
