import { recordAudit } from '../../audit.ts'
import type { Ctx } from '../../context.ts'
import { publish } from '../../events.ts'
import { transact } from '../../pool.ts'
import { Refusal } from '../../refusal.ts'
import { civilDay, startOfDay } from '../../time.ts'
import { type ExchangedMeter, exchangeMeter } from '../exchange.ts'
import { installMeter } from '../install.ts'
import { openAccount } from '../open.ts'
import { endPayer, setPayer } from '../payers.ts'
import { removeMeter } from '../removal.ts'
import { placeInSection } from '../sections.ts'
import { receivingPointOf, setSources } from '../sources.ts'
import { insertTransformer } from '../two-part.ts'
import {
  closeAccount,
  correctRatio,
  endAllowance,
  movePoints,
  removeTransformer,
  renameCustomer,
  renewContract,
  setAccountTerm,
  setCustomer,
  setDemand,
  setLineLoss,
  setPhone,
  setPlace,
  setPointTerm,
  setTransformer,
} from './accounts.ts'
import { connectGeneration } from './generation.ts'
import type { FileChange, Why } from './shape.ts'

export type Applied = {
  /** Opened by these changes, in order. */
  opened: { accountId: number; accountNo: string; pointId: number }[]
  exchanged: ExchangedMeter[]
}

/**
 * Writes changes into the customer file, in order, all or none: the one way in which what is known of a customer changes.
 * Publishes `account.changed` for each account that is touched, beside what opening, closing and exchanging publish.
 * Refuses with what each change refuses; see `terms.ts`, `accounts.ts`, `removal.ts`, `open.ts`.
 */
export function applyChanges(ctx: Ctx, changes: FileChange[], why: Why): Promise<Applied> {
  return transact(ctx, async (inner) => {
    const { opened, exchanged }: Applied = { opened: [], exchanged: [] }
    // Who takes several accounts at once is one customer.
    const made = new Map<string, number>()
    for (const change of changes) {
      if (change.change === 'generation-connected') await connectGeneration(inner, change, opened.at(-1), why)
      else if (change.change === 'account-opened') {
        const { customer } = change.account
        const idNumber = 'name' in customer ? customer.idNumber : undefined
        const id = idNumber === undefined ? undefined : made.get(idNumber)
        const account = { ...change.account, ...why, customer: id === undefined ? customer : { id } }
        const each = await openAccount(inner, account)
        if (idNumber !== undefined) made.set(idNumber, each.customerId)
        opened.push(each)
      } else if (change.change === 'meter-exchanged') {
        exchanged.push(await exchangeMeter(inner, { ...change.exchange, ...why }))
      } else await applyOne(inner, change, why)
    }
    await announce(inner, changes, why)
    return { opened, exchanged }
  })
}

type Plain = Exclude<FileChange, { change: 'account-opened' | 'generation-connected' | 'meter-exchanged' }>

async function applyOne(ctx: Ctx, change: Plain, why: Why): Promise<void> {
  switch (change.change) {
    case 'customer-set':
      return setCustomer(ctx, change, why)
    case 'customer-renamed':
      return renameCustomer(ctx, change, why)
    case 'allowance-ended':
      return endAllowance(ctx, change, why)
    case 'term-set':
      return setAccountTerm(ctx, change, why)
    case 'account-closed':
      return closeAccount(ctx, change, why)
    case 'point-set':
      return setPointTerm(ctx, change, why)
    case 'meter-installed':
      return void (await installMeter(ctx, { ...change.meter, pointId: change.pointId, at: change.at, ...why }))
    case 'meter-removed':
      return removeMeter(ctx, { ...change, ...why })
    case 'transformer-added':
      return addTransformer(ctx, change, why)
    case 'transformer-set':
      return setTransformer(ctx, change, why)
    case 'transformer-removed':
      return removeTransformer(ctx, change, why)
    case 'ratio-corrected':
      return correctRatio(ctx, change)
    case 'phone-set':
      return setPhone(ctx, change)
    case 'payer-set':
      return setPayer(ctx, change, why)
    case 'payer-ended':
      return endPayer(ctx, change, why)
    case 'line-loss-set':
      return setLineLoss(ctx, change, why)
    case 'place-set':
      return setPlace(ctx, change, why)
    case 'demand-set':
      return setDemand(ctx, change, why)
    case 'contract-renewed':
      return renewContract(ctx, change, why)
    case 'sources-set':
      return setSources(ctx, { ...change, at: startOfDay(change.from) }, why.caseRef)
    case 'section-set':
      return setSection(ctx, change)
    case 'points-moved':
      return movePoints(ctx, change, why)
    case 'district-cut-over':
      return cutOver(ctx, change, why)
  }
}

