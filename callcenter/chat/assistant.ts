import { type Ctx, systemActor } from '../../db/context.ts'
import { listReadableAccounts } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { Refusal } from '../../db/refusal.ts'
import { deliver, findLimit } from '../channels/deliver.ts'
import { findPublic } from '../knowledge/search.ts'
import { noteQuestion } from '../knowledge/tasks.ts'
import { keepKnown } from '../knowledge/words.ts'
import { reportFault } from '../menu/tell.ts'
import { type Phrase, phrase } from '../rules/chat/phrases.ts'
import {
  type ChatTopic,
  chooseAccount,
  type HandOverReason,
  readMessage,
  tellsOnSomebody,
  topics,
} from '../rules/chat/reading.ts'
import { shorten } from '../rules/chat/written.ts'
import { toPlainText } from '../rules/knowledge/markup.ts'
import { type AssistantState, addMessage, setAssistantState, setThreadAccount, type ThreadRow } from '../sql/chat.ts'
import type { ChatSource } from './contract.ts'
import { toPerson } from './hand-over.ts'
import { tellMatters } from './matters.ts'
import { tellTopic } from './tell.ts'

type Account = Awaited<ReturnType<typeof listReadableAccounts>>[number]
type Wish = ChatTopic | 'report'
type Turn = { thread: ThreadRow; state: AssistantState; accounts: Account[] }

/** Reads the file and opens orders as the assistant does: of an account only that was found to be readable by who asks. */
const asAssistant = (ctx: Ctx): Ctx => ({ ...ctx, actor: systemActor('assistant'), scope: '' })

/**
 * Answers what a customer wrote, while the conversation is held and is the assistant's: from public articles and from his own file,
 * else a person is looked for. It opens nothing but a fault report, and that only once he has confirmed it.
 */
export async function answer(ctx: Ctx, thread: ThreadRow, text: string): Promise<void> {
  const accounts = thread.userId === null ? [] : await listReadableAccounts(ctx)
  const turn: Turn = { thread, state: thread.assistant, accounts }
  const read = readMessage(text)
  const { asks } = turn.state
  switch (read.means) {
    case 'danger':
      return leave(ctx, turn, 'danger', 'danger')
    case 'abuse':
      return leave(ctx, turn, 'abuse', 'hand-over')
    case 'complaint':
      return leave(ctx, turn, 'complaint', 'hand-over')
    case 'person':
      return leave(ctx, turn, 'asked', 'hand-over')
  }
  if (asks?.for === 'account') {
    const chosen = chooseAccount(text, turn.accounts)
    if (chosen) return choose(ctx, turn, chosen, asks.wish as Wish)
  }
  if (asks?.for === 'report' && read.means === 'yes') return report(ctx, turn)
  if (asks?.for === 'report' && read.means === 'no') return cancelReport(ctx, turn)
  if (read.means === 'tell') return wish(ctx, turn, read.topic)
  if (read.means === 'report') return wish(ctx, turn, 'report')
  if (read.means === 'greeting') return speak(ctx, turn, thread.channel === 'chat' ? 'welcome' : 'welcome-written')
  if (read.means === 'yes' || read.means === 'no') return speak(ctx, turn, 'nothing-asked')
  return answerFromKnowledge(ctx, turn, text)
}

/** Of which account it is, then what was wished of it. */
async function wish(ctx: Ctx, turn: Turn, wanted: Wish): Promise<void> {
  const { accounts } = turn
  // Who writes from a number may be without power and without a log-in: a person asks him what is needed.
  const isOutage = wanted === 'supply' || wanted === 'report'
  if (isOutage && turn.thread.channel !== 'chat') return leave(ctx, turn, 'asked', 'hand-over')
  if (accounts.length === 0) return speak(ctx, turn, 'log-in')
  const known = accountOf(turn)
  if (known) return choose(ctx, turn, known, wanted)
  await keep(ctx, turn, { asks: { for: 'account', wish: wanted } })
  const listed = accounts.map(
    ({ accountNo, nickname, address }, at) => `${at + 1}. …${accountNo.slice(-4)} ${nickname ?? address}`,
  )
  return write(ctx, turn, [phrase('which-account', turn.thread.language), ...listed].join('\n'))
}

/** The one that he chose, or has. */
function accountOf({ accounts, state }: Turn): Account | undefined {
  const [only] = accounts
  return accounts.find(({ accountId }) => accountId === state.accountId) ?? (accounts.length === 1 ? only : undefined)
}

