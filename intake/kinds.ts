import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { ApplicationKind, PaperKind } from './contract.ts'
import { latestFlow } from './flows/all.ts'
import { clockTitles } from './flows/steps.ts'
import { applicationKinds, changeKinds, newKinds } from './forms.ts'
import type { accountFacts, accountOffer, kindList } from './offer-contract.ts'
import type { Bilingual } from './rules/flow/shape.ts'
import { kindRules } from './rules/kinds/all.ts'
import { type AccountSnapshot, stateOn } from './rules/kinds/facts.ts'
import { listUnfit } from './rules/kinds/fitting.ts'
import { findSupply, listLimits } from './sql/clocks.ts'
import { findAccountIds, listSnapshots, listStatutoryRules } from './sql/snapshots.ts'
import { listStatements } from './sql/statements.ts'

/** What can be asked for, with the regulations and limits in force today. */
export async function listKinds(ctx: Ctx): Promise<z.infer<typeof kindList>> {
  const day = civilDay(ctx.now)
  const items = []
  for (const kind of applicationKinds) {
    const limits = await listLimits(ctx, { kind, day })
    const { steps, clocks } = latestFlow(kind)
    const isConditional = (code: string) => {
      const until = clocks.find((clock) => clock.code === code)?.until
      return steps.find(({ step }) => step === until)?.when !== undefined
    }
    items.push({
      kind,
      title: kindRules[kind].title,
      isNew: (newKinds as readonly string[]).includes(kind),
      papers: steps.find(({ step }) => step === 'accept')?.papers as PaperKind[],
      rules: await listStatutoryRules(ctx, kind, day),
      statements: await listStatements(ctx, kind, day),
      limits: limits.toSorted(inOrder).map(({ supply, ...limit }) => ({
        ...limit,
        title: clockTitles[limit.clock] ?? { zh: limit.clock, en: limit.clock },
        isConditional: isConditional(limit.clock),
        supply: supply && { code: supply, title: supplyTitles[supply] },
      })),
    })
  }
  return { items }
}

export function titleOfKind(kind: ApplicationKind): Bilingual {
  return kindRules[kind].title
}

export const supplyTitles = {
  'low-residential': { zh: '低压居民', en: 'household' },
  'low-other': { zh: '低压非居民', en: 'low voltage' },
  high: { zh: '高压', en: 'high voltage' },
}

const clocksInOrder = Object.keys(clockTitles)

function inOrder(one: { clock: string }, other: { clock: string }): number {
  return clocksInOrder.indexOf(one.clock) - clocksInOrder.indexOf(other.clock)
}

/** What the forms of a change ask about an account; refuses with `NOT_FOUND`. */
export async function findAccountFacts(ctx: Ctx, accountNo: string): Promise<z.infer<typeof accountFacts>> {
  return toFacts(await findSnapshot(ctx, accountNo), civilDay(ctx.now))
}

/** The same with what it cannot have; refuses with `NOT_FOUND`. */
export async function findAccountOffer(ctx: Ctx, accountNo: string): Promise<z.infer<typeof accountOffer>> {
  const account = await findSnapshot(ctx, accountNo)
  const today = civilDay(ctx.now)
  return {
    ...toFacts(account, today),
    supply: await findSupply(ctx, account.accountId),
    unfit: listUnfit(changeKinds, account, today),
  }
}

async function findSnapshot(ctx: Ctx, accountNo: string): Promise<AccountSnapshot> {
  const accountId = (await findAccountIds(ctx, [accountNo])).get(accountNo)
  const [account] = accountId === undefined ? [] : await listSnapshots(ctx, [accountId], civilDay(ctx.now))
  if (!account) throw notFound('户号')
  return account
}

function toFacts(account: AccountSnapshot, today: string): z.infer<typeof accountFacts> {
  const { accountNo, term, transformers } = account
  const points = [...account.points, ...account.assessmentPoints]
  return {
    ...{ accountNo, customerName: account.customer.name, address: account.address, readingDay: account.readingDay },
    ...{ class: term.class, parts: term.parts, baseCharge: term.baseCharge, status: term.status },
    ...{ contractCapacityKva: term.contractCapacityKva, runningCapacityKva: term.runningCapacityKva },
    transformers: transformers.map((each) => {
      return { id: each.id, name: each.name, capacityKva: each.capacityKva, state: stateOn(each, today) }
    }),
    points: points.map(({ pointNo, phase, priceCode, contractDemandKw, meter }) => {
      return {
        pointNo,
        phase,
        priceCode,
        contractDemandKw,
        meter: meter && { assetNo: meter.assetNo, roles: meter.roles },
      }
    }),
  }
}
