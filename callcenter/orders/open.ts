import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { asAgreed, linkMatters } from '../matters/recognise.ts'
import { findContactRow } from '../sql/contacts.ts'
import { findShield, hideContact } from '../sql/shields.ts'
import { findServingOrganisation } from '../sql/units.ts'
import { addOrderEntry } from '../sql/work-order-entries.ts'
import { insertOrder } from '../sql/work-orders.ts'
import { startClocks } from './clocks.ts'
import { detectRepeat, keepAway, readAgainst } from './complaints.ts'
import type { newWorkOrder, WorkOrder } from './contract.ts'
import { readSubkind } from './kinds.ts'
import { findWorkOrder } from './read.ts'
import { takeOrderStep } from './steps.ts'
import { tellTimeline } from './tell.ts'

/**
 * Opens a work order, and starts the clocks that its kind has on this day in this area; due instants are stored as
 * promised. With an `answer` it is answered and closed at once. Refuses as `asAgreed` and `linkMatters` do, with `SUBKIND_UNFIT`, `FORM_UNFIT`,
 * `ADDRESS_MISSING` where neither account nor address says the place, what `readAgainst` refuses with, with `NOT_FOUND`, and with `STEP_NOT_POSSIBLE`
 * where its way has no answer at the desk.
 */
export function openWorkOrder(ctx: Ctx, given: z.output<typeof newWorkOrder>): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const input = await asAgreed(inner, given)
    const subkind = await readSubkind(inner, input)
    const account = input.accountNo ? await findAccountFile(inner, { accountNo: input.accountNo }) : null
    const address = input.address ?? account?.address
    if (!address)
      throw new Refusal('ADDRESS_MISSING', '请填写地址，或先选定户号', {
        status: 400,
        issues: [{ path: 'address', message: '地址必填' }],
      })
    if (input.contactId !== undefined && !(await findContactRow(inner, input.contactId))) throw notFound('联系')
    const serving = await findServingOrganisation(inner, account?.accountId ?? null)
    if (!serving) throw notFound('供电所')
    const isImportant = (account?.importantGrade ?? null) !== null
    const against = await readAgainst(inner, input)
    const organisation = await keepAway(inner, serving, against)
    const about = { accountId: account?.accountId ?? null, contactId: input.contactId ?? null }
    const { isForProvince, ...repeat } = await detectRepeat(inner, { ...input, ...about })
    const id = await insertOrder(inner, {
      kind: input.kind,
      subkindId: subkind.id,
      handler: subkind.handler,
      form: input.form,
      // Whatever else was chosen: danger to people or of fire is not left for later.
      urgency: input.form.danger === true ? 'urgent' : input.urgency,
      ...{ ...about, ...against, ...repeat },
      organisationId: organisation.id,
      address,
      description: input.description,
    })
    await startClocks(inner, { id, ...input, area: organisation.area, isImportant }, 'opened', 'opened')
    await addOrderEntry(inner, id, { act: 'opened', note: input.description })
    await linkMatters(inner, id, { given, accountId: about.accountId })
    if (isForProvince)
      await addOrderEntry(inner, id, { act: 'province', note: `同一事项第 ${repeat.repeats + 1} 次投诉，省公司督办` })
    const order = await findWorkOrder(inner, id)
    await recordAudit(inner, { action: 'work-order.opened', subject: `work-order:${order.workOrderNo}` })
    const shield = input.contactId === undefined ? null : await findShield(inner, input.contactId)
    if (input.contactId !== undefined && shield) await hideContact(inner, input.contactId, shield)
    const isNamed = against.complainedUnitId !== null || against.complainedUsername !== null
    if (account && !(input.kind === 'report' && isNamed))
      await tellTimeline(inner, account.accountId, order, { act: 'opened', zh: '已受理', en: 'opened' })
    await publish(inner, 'work-order.opened', {
      workOrderId: id,
      workOrderNo: order.workOrderNo,
      accountId: account?.accountId ?? null,
    })
    if (input.answer === undefined) return order
    return takeOrderStep(inner, id, 'answer', { version: order.version, note: input.answer })
  })
}