type Of<C extends FileChange['change']> = Extract<FileChange, { change: C }>

async function addTransformer(
  ctx: Ctx,
  { accountId, pointId, from, transformer }: Of<'transformer-added'>,
  why: Why,
): Promise<void> {
  const receivingPointId = await receivingPointOf(ctx, accountId)
  const { loss, ...rest } = transformer
  await insertTransformer(ctx, pointId === null ? rest : transformer, {
    ...{ pointId: pointId ?? 0, from, ...why },
    receivingPointId,
  })
}

async function setSection(ctx: Ctx, { pointIds, from, sectionNo }: Of<'section-set'>): Promise<void> {
  const section = await ctx.db.first<{ id: number }>('select id from reading_section where section_no = $1', [
    sectionNo,
  ])
  if (!section) throw new Refusal('SECTION_UNKNOWN', `抄表段 ${sectionNo} 不存在`)
  for (const pointId of pointIds) await placeInSection(ctx, { pointId, sectionId: section.id, from })
}

/** A whole district hangs on another feeder from one instant on. */
async function cutOver(
  ctx: Ctx,
  { districtId, at, feederId }: Of<'district-cut-over'>,
  { caseRef }: Why,
): Promise<void> {
  if (at > ctx.now) throw new Refusal('CUT_OVER_IN_FUTURE', '割接时间不能晚于现在')
  const closed = await ctx.db.run(
    'update district_term set valid_to = $2 where district_id = $1 and valid_to is null and valid_from < $2',
    [districtId, at],
  )
  if (closed === 0) throw new Refusal('LATER_FACT', '该台区在此时间之后另有割接,请核对时间')
  await ctx.db.run('insert into district_term (district_id, feeder_id, valid_from, case_ref) values ($1, $2, $3, $4)', [
    districtId,
    feederId,
    at,
    caseRef,
  ])
}

/** One event for each account, from the first day that it is touched. */
async function announce(ctx: Ctx, changes: FileChange[], { caseRef, reason }: Why): Promise<void> {
  const touched = new Map<number, { from: string; changes: Set<string> }>()
  for (const each of changes) {
    const accountId = 'accountId' in each ? each.accountId : await accountOf(ctx, each)
    if (accountId === null) continue
    const from = dayOf(each)
    const known = touched.get(accountId)
    touched.set(accountId, {
      from: known && known.from < from ? known.from : from,
      changes: (known?.changes ?? new Set()).add(each.change),
    })
  }
  await recordAudit(ctx, {
    action: 'file.changed',
    subject: caseRef,
    detail: { reason, changes: changes.map(({ change }) => change) },
  })
  for (const [accountId, { from, changes: kinds }] of touched) {
    await publish(ctx, 'account.changed', { accountId, caseRef, from, changes: [...kinds] })
  }
}

/** Null where a change is of no one account, or of one that tells of itself. */
async function accountOf(ctx: Ctx, change: FileChange): Promise<number | null> {
  const pointId = 'pointId' in change ? change.pointId : null
  if ('transformerId' in change) {
    const row = await ctx.db.first<{ accountId: number }>(
      `select r.account_id as "accountId" from customer_transformer t
       join receiving_point r on r.id = t.receiving_point_id where t.id = $1`,
      [change.transformerId],
    )
    return row?.accountId ?? null
  }
  if (pointId === null) return null
  const row = await ctx.db.first<{ accountId: number | null }>(
    'select account_id as "accountId" from metering_point where id = $1',
    [pointId],
  )
  return row?.accountId ?? null
}

function dayOf(change: FileChange): string {
  if ('from' in change) return change.from
  if ('on' in change) return change.on
  if ('at' in change) return civilDay(change.at)
  return change.change === 'meter-exchanged' ? civilDay(change.exchange.at) : civilDay(change.account.energisedAt)
}
