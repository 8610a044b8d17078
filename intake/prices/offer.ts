import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import type { accountPricesQuery, offeredPrices, planPricesQuery } from '../offer-contract.ts'
import type { Ports } from '../ports.ts'
import type { AccountSnapshot } from '../rules/kinds/facts.ts'
import { askedByAccount, askedByPlan, type Planned, type PriceAsked } from '../rules/kinds/price-asked.ts'
import { findApplicationRow } from '../sql/applications.ts'
import { findRegion, listFeeders } from '../sql/network.ts'
import { findAccountIds, listSnapshots } from '../sql/snapshots.ts'
import { type Opened, openApplication } from '../standing.ts'

type Advice = Pick<Ports, 'advisePrices'>
export type Offer = PriceAsked & { organisationId: number; day: string }
type Offered = z.infer<typeof offeredPrices>

/** Prices that an account's forms may name: of its province, class, voltage and capacity, in force on the day. */
export async function listAccountPrices(
  ctx: Ctx,
  { accountNo, ...query }: z.infer<typeof accountPricesQuery> & { accountNo: string },
  ports: Advice,
): Promise<Offered> {
  const accountId = (await findAccountIds(ctx, [accountNo])).get(accountNo)
  const [account] = accountId === undefined ? [] : await listSnapshots(ctx, [accountId], civilDay(ctx.now))
  if (!account) throw notFound('户号')
  return { items: await listOffered(ctx, offerOf(ctx, account, query), ports) }
}

/** Prices that the plan of an application may name, as far as it is written. Refuses with `NOT_FOUND`. */
export async function listPlanPrices(
  ctx: Ctx,
  { id, ...plan }: z.infer<typeof planPricesQuery> & { id: number },
  ports: Advice,
): Promise<Offered> {
  const application = await findApplicationRow(ctx, id)
  if (!application) throw notFound('申请')
  const opened = await openApplication(ctx, application)
  return { items: await listOffered(ctx, await offerOfPlan(ctx, opened, plan), ports) }
}

export function offerOf(
  ctx: Ctx,
  account: AccountSnapshot,
  asked: {
    accountClass?: PriceAsked['accountClass'] | undefined
    capacityKva?: number | undefined
    day?: string | undefined
  },
): Offer {
  const { accountClass, capacityKva, day = civilDay(ctx.now) } = asked
  const now = askedByAccount(account, accountClass)
  return { ...now, capacityKva: capacityKva ?? now.capacityKva, organisationId: account.organisationId, day }
}

export async function offerOfPlan(
  ctx: Ctx,
  { application, data }: Opened,
  plan: Planned & { feederId?: number | undefined },
): Promise<Offer> {
  const { kind, form, organisationId, requestedCapacityKw } = application
  const day = civilDay(ctx.now)
  const [account] = await listSnapshots(ctx, application.accountIds, day)
  const feeder = (await listFeeders(ctx)).find(({ id }) => id === plan.feederId)
  const askedKva = data.survey?.capacityKw ?? requestedCapacityKw ?? undefined
  return { ...askedByPlan({ kind, form, account, plan, feederKv: feeder?.voltageKv, askedKva }), organisationId, day }
}

export async function listOffered(ctx: Ctx, offer: Offer, ports: Advice): Promise<Offered['items']> {
  const advised = await advise(ctx, offer, ports)
  return advised.flatMap(({ applicable, priceCode, name, timeOfUse, voltageKv }) =>
    applicable ? [{ priceCode, name, timeOfUse, voltageKv }] : [],
  )
}

/** Why a price of the book is none for such a supply; null: it is. */
export async function whyNotOffered(ctx: Ctx, priceCode: string, offer: Offer, ports: Advice): Promise<string | null> {
  if (!ports.advisePrices) return null
  const found = (await advise(ctx, offer, ports)).find((each) => each.priceCode === priceCode)
  if (!found) return '该电价在本地、当日未执行,请重新选择'
  return found.applicable ? null : `该电价不适用:${found.reasons.map(({ zh }) => zh).join('、')},请重新选择`
}

async function advise(ctx: Ctx, { organisationId, ...asked }: Offer, { advisePrices }: Advice) {
  if (!advisePrices) return []
  const region = (await findRegion(ctx, organisationId)) ?? undefined
  return (await advisePrices(ctx, { ...asked, region })).items
}
