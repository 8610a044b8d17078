import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findContactRow } from '../sql/contacts.ts'
import { addOrderEntry, findServingOrganisation, insertOrder } from '../sql/work-orders.ts'
import { startClocks } from './clocks.ts'
import type { newWorkOrder, WorkOrder } from './contract.ts'
import { readSubkind } from './kinds.ts'
import { findWorkOrder } from './read.ts'
import { takeOrderStep } from './steps.ts'
import { tellTimeline } from './tell.ts'

/**
 * Opens a work order, and starts the clocks that its kind has on this day in this area; due instants are stored as
 * promised. With an `answer` it is answered and closed at once. Refuses with `SUBKIND_UNFIT`, `FORM_UNFIT`,
 * `ADDRESS_MISSING` where neither account nor address says the place, with `NOT_FOUND`, and with `STEP_NOT_POSSIBLE`
 * where its way has no answer at the desk.
 */
export function openWorkOrder(ctx: Ctx, input: z.output<typeof newWorkOrder>): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const subkind = await readSubkind(inner, input)
    const account = input.accountNo ? await findAccountFile(inner, { accountNo: input.accountNo }) : null
    const address = input.address ?? account?.address
    if (!address)
      throw new Refusal('ADDRESS_MISSING', '请填写地址,或先选定户号', {
        status: 400,
        issues: [{ path: 'address', message: '地址必填' }],
      })
    if (input.contactId !== undefined && !(await findContactRow(inner, input.contactId))) throw notFound('联系')
    const organisation = await findServingOrganisation(inner, account?.accountId ?? null)
    if (!organisation) throw notFound('供电所')
    const id = await insertOrder(inner, {
      kind: input.kind,
      subkindId: subkind.id,
      handler: subkind.handler,
      form: input.form,
      urgency: input.urgency,
      accountId: account?.accountId ?? null,
      contactId: input.contactId ?? null,
      organisationId: organisation.id,
      address,
      description: input.description,
    })
    await startClocks(inner, { id, ...input, area: organisation.area }, 'opened', 'opened')
    await addOrderEntry(inner, id, { act: 'opened', note: input.description })
    const order = await findWorkOrder(inner, id)
    await recordAudit(inner, { action: 'work-order.opened', subject: `work-order:${order.workOrderNo}` })
    if (account) await tellTimeline(inner, account.accountId, order, { act: 'opened', zh: '已受理', en: 'opened' })
    await publish(inner, 'work-order.opened', {
      workOrderId: id,
      workOrderNo: order.workOrderNo,
      accountId: account?.accountId ?? null,
    })
    if (input.answer === undefined) return order
    return takeOrderStep(inner, id, 'answer', { version: order.version, note: input.answer })
  })
}
