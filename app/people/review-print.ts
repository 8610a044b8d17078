import type { Readable } from 'node:stream'
import type { Ctx } from '../../db/context.ts'
import { writeFacts, writeSigns, writeTitle } from '../../db/print/facts.ts'
import { numberPages, openSheet, writeHeading } from '../../db/print/sheet.ts'
import { writeTable } from '../../db/print/table.ts'
import { civilDay } from '../../db/time.ts'
import { roleNames } from './contract.ts'
import type { AccessReview, ReviewedPerson } from './review-contract.ts'
import { findReview } from './reviews.ts'

const states = { open: '进行中', overdue: '已逾期', closed: '已完成' } as const
const decisions = { kept: '保留', taken: '取消', gone: '已不再担任' } as const

/** 权限复核表: everybody with each of his roles and what was decided, to be signed. */
export async function printReview(ctx: Ctx, id: number): Promise<{ name: string; content: Readable }> {
  const review = await findReview(ctx, id)
  const title = '权限复核表'
  const sheet = openSheet({ title: `${title} ${review.unit}`, at: ctx.now })
  writeTitle(sheet, title, `${review.unit}    ${review.from} 至 ${review.through}    打印 ${civilDay(ctx.now)}`)
  writeFacts(sheet, [
    ['状态', states[review.state]],
    ['截止', review.dueOn],
    ['岗位', `${review.total} 项，已复核 ${review.decided} 项，取消 ${review.taken} 项`],
    ['长期未登录', review.unusedDays === null ? '不计' : `超过 ${review.unusedDays} 天`],
  ])
  writeHeading(sheet, '逐项')
  writeTable(
    sheet,
    [
      { title: '人员', share: 20 },
      { title: '岗位', share: 16 },
      { title: '授予', share: 20 },
      { title: '最近登录', share: 14 },
      { title: '结果', share: 10 },
      { title: '复核人', share: 20 },
    ],
    review.people.flatMap(rowsOf),
  )
  writeSigns(sheet, ['复核人', '单位负责人'])
  numberPages(sheet, `${title}  ${review.unit}  ${review.from} 至 ${review.through}`)
  sheet.end()
  return { name: `权限复核-${review.unit}-${review.from}.pdf`, content: sheet as unknown as Readable }
}

function rowsOf(person: ReviewedPerson) {
  const { name, username, roles, latestLogInAt, isUnused, conflict } = person
  const latest = `${latestLogInAt ? civilDay(new Date(latestLogInAt)) : '从未'}${isUnused ? '（久未用）' : ''}`
  return roles.map((each, n) => ({
    cells: [
      n === 0 ? `${name}（${username}）` : '',
      `${roleNames[each.role][0]}${each.isGuarded ? '（双人复核）' : ''}`,
      [each.givenBy ?? '', each.givenAt ? civilDay(new Date(each.givenAt)) : ''].join(' ').trim(),
      n === 0 ? latest : '',
      each.decision ? decisions[each.decision] : '未复核',
      [each.decidedBy ?? '', each.decidedAt ? civilDay(new Date(each.decidedAt)) : ''].join(' ').trim(),
    ],
    ...smallOf(each, n === 0 ? conflict : null),
  }))
}

function smallOf({ reason }: AccessReview['people'][number]['roles'][number], conflict: string | null) {
  const small = [conflict && `不相容：${conflict}`, reason && `理由：${reason}`].filter(Boolean).join('；')
  return small ? { small } : {}
}
