import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { bindingCodeOf, listCodeMonths, normaliseBindingCode } from '../../db/customers/binding-codes.ts'
import { maskPhone } from '../../db/customers/masks.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { giveUpMessages, queueMessage } from '../../db/messages.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { tellHolder } from '../notices/bound.ts'
import type { BindingInput, BoundAccounts, MyAccounts } from './contract.ts'
import { listMyAccounts } from './my-accounts.ts'
import { findCitizenPolicy } from './policy.ts'
import { type Because, mayBind, refusals } from './rules/binding.ts'
import {
  addFailure,
  becomeCustomer,
  countFailures,
  countOthers,
  endBinding,
  findSought,
  forgetNotices,
  insertBinding,
  leaveCustomer,
  lockBinding,
  lockLogIn,
  type Sought,
} from './sql/bindings.ts'
import { findCitizen } from './sql/citizens.ts'

const HOUR_MS = 3_600_000

/**
 * Binds an account to the actor's log-in by what is printed on its bill. A number that nobody has, a wrong code and too many
 * failures are one answer (`BINDING_REFUSED`), and the same work; that it was bound before is told to who has its code only.
 * Refuses with what `mayBind` says.
 */
export async function bindAccount(ctx: Ctx, accountNo: string, input: BindingInput): Promise<BoundAccounts> {
  const tried = await transact(ctx, (inner) => tryBinding(inner, accountNo, input))
  if ('because' in tried) {
    const refusal = refusals[tried.because]
    throw new Refusal(tried.because, refusal.message, { issues: [refusal] })
  }
  return { ...(await listMyAccounts(ctx)), ...tried }
}

/** A failure is counted, so it is told and not thrown. */
async function tryBinding(
  ctx: Ctx,
  accountNo: string,
  input: BindingInput,
): Promise<{ because: Because } | { wasBound: boolean }> {
  const policy = await findCitizenPolicy(ctx)
  const { party } = await lockLogIn(ctx)
  const since = new Date(ctx.now.getTime() - policy.bindingFailureHours * HOUR_MS)
  const ofUser = hashForLookup(`binding:user:${ctx.actor.id}`)
  const ofAccount = hashForLookup(`binding:account:${accountNo}`)
  const failed = {
    ofUser: await countFailures(ctx, ofUser, since),
    ofAccount: await countFailures(ctx, ofAccount, since),
  }
  const sought = await findSought(ctx, accountNo)
  const verdict = mayBind(policy, input.relation, {
    ...{ failed, party },
    isCodeRight: isCodeOf(sought, await listCodeMonths(ctx), input.code),
    holder: sought ? { party: sought.party, isPerson: sought.kind === 'person' } : null,
    isRealName: input.relation === 'own' ? isRealName(sought, input) : null,
    others: await countOthers(ctx),
  })
  if (!verdict.ok) {
    if (verdict.counts) await addFailure(ctx, [ofUser, ofAccount])
    return { because: verdict.because }
  }
  // Failures only lapse: who may bind one way would else try the other for ever.
  const isNew = sought !== undefined && (await bind(ctx, { accountNo, sought, relation: input.relation }))
  return { wasBound: !isNew }
}

/** Of a number that nobody has as many codes are made. */
function isCodeOf(sought: Sought | undefined, months: string[], typed: string): boolean {
  const wanted = normaliseBindingCode(typed)
  const codes = (sought?.partyIds ?? [0]).flatMap((holderId) =>
    months.map((billMonth) => bindingCodeOf({ accountId: sought?.accountId ?? 0, holderId, billMonth })),
  )
  return codes.includes(wanted) && sought !== undefined
}

function isRealName(sought: Sought | undefined, input: { name: string; idNumber: string }): boolean {
  const hash = hashForLookup(input.idNumber.toUpperCase())
  return sought?.numberHash?.equals(hash) === true && plainName(sought.name) === plainName(input.name)
}

/** Points and blanks within a name are written in many ways. */
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/[\s·•・.]/g, '')
}

type Bound = { accountNo: string; sought: Sought; relation: 'own' | 'other' }

/** False where it was bound before. */
async function bind(ctx: Ctx, { accountNo, sought, relation }: Bound): Promise<boolean> {
  if (relation === 'own') await becomeCustomer(ctx, sought)
  if (!(await insertBinding(ctx, { ...sought, relation }))) return false
  await recordAudit(ctx, {
    action: 'account.bound',
    subject: `account:${accountNo}`,
    detail: { user: ctx.actor.username, relation },
    unit: sought.unit,
  })
  const phone = (await findCitizen(ctx, ctx.actor.id))?.phone
  const who = phone ? `手机号 ${maskPhone(phone)}` : '一个登录'
  await tellHolder(ctx, { accountNo, who, relation }, sought)
  return true
}

/** By himself, or by who holds the account; the one removed is told. Refuses with `NOT_FOUND`. */
export async function unbind(ctx: Ctx, bindingId: number): Promise<MyAccounts> {
  await transact(ctx, async (inner) => {
    const binding = await lockBinding(inner, bindingId)
    if (!binding) throw notFound('绑定')
    const { userId, accountNo, relation, phone, unit } = binding
    const isSelf = userId === inner.actor.id
    await endBinding(inner, bindingId, isSelf ? 'self' : 'holder')
    await giveUpMessages(inner, { userId, because: 'unbound', accountNo: relation === 'own' ? undefined : accountNo })
    await forgetNotices(inner, userId, relation === 'own' ? null : accountNo)
    if (relation === 'own') await leaveCustomer(inner, userId, phone && maskPhone(phone))
    await recordAudit(inner, {
      action: 'account.unbound',
      subject: `account:${accountNo}`,
      detail: { bindingId, relation, by: isSelf ? 'self' : 'holder' },
      unit,
    })
    if (isSelf || !phone) return
    const text = `户主已解除您与尾号 ${accountNo.slice(-4)} 的户号的绑定,您不能再查看该户。`
    await queueMessage(inner, { phone, kind: 'security', text, userId, about: { accountNo } })
  })
  return listMyAccounts(ctx)
}