async function choose(ctx: Ctx, turn: Turn, account: Account, wanted: Wish): Promise<void> {
  await setThreadAccount(ctx, turn.thread.contactId, account.accountId)
  if (wanted === 'report') {
    await keep(ctx, turn, { asks: { for: 'report' }, accountId: account.accountId })
    return speak(ctx, turn, 'confirm-report', { tail: account.accountNo.slice(-4) })
  }
  try {
    const first = await tellMatters(ctx, account, wanted)
    const { text, sources } = await tellTopic(asAssistant(ctx), account, wanted)
    const told = [...new Set([...(turn.state.told ?? []), wanted])]
    await keep(ctx, turn, { asks: undefined, accountId: account.accountId, told })
    const more = wanted === 'supply' ? `\n${phrase('may-report', turn.thread.language)}` : ''
    const said = [...first.map((matter) => matter.text[turn.thread.language]), text[turn.thread.language]].join('\n\n')
    return write(ctx, turn, `${said}${more}`, [...first.map(({ source }) => source), ...sources])
  } catch (refusal) {
    if (refusal instanceof Refusal) return leave(ctx, turn, 'refused', 'refused')
    throw refusal
  }
}

async function report(ctx: Ctx, turn: Turn): Promise<void> {
  const { thread, state } = turn
  const account = turn.accounts.find(({ accountId }) => accountId === state.accountId)
  if (!account) return wish(ctx, turn, 'report')
  const by = { accountId: account.accountId, contactId: thread.contactId }
  const { told } = await reportFault(asAssistant(ctx), by, '在线客服自助报修：客户确认报修，未经坐席询问')
  await keep(ctx, turn, { asks: undefined, told: [...new Set([...(state.told ?? []), 'report'])] })
  return write(ctx, turn, told[thread.language], [fileSource(ctx, 'callcenter')])
}

async function cancelReport(ctx: Ctx, turn: Turn): Promise<void> {
  await keep(ctx, turn, { asks: undefined })
  return speak(ctx, turn, 'cancelled')
}

async function answerFromKnowledge(ctx: Ctx, turn: Turn, text: string): Promise<void> {
  const rules = await readFigures(ctx, 'chat_rule')
  const accountId = accountOf(turn)?.accountId ?? null
  const [best, second] = await findPublic(asAssistant(ctx), text, { accountId, most: 2 })
  const isAlike = best && second && second.score >= (best.score * rules('alike-percent')) / 100
  if (!best || isAlike || best.coverage < rules('sure-percent') / 100) {
    await noteUnanswered(asAssistant(ctx), text)
    return leave(ctx, turn, 'unsure', 'unsure')
  }
  await keep(ctx, turn, { asks: undefined })
  const { articleNo, number, title, category } = best
  const more = category === 'outage-supply' ? `\n${phrase('may-report', turn.thread.language)}` : ''
  return write(ctx, turn, `${title}\n${toPlainText(best.body)}${more}`.slice(0, 4000), [
    { is: 'article', articleNo, number, title },
  ])
}

/** The editors of every unit read it: its words of the field alone, and nothing of who tells on somebody. */
async function noteUnanswered(ctx: Ctx, text: string): Promise<void> {
  const asked = tellsOnSomebody(text) ? '' : await keepKnown(ctx, text.slice(0, 200))
  if (asked !== '') await noteQuestion(ctx, { asked, origin: 'assistant' })
}

/** A person is looked for; from now on the assistant is silent. */
async function leave(ctx: Ctx, turn: Turn, because: HandOverReason, said: Phrase): Promise<void> {
  await speak(ctx, turn, said)
  await toPerson(ctx, turn.thread, because)
}

function speak(ctx: Ctx, turn: Turn, name: Phrase, values: Record<string, string> = {}): Promise<void> {
  return write(ctx, turn, phrase(name, turn.thread.language, values))
}

async function write(ctx: Ctx, { thread }: Turn, text: string, sources: ChatSource[] = []): Promise<void> {
  const most = await findLimit(ctx, thread.channel)
  const body = most === null ? text : shorten(text, most, phrase('more', thread.language))
  const id = await addMessage(ctx, thread.contactId, { sender: 'assistant', body, sources })
  if (id !== null) await deliver(ctx, thread, { id, body, isAutomatic: true })
}

async function keep(
  ctx: Ctx,
  turn: Turn,
  change: { [K in keyof AssistantState]: AssistantState[K] | undefined },
): Promise<void> {
  turn.state = JSON.parse(JSON.stringify({ ...turn.state, ...change })) as AssistantState
  await setAssistantState(ctx, turn.thread.contactId, turn.state)
}

const fileSource = (ctx: Ctx, of: 'callcenter'): ChatSource => ({ is: 'file', of, at: ctx.now.toISOString() })

const names: Record<Wish, string> = {
  supply: '停电信息',
  balance: '余额',
  bill: '账单',
  progress: '办理进度',
  report: '登记报修',
}

/** What the assistant served him with, for the record of a conversation that no person had. */
export function summarise({ assistant: { told = [] } }: ThreadRow): { category: string; summary: string } {
  const done = [...topics, 'report' as const].filter((each) => told.includes(each)).map((each) => names[each])
  const category = told.some((each) => each === 'supply' || each === 'report')
    ? 'outage'
    : told.some((each) => each === 'balance' || each === 'bill')
      ? 'billing'
      : told.includes('progress')
        ? 'application'
        : 'advice'
  return { category, summary: `智能客服自助：${done.join('、') || '解答用电问题'}` }
}
