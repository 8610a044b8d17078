import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { describeLimit } from '../rules/clocks.ts'
import { type Answers, checkForm, chooseRules } from '../rules/order-kinds.ts'
import { type DeadlineRule, listFieldRows, listRules, listSubkindRows, type SubkindRow } from '../sql/order-kinds.ts'
import { findServingOrganisation } from '../sql/units.ts'
import type { OrderSubkind, orderKinds } from './contract.ts'
import { type OrderKind, orderFields } from './kinds/contract.ts'

const begins: DeadlineRule['starts'][] = ['opened', 'arrived', 'restored']

/** What may be opened today, what is asked for it and what it would promise where the account is. Refuses with `NOT_FOUND`. */
export async function listOrderKinds(
  ctx: Ctx,
  query: { accountNo?: string | undefined },
): Promise<z.infer<typeof orderKinds>> {
  const account = query.accountNo ? await findAccountFile(ctx, { accountNo: query.accountNo }) : null
  const area = (await findServingOrganisation(ctx, account?.accountId ?? null))?.area ?? 'city'
  const isImportant = (account?.importantGrade ?? null) !== null
  const on = civilDay(ctx.now)
  const [subkinds, fields, rules] = await Promise.all([
    listSubkindRows(ctx, on),
    listFieldRows(ctx, on),
    listRules(ctx, { kind: null, on }),
  ])
  return {
    subkinds: subkinds.filter(isAskedFor).map(({ id: _, ...row }): OrderSubkind => {
      const ofKind = rules.filter(({ kind }) => kind === row.kind)
      return {
        ...row,
        fields: fields
          .filter(({ kind, subkind }) => kind === row.kind && subkind === row.subkind)
          .map(({ field, isNeeded }) => ({ field, isNeeded })),
        limits: chooseRules(ofKind, { subkind: row.subkind, area, isImportant })
          .toSorted((a, b) => begins.indexOf(a.starts) - begins.indexOf(b.starts))
          .map(({ clock, starts, amount, unit, legalBasis }) => ({
            ...{ clock, starts, legalBasis },
            limit: describeLimit(amount, unit),
          })),
      }
    }),
  }
}

/** What a bad score opens is opened by nobody else. */
const isAskedFor = ({ subkind }: SubkindRow) => subkind !== 'low-score'

/** The rules of a sub-kind today. Refuses with `SUBKIND_UNFIT` what the kind does not have, and with `FORM_UNFIT` answers that do not fit it. */
export async function readSubkind(
  ctx: Ctx,
  input: { kind: OrderKind; subkind: string; form: Answers },
): Promise<SubkindRow> {
  const on = civilDay(ctx.now)
  const isOf = (row: { kind: string; subkind: string }) => row.kind === input.kind && row.subkind === input.subkind
  const subkind = (await listSubkindRows(ctx, on)).find(isOf)
  if (!subkind)
    throw new Refusal('SUBKIND_UNFIT', '这类工单没有这个子类，请重新选择', {
      status: 400,
      issues: [{ path: 'subkind', message: '请从列表中选择' }],
    })
  const asked = (await listFieldRows(ctx, on))
    .filter(isOf)
    .map(({ field, isNeeded }) => ({ field, isNeeded, shape: orderFields[field].shape }))
  const issues = checkForm(asked, input.form)
  if (issues.length > 0) throw new Refusal('FORM_UNFIT', '请补全或更正表单', { status: 400, issues })
  return subkind
}
