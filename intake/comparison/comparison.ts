import type { Ctx } from '../../db/context.ts'
import type { FileChange } from '../../db/customers/changes/shape.ts'
import { notFound } from '../../db/refusal.ts'
import { composeChanges } from '../archive.ts'
import { judgeAgain } from '../judgement.ts'
import type { Ports } from '../ports.ts'
import {
  applyToFacts,
  compareDays,
  type Difference,
  daysOf,
  hideOthers,
  type Names,
  scopeOf,
} from '../rules/comparison.ts'
import { type ApplicationRow, findApplicationRow } from '../sql/applications.ts'
import { listDifferences, listFacts, listNames, wasHolder } from '../sql/pictures.ts'
import { openApplication } from '../standing.ts'
import type { Comparison } from './contract.ts'

/** What the archive would change, without writing, or what it did; refuses with `NOT_FOUND`. */
export async function compareFile(ctx: Ctx, applicationId: number, ports: Ports): Promise<Comparison> {
  const application = await findApplicationRow(ctx, applicationId)
  if (!application) throw notFound('申请')
  const { standing, data } = await openApplication(ctx, application)
  const side = await findSide(ctx, application)
  if (application.status === 'archived') {
    return { state: 'done', rows: hideOthers(await listDifferences(ctx, applicationId), side) }
  }
  if (application.status !== 'open') return { state: 'nothing', rows: [] }
  if (!standing.open.includes('archive')) return { state: 'ahead', rows: [] }
  const changes = await composeChanges(ctx, application, data, await judgeAgain(ctx, application, ports))
  return { state: 'preview', rows: hideOthers(await foresee(ctx, application.accountIds, changes), side) }
}

/** On which side of a transfer the reader stands; null: he is staff, or nobody else has a part in it. */
async function findSide(ctx: Ctx, { kind, accountIds, submittedAt }: ApplicationRow): Promise<'old' | 'new' | null> {
  const { customerId } = ctx.actor
  if (kind !== 'transfer' || customerId === null) return null
  return (await wasHolder(ctx, { accountIds, customerId, at: submittedAt })) ? 'old' : 'new'
}

async function foresee(ctx: Ctx, accountIds: number[], changes: FileChange[]): Promise<Difference[]> {
  const names = await findNames(ctx, changes)
  const days = []
  const scope = scopeOf(accountIds, changes)
  for (const day of daysOf(changes)) {
    const before = await listFacts(ctx, scope, day)
    days.push({ day, before, after: applyToFacts(before, changes, day, names) })
  }
  return compareDays(days)
}

async function findNames(ctx: Ctx, changes: FileChange[]): Promise<Names> {
  const customers = changes.flatMap((change) => {
    if (change.change === 'term-set') return change.set.customerId ?? []
    const customer =
      change.change === 'customer-set'
        ? change.customer
        : change.change === 'account-opened'
          ? change.account.customer
          : null
    return customer && 'id' in customer ? customer.id : []
  })
  const districts = changes.flatMap((change) => {
    if (change.change === 'account-opened') return change.account.point.districtId ?? []
    if (change.change === 'point-set') return change.set.districtId ?? []
    return change.change === 'points-moved' ? change.districtId : []
  })
  const feeders = changes.flatMap((change) => {
    if (change.change === 'district-cut-over') return change.feederId
    const sources = change.change === 'account-opened' ? change.account.sources : null
    return (change.change === 'sources-set' ? change.sources : (sources ?? [])).map(({ feederId }) => feederId)
  })
  return {
    customers: await listNames(ctx, 'customer', customers),
    districts: await listNames(ctx, 'transformer_district', districts),
    feeders: await listNames(ctx, 'feeder', feeders),
  }
}
