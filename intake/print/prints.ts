import type { Readable } from 'node:stream'
import type { Ctx } from '../../db/context.ts'
import { listUnprintable, type Sheet } from '../../db/print/sheet.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import type { Ports } from '../ports.ts'
import { findApplicationRow, listDeferredPapers } from '../sql/applications.ts'
import { findLatestDraft, listMetersAt } from '../sql/contracts.ts'
import { findPlaces, listTransformerNames } from '../sql/network.ts'
import { listNewAccounts } from '../sql/new-accounts.ts'
import { listStatements } from '../sql/statements.ts'
import { isPlanAnswered, type Opened, openApplication } from '../standing.ts'
import { findContract } from './contracts.ts'
import { writeInstallationSheet } from './installation-sheet.ts'
import { writeApplicationForm, writeContract, writeDeferredNotice, writePlanReply } from './sheets.ts'
import { nameSources } from './sources.ts'

export const prints = ['application-form', 'deferred-notice', 'plan-reply', 'installation-sheet', 'contract'] as const
export type Print = (typeof prints)[number]
const titles: Record<Print, string> = {
  'application-form': '用电申请表',
  'deferred-notice': '容缺受理告知书',
  'plan-reply': '供电方案答复单',
  'installation-sheet': '装拆工作单',
  contract: '供用电合同',
}
const fieldSteps: readonly string[] = [
  'settlement',
  'meter-exchange',
  'meter-installation',
  'meters-installation',
  'sealing',
]

/**
 * A paper of an application as a PDF with its name. Refuses with `NOT_FOUND`, `NOTHING_TO_PRINT` (nothing is deferred, no
 * plan is answered, nothing is done on site), `NOT_DRAFTED` (no contract is drawn up).
 */
export async function printPaper(
  ctx: Ctx,
  { id, print }: { id: number; print: Print },
  ports: Ports,
): Promise<{ name: string; content: Readable }> {
  const application = await findApplicationRow(ctx, id)
  if (!application || (print === 'installation-sheet' && ctx.actor.customerId !== null)) throw notFound('申请')
  const sheet = await write(ctx, await openApplication(ctx, application), print, ports)
  return { name: `${titles[print]}-${application.applicationNo}.pdf`, content: sheet as unknown as Readable }
}

/** What can be printed now, and whether a contract can be drawn up; refuses with `NOT_FOUND`. */
export async function listPrints(
  ctx: Ctx,
  id: number,
): Promise<{ items: Print[]; mayDraft: boolean; unprintable: string[] }> {
  const application = await findApplicationRow(ctx, id)
  if (!application) throw notFound('申请')
  const opened = await openApplication(ctx, application)
  const { flow, data, standing } = opened
  const isCustomer = ctx.actor.customerId !== null
  const hasContract = flow.steps.some(({ step }) => step === 'contract')
  const canBe: Record<Print, boolean> = {
    'application-form': true,
    'deferred-notice': (await listDeferredPapers(ctx, id)).length > 0,
    'plan-reply': isPlanAnswered(opened),
    'installation-sheet': !isCustomer && flow.steps.some(({ step }) => fieldSteps.includes(step)),
    contract: (await findLatestDraft(ctx, id)) !== undefined,
  }
  const isPlanned = flow.steps.some(({ step }) => step === 'plan')
  const isAgreed = isPlanned ? data.plan !== undefined : application.accountIds.length > 0
  const isAccepted = standing.status === 'open' && standing.done.includes('accept')
  const mayDraft =
    hasContract && isAgreed && isAccepted && ctx.actor.roles.some((role) => role === 'intake' || role === 'manager')
  const said = [application.applicantName, application.address, JSON.stringify(application.form)]
  const rows = await listNewAccounts(ctx, id)
  const unprintable = listUnprintable([...said, ...rows.map(({ customerName }) => customerName ?? '')].join(''))
  return { items: prints.filter((print) => canBe[print]), mayDraft, unprintable }
}

async function write(ctx: Ctx, opened: Opened, print: Print, { findPrice }: Ports): Promise<Sheet> {
  const { application, data, flow } = opened
  const names = await listTransformerNames(ctx, application.accountIds)
  const rows = await listNewAccounts(ctx, application.id)
  const statements = await listStatements(ctx, application.kind, civilDay(application.submittedAt))
  if (print === 'application-form') return writeApplicationForm(opened, { names, rows, statements }, ctx.now)
  if (print === 'contract') return writeContract(opened, await findContract(ctx, opened), ctx.now)
  if (print === 'deferred-notice') {
    const deferred = await listDeferredPapers(ctx, application.id)
    if (deferred.length === 0) throw nothing('没有容缺资料,不需要告知书')
    return writeDeferredNotice(opened, deferred, ctx.now)
  }
  if (print === 'plan-reply') {
    if (!data.plan || !isPlanAnswered(opened)) throw nothing('尚未答复供电方案')
    const { districtId = null, feederId = null, priceCode } = data.plan
    const price = await findPrice(ctx, priceCode)
    const places = await findPlaces(ctx, { districtId, feederId })
    const named = await nameSources(ctx, data.plan)
    const sources: [string, string][] = named.length > 0 || !places.feeder ? named : [['接入馈线', places.feeder]]
    return writePlanReply(
      opened,
      { district: places.district, sources },
      { price: price?.nameZh ? `${price.nameZh}（${priceCode}）` : priceCode, statements },
      ctx.now,
    )
  }
  if (!flow.steps.some(({ step }) => fieldSteps.includes(step))) throw nothing('该业务没有现场装拆工作')
  const meters = await listMetersAt(ctx, application.accountIds, application.submittedAt)
  return writeInstallationSheet(opened, meters, { names, rows }, ctx.now)
}

function nothing(message: string): Refusal {
  return new Refusal('NOTHING_TO_PRINT', message)
}
