import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { findApplicationRow } from '../sql/applications.ts'
import { countNewAccounts, listNewAccounts } from '../sql/new-accounts.ts'
import { openApplication } from '../standing.ts'
import type { AccountRows, accountRowsQuery } from './contract.ts'

/** Accounts that an application opens, a page at a time; refuses with `NOT_FOUND`. */
export async function listAccountRows(
  ctx: Ctx,
  id: number,
  { after, limit }: z.infer<typeof accountRowsQuery>,
): Promise<AccountRows> {
  const application = await findApplicationRow(ctx, id)
  if (!application) throw notFound('申请')
  const rows = await listNewAccounts(ctx, id, { after, limit: limit + 1 })
  const items = rows.slice(0, limit).map(({ meter, identityTail, phoneTail, ...row }) => ({
    ...row,
    identityNumberMasked: identityTail === null ? null : `**************${identityTail}`,
    phoneMasked: phoneTail === null ? null : `*******${phoneTail}`,
    hasMeter: meter !== null,
  }))
  return {
    counts: await countNewAccounts(ctx, id),
    items,
    nextAfter: rows.length > limit ? (items.at(-1)?.position ?? null) : null,
    mayImport: mayImport(ctx, await openApplication(ctx, application)),
  }
}

const listed = ['intake', 'customer']
const metered = ['installer', 'intake']

/** The list until the contract fixes its numbers, meters while they are put up. */
export function mayImport(
  { actor }: Ctx,
  { application, standing }: Awaited<ReturnType<typeof openApplication>>,
): AccountRows['mayImport'] {
  if (application.kind !== 'residential-compound' || standing.status !== 'open') return []
  const has = (roles: string[]) => actor.roles.some((role) => roles.includes(role))
  const isFixed = standing.done.includes('contract') || standing.done.includes('meters-installation')
  return [
    ...(!isFixed && has(listed) ? (['accounts'] as const) : []),
    ...(standing.open.includes('meters-installation') && has(metered) ? (['meters'] as const) : []),
  ]
}
