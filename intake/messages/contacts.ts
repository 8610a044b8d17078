import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { findApplicationRow } from '../sql/applications.ts'
import { findHotline, findOfficeContact, listUnitContacts, setUnitContact } from '../sql/messages.ts'
import { findUnitPath } from '../sql/network.ts'
import type { unitContactInput, unitContactList, whoToCall } from './contract.ts'

/** Whom to call about an application today; refuses with `NOT_FOUND`. */
export async function findWhoToCall(ctx: Ctx, applicationId: number): Promise<z.infer<typeof whoToCall>> {
  const application = await findApplicationRow(ctx, applicationId)
  if (!application) throw notFound('申请')
  const day = civilDay(ctx.now)
  return {
    unitName: application.organisationName,
    office: (await findOfficeContact(ctx, applicationId, day)) ?? null,
    hotline: (await findHotline(ctx, day)) ?? null,
  }
}

export async function findUnitContacts(ctx: Ctx): Promise<z.infer<typeof unitContactList>> {
  return { items: await listUnitContacts(ctx, civilDay(ctx.now)) }
}

/** Another number from a day on; refuses with `NOT_FOUND`, `DAY_PASSED`. */
export function changeUnitContact(
  ctx: Ctx,
  input: z.infer<typeof unitContactInput>,
): Promise<z.infer<typeof unitContactList>> {
  return transact(ctx, async (inner) => {
    const { organisationId, validFrom } = input
    if ((await findUnitPath(inner, organisationId)) === undefined) throw notFound('供电单位')
    if (validFrom < civilDay(inner.now)) {
      const message = '生效日期不能早于今天'
      throw new Refusal('DAY_PASSED', message, { issues: [{ path: 'validFrom', message }] })
    }
    await setUnitContact(inner, input)
    await recordAudit(inner, {
      action: 'unit-contact.changed',
      subject: `organisation:${organisationId}`,
      detail: { phone: input.phone, validFrom },
    })
    return findUnitContacts(inner)
  })
}
