import { SimulatedEngine, TelephonyConnector, VirtualSchedule } from '../../callcenter/index.ts'
import type { App } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { planAccounts } from '../../simulators/town/plan.ts'
import type { TownClock } from './clock.ts'
import { logIn } from './people.ts'

type Parts = { app: App; clock: TownClock; db: Db }
type Desk = { current: { id: number; version: number } | null }
type Sheets = { sheets: { id: number; contactNo: string }[] }
type Sheet = { items: { code: string; points: number; isFatal: boolean }[] }

const HOUR_MS = 3_600_000
const RING_SECONDS = 90
const STEP_SECONDS = 3
/** To hear the question and the thanks. */
const RATING_STEPS = 4

type Taken = {
  agent: string
  talkSeconds: number
  category: string
  summary: string
  /** What he presses where the agent ends the call: else he ends it himself. */
  rates?: string
  /** How the agent proposes to mark the caller’s number. */
  mark?: { mark: string; reason: string }
}

/** Of yesterday: who took them, how long they lasted, what they were about. */
const calls: Taken[] = [
  {
    ...{ agent: 'agent', talkSeconds: 150, category: 'billing', summary: '问本月电费为何增加，已说明分时用电情况。' },
    mark: { mark: 'sensitive', reason: '因抄表差错多次来电，情绪激动，请先听完再答复。' },
  },
  {
    ...{ agent: 'agent', talkSeconds: 9, category: 'other', summary: '接通后客户未说话即挂断。' },
    mark: { mark: 'silent', reason: '三次问候均无应答，同一号码本周第二次。' },
  },
  { agent: 'agent-2', talkSeconds: 240, category: 'outage', summary: '反映昨晚短时停电，已解释并登记。', rates: '5' },
  {
    agent: 'agent-3',
    talkSeconds: 660,
    category: 'application',
    summary: '咨询充电桩报装所需资料，逐项说明。',
    rates: '2',
  },
]

/** Calls that were taken and recorded yesterday, drawn and judged; one agent does not agree. */
export async function leaveJudgedCalls(parts: Parts): Promise<void> {
  const now = Date.now()
  const today = civilDay(new Date(now))
  const yesterday = addDays(today, -1)
  await takeCalls(parts, startOfDay(yesterday).getTime() + 9 * HOUR_MS)
  await as(parts, now, 'quality', async (call) => {
    await call('POST', '/api/callcenter/quality-draws', { fromOn: yesterday, toOn: today })
    const { sheets } = await call<Sheets>('GET', '/api/callcenter/quality-sheets')
    for (const { id } of sheets.slice(0, 2)) {
      const { items } = await call<Sheet>('GET', `/api/callcenter/quality-sheets/${id}`)
      const marks = items.map(({ code, points }) => ({ code, points: code === 'record' ? points - 12 : points }))
      const advice = '记录里补上客户户号与答复要点。'
      await call('POST', `/api/callcenter/quality-sheets/${id}/judgement`, { marks, advice })
    }
  })
  for (const agent of new Set(calls.map((each) => each.agent))) {
    await as(parts, now, agent, async (call) => {
      const { sheets } = await call<Sheets>('GET', '/api/callcenter/agents/me/quality-sheets')
      const [first] = sheets
      if (!first || agent === 'agent') return
      const reason = '客户要求只按户主姓名查询，记录中已注明，请复核。'
      await call('POST', `/api/callcenter/quality-sheets/${first.id}/appeal`, { reason })
    })
  }
}

async function takeCalls(parts: Parts, fromMs: number): Promise<void> {
  const schedule = new VirtualSchedule(new Date(fromMs))
  const engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'yesterday' })
  const connector = new TelephonyConnector({
    ...{ db: parts.db, clock: parts.clock.read, port: engine },
    onFault: (fault) => {
      throw fault
    },
  })
  const pass = async (seconds: number) => {
    schedule.advanceTo(new Date(schedule.now().getTime() + seconds * 1_000))
    parts.clock.standAt(schedule.now())
    await connector.work()
  }
  for (const [n, { agent, talkSeconds, category, summary, rates, mark }] of calls.entries()) {
    await as(parts, schedule.now().getTime(), agent, async (call) => {
      await call('PUT', '/api/callcenter/agents/me/state', { state: 'ready' })
      const number = planAccounts()[n * 7]?.customer.phone ?? ''
      const talkMs = rates === undefined ? talkSeconds * 1_000 : null
      engine.dial(`yesterday-${n}`, { number, patienceMs: 300_000, talkMs, presses: ['1', '0'], rates: [rates ?? ''] })
      const contact = await findOffered(call, pass)
      await call('POST', `/api/callcenter/contacts/${contact}/answer`)
      await pass(0)
      await pass(talkSeconds + 1)
      if (rates !== undefined) await call('POST', `/api/callcenter/contacts/${contact}/hang-up`)
      for (let step = 0; step < RATING_STEPS; step++) await pass(STEP_SECONDS)
      if (mark) await call('POST', '/api/callcenter/caller-marks', { ...mark, contactId: contact })
      const { version } = await call<{ version: number }>('GET', `/api/callcenter/contacts/${contact}`)
      await call('POST', `/api/callcenter/contacts/${contact}/closure`, { category, summary, version })
      await call('PUT', '/api/callcenter/agents/me/state', { state: 'away' })
    })
    await pass(HOUR_MS / 4_000)
  }
  await connector.stop()
}

async function findOffered(call: Call, pass: (seconds: number) => Promise<void>): Promise<number> {
  for (let seconds = 0; seconds < RING_SECONDS; seconds += STEP_SECONDS) {
    await pass(STEP_SECONDS)
    const { current } = await call<Desk>('GET', '/api/callcenter/desk')
    if (current) return current.id
  }
  throw new Error('the town’s caller reached no agent')
}

type Call = <T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => Promise<T>

/** Somebody of the town at an instant. */
export async function as(
  { app, clock }: Pick<Parts, 'app' | 'clock'>,
  atMs: number,
  username: string,
  work: (call: Call) => Promise<unknown>,
): Promise<void> {
  clock.standAt(new Date(atMs))
  const person = await logIn(app, username)
  await work((method, url, payload) => person.call(method, url, payload))
  await person.leave()
}
