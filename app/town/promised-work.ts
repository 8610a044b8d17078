import type { App } from '../../db/department.ts'
import { addDays, civilDay } from '../../db/time.ts'
import type { TownClock } from './clock.ts'
import { as } from './desk-calls.ts'

type Parts = { app: App; clock: TownClock }
type Accounts = { accounts: { accountNo: string }[] }
type Open = { id: number; version: number }

const HOUR_MS = 3_600_000

type Promised = {
  agent: string
  from: string
  until: string
  by: string
  category: string
  summary: string
  about: string
  moved?: { from: string; until: string; askedBy: string; reason: string }
}

/** What the agents promised for tomorrow, in the order of the accounts that are found. */
const promised: Promised[] = [
  {
    ...{ agent: 'agent', from: '09:30', until: '10:00', by: 'me', category: 'billing' },
    ...{ summary: '问上月电费为何比平时高，待核对示数。', about: '告知上月电费核对结果' },
  },
  {
    ...{ agent: 'agent', from: '10:00', until: '10:30', by: 'anybody', category: 'application' },
    ...{ summary: '问充电桩报装进度，待问施工班组。', about: '告知装表的上门时间' },
    moved: { from: '15:00', until: '16:00', askedBy: 'customer', reason: '客户上午开会，改在下午接听' },
  },
  {
    ...{ agent: 'agent-2', from: '14:00', until: '14:30', by: 'me', category: 'outage' },
    ...{ summary: '反映晚间电压低，待供电所测量。', about: '告知电压测量结果和处理安排' },
  },
]

/** Calls that are owed tomorrow, each from a note of its agent; one was moved to the afternoon. */
export async function leavePromises(parts: Parts): Promise<void> {
  const now = Date.now()
  const tomorrow = addDays(civilDay(new Date(now)), 1)
  const window = ({ from, until }: { from: string; until: string }) => ({
    ...{ from: `${tomorrow}T${from}:00+08:00`, until: `${tomorrow}T${until}:00+08:00` },
  })
  const root = '/api/callcenter'
  for (const [n, { agent, category, summary, about, by, moved, ...times }] of promised.entries())
    await as(parts, now - HOUR_MS / 2, agent, async (call) => {
      const found = `/api/customers/accounts?q=${encodeURIComponent('幸福小区')}&limit=${promised.length}`
      const { accounts } = await call<Accounts>('GET', found)
      const accountNo = accounts[n]?.accountNo
      const { id, version } = await call<Open>('POST', `${root}/contacts`, { channel: 'note', accountNo })
      const what = { contactId: id, about, by, number: 'file', ...window(times) }
      const promise = await call<Open>('POST', `${root}/promised-calls`, what)
      await call('POST', `${root}/contacts/${id}/closure`, { category, summary, version })
      await call('PUT', `${root}/agents/me/state`, { state: 'away' })
      if (!moved) return
      const { askedBy, reason, ...other } = moved
      const change = { ...window(other), askedBy, reason, version: promise.version }
      await call('PUT', `${root}/promised-calls/${promise.id}/window`, change)
    })
}
