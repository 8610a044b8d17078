import type { Ctx } from '../../db/context.ts'
import { listOpenApplications } from '../../intake/index.ts'
import { tellOf } from '../menu/tell.ts'
import { nameOrder } from '../orders/kinds/contract.ts'
import { listUnfinishedOrders } from '../orders/read.ts'
import type { Spoken } from '../rules/chat/phrases.ts'
import type { ChatTopic } from '../rules/chat/reading.ts'
import type { ChatSource } from './contract.ts'

type Told = { text: Spoken; sources: ChatSource[] }
type Account = { accountId: number; accountNo: string; relation: 'own' | 'other' }

/** What the departments say of an account, with whose word it is and when it was read. */
export async function tellTopic(ctx: Ctx, account: Account, topic: ChatTopic): Promise<Told> {
  const tail = account.accountNo.slice(-4)
  const head = { zh: `户号尾号 ${tail}：`, en: `Account ending in ${tail}: ` }
  const told = topic === 'progress' ? await tellProgress(ctx, account) : await tellFile(ctx, account, topic)
  return { ...told, text: { zh: head.zh + told.text.zh, en: head.en + told.text.en } }
}

async function tellFile(ctx: Ctx, { accountId }: Account, topic: Exclude<ChatTopic, 'progress'>): Promise<Told> {
  const text = await tellOf(ctx, accountId, topic === 'supply' ? 'outage' : topic)
  const of = topic === 'supply' ? ('metering' as const) : ('billing' as const)
  return { text, sources: [{ is: 'file', of, at: ctx.now.toISOString() }] }
}

const another: Spoken = {
  zh: '这一户是您代办的，办理进度只告诉户主本人。',
  en: 'This account is another’s; its progress is told to its holder alone.',
}
const nothing: Spoken = { zh: '没有在办的申请和工单。', en: 'No application or order is open.' }

async function tellProgress(ctx: Ctx, { accountId, relation }: Account): Promise<Told> {
  if (relation === 'other') return { text: another, sources: [] }
  const applications = await listOpenApplications(ctx, { accountId })
  const orders = await listUnfinishedOrders(ctx, accountId)
  const lines: Spoken[] = [
    ...applications.map(({ applicationNo, openSteps, nextDue }) => ({
      zh: `申请 ${applicationNo}：${openSteps.map(({ title }) => title.zh).join('、')}${nextDue ? `，期限 ${nextDue.dueOn}` : ''}`,
      en: `Application ${applicationNo}: ${openSteps.map(({ title }) => title.en).join(', ')}${nextDue ? `, due ${nextDue.dueOn}` : ''}`,
    })),
    // Whoever holds the account is not told that somebody reported him.
    ...orders.filter(({ kind }) => kind !== 'report').map(describeOrder),
  ]
  const at = ctx.now.toISOString()
  const sources: ChatSource[] = [
    { is: 'file', of: 'intake', at },
    { is: 'file', of: 'callcenter', at },
  ]
  if (lines.length === 0) return { text: nothing, sources }
  const join = (language: keyof Spoken) => `\n${lines.map((line) => line[language]).join('\n')}`
  return { text: { zh: join('zh'), en: join('en') }, sources }
}

function describeOrder(order: Awaited<ReturnType<typeof listUnfinishedOrders>>[number]): Spoken {
  const { workOrderNo, kind, subkind, status } = order
  const name = nameOrder(kind, subkind)
  const states: Record<string, Spoken> = {
    open: { zh: '已受理，待派单', en: 'accepted, to be dispatched' },
    dispatched: { zh: '已派单', en: 'dispatched' },
    accepted: { zh: '已接单', en: 'taken on' },
    finished: { zh: '已处理，待回访', en: 'done, to be called back' },
  }
  const state = states[status] ?? { zh: '办理中', en: 'in progress' }
  return { zh: `${name.zh}工单 ${workOrderNo}：${state.zh}`, en: `${name.en} order ${workOrderNo}: ${state.en}` }
}
