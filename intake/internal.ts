import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import type { districtTouched } from './account-rows/contract.ts'
import type { Asked } from './applications.ts'
import type { Forms, InternalKind } from './contract.ts'
import { judge } from './judgement.ts'
import type { Ports } from './ports.ts'
import { refuseObjections } from './refusals.ts'
import { findCutOver, findSection, listAccountsOfDistrict } from './sql/internal.ts'
import { findAccountIds } from './sql/snapshots.ts'

/**
 * What the company opens of its own: the accounts that it touches are found at once. Refuses customers with `STAFF_ONLY`,
 * and with `NOT_FOUND`, `DISTRICT_UNKNOWN`, `FEEDER_UNKNOWN`, `FEEDER_UNCHANGED`, `APPLICATION_OBJECTED`.
 */
export async function ofCompany(ctx: Ctx, kind: InternalKind, form: object, ports: Ports): Promise<Asked> {
  refuseCustomers(ctx)
  return kind === 'cut-over'
    ? ofCutOver(ctx, form as Forms['cut-over'])
    : ofSection(ctx, form as Forms['section-change'], ports)
}

export function refuseCustomers({ actor }: Ctx): void {
  if (actor.customerId === null && !actor.roles.includes('customer')) return
  throw new Refusal('STAFF_ONLY', '此业务由供电公司内部发起,如有疑问请拨打服务热线', { status: 403 })
}

async function ofCutOver(ctx: Ctx, { districtId, feederId }: Forms['cut-over']): Promise<Asked> {
  const found = await findCutOver(ctx, { districtId, feederId })
  if (!found) throw refuseField('DISTRICT_UNKNOWN', 'form.districtId', '台区不存在,请重新选择')
  if (found.toFeeder === null) throw refuseField('FEEDER_UNKNOWN', 'form.feederId', '馈线不存在,请重新选择')
  if (found.fromFeederId === feederId) {
    throw refuseField('FEEDER_UNCHANGED', 'form.feederId', `台区现由 ${found.toFeeder}供电,无需割接`)
  }
  const accountIds = await listAccountsOfDistrict(ctx, districtId)
  return {
    ...bare,
    organisationId: found.organisationId,
    applicantName: found.organisationName,
    address: `${found.district}:${found.fromFeeder ?? '无'} → ${found.toFeeder}(${accountIds.length} 户)`,
    accountIds,
  }
}

async function ofSection(ctx: Ctx, form: Forms['section-change'], ports: Ports): Promise<Asked> {
  const section = await findSection(ctx, form.sectionNo)
  if (!section) throw refuseField('SECTION_UNKNOWN', 'form.sectionNo', `抄表段 ${form.sectionNo} 不存在`)
  const found = await findAccountIds(ctx, form.accountNos)
  const missing = form.accountNos.find((number) => !found.has(number))
  if (missing) throw notFound(`户号 ${missing}`)
  const accountIds = [...new Set(found.values())]
  const { objections } = await judge(ctx, { kind: 'section-change', form, accountIds }, ports)
  if (objections.length > 0) throw refuseObjections(objections)
  return {
    ...bare,
    organisationId: section.organisationId,
    applicantName: section.organisationName,
    address: `${accountIds.length} 户调至抄表段 ${form.sectionNo}`,
    accountIds,
  }
}

const bare = { requestedCapacityKw: null, householdPersons: null, applicantId: null }

function refuseField(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { issues: [{ path, message }] })
}

/** What a cut-over of a district would touch; refuses with `NOT_FOUND`. */
export async function previewCutOver(ctx: Ctx, districtId: number): Promise<z.infer<typeof districtTouched>> {
  const found = await findCutOver(ctx, { districtId, feederId: 0 })
  if (!found) throw notFound('台区')
  return { feeder: found.fromFeeder, accounts: (await listAccountsOfDistrict(ctx, districtId)).length }
}
