import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LiveEvent } from '../../app/contract.ts'
import { audience } from '../../app/live/audience.ts'
import { departments } from '../../app/main.ts'
import { type Role, roles } from '../../db/context.ts'
import { type EventKind, publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { layApplication, layCounties, logInAll, NOW, type Things, type Tokens } from './matrix-cast.ts'
import { openSite, type Site } from './site.ts'

/** What an event names of county X; one that names nothing of any place is told to both counties. */
type Hearing = { of: (things: Things) => object } | { placeless: string } | { untold: true }

const of = (name: keyof Things & string, key: string, rest: object = {}): Hearing => ({
  of: (things) => ({ ...rest, [key]: Number(things[name]) }),
})
const untold: Hearing = { untold: true }
const application = of('application', 'applicationId', { applicationNo: 'A' })
const account = of('account', 'accountId')

/** Every kind of event: a new one without its rule does not compile. */
const hearings: Record<EventKind, Hearing> = {
  'account.opened': untold,
  'account.changed': untold,
  'customer.changed': untold,
  'registers.settled': untold,
  'customers.merged': untold,
  'account.closed': untold,
  'generation.connected': untold,
  'application.submitted': application,
  'application.step-completed': application,
  'application.message-sent': application,
  'application.archived': application,
  'applications.noticed': untold,
  'supply.ending-soon': untold,
  'readings.accepted': { placeless: '只有数量' },
  'readings.reviewed': untold,
  'readings.settled': untold,
  'usage.corrected': untold,
  'alarm.raised': of('alarm', 'alarmId'),
  'alarm.repeated': of('alarm', 'alarmId'),
  'alarm.cleared': of('alarm', 'alarmId'),
  'alarm.acknowledged': of('alarm', 'alarmId'),
  'meter.exchanged': untold,
  'exchange.changed': of('exchange', 'orderId', { status: 'open' }),
  'reading-call.changed': of('special', 'specialId', { planId: null, status: 'open' }),
  'repair.changed': of('repair', 'orderId', { status: 'open' }),
  'terminal.status-changed': of('mqttTerminal', 'terminalId', { online: false }),
  'power-factor.at-risk': account,
  'bill.issued': account,
  'bill.corrected': untold,
  'price.published': { placeless: '全公司同一电价目录' },
  'charge.issued': untold,
  'charge.reversed': untold,
  'payment.recorded': account,
  'contact.offered': of('contact', 'contactId', { agentId: null }),
  'contact.changed': of('contact', 'contactId', { agentId: null }),
  'contact.closed': of('contact', 'contactId', { accountId: null, agentId: null }),
  'chat.changed': of('contact', 'contactId', { agentId: null }),
  'hand-in.changed': of('contact', 'contactId'),
  'promised-call.changed': account,
  'caller-mark.changed': account,
  'desk-notice.changed': of('deskNotice', 'noticeId'),
  'service-matter.changed': of('serviceMatter', 'matterId'),
  'file.viewed': account,
  'work-order.opened': of('order', 'workOrderId', { workOrderNo: 'W1', accountId: null }),
  'work-order.changed': of('order', 'workOrderId', { workOrderNo: 'W1', status: 'open' }),
  'work-order.alerted': of('order', 'workOrderId', { workOrderNo: 'W1', clock: 'arrive', level: 'breach' }),
  'order-task.changed': of('task', 'taskId'),
}
const kinds = Object.keys(hearings) as EventKind[]

describe('the matrix of live events', () => {
  const database = useDatabase()
  let site: Site
  let tokens: Tokens
  let url = ''
  let before = ''
  let agent = 0

  beforeAll(async () => {
    const things = await layCounties(database)
    site = await openSite(database, departments, NOW)
    tokens = await logInAll(site)
    const all: Things = { ...things, ...(await layApplication(database, site, { tokens, things })) }
    url = await site.app.listen({ host: '127.0.0.1', port: 0 })
    await untilReadable(database.pool)
    const { rows } = await database.pool.query(
      `select xid || '-' || id as cursor from event order by xid desc, id desc limit 1`,
    )
    before = rows[0].cursor
    const foreign = await database.pool.query(`select id from app_user where username = 'agent-Y'`)
    agent = foreign.rows[0].id
    await transact(database.ctx(NOW), async (inner) => {
      for (const kind of kinds) {
        const hearing = hearings[kind]
        const payload = 'of' in hearing ? hearing.of(all) : { accountId: Number(all.account) }
        await publish(inner, kind, ('placeless' in hearing ? {} : payload) as never)
      }
    })
    await untilReadable(database.pool)
  })
  afterAll(() => site.app.close())

  /** What one hears of all that was told, up to the beat that says so. */
  async function hear(token: string): Promise<EventKind[]> {
    const control = new AbortController()
    const headers = { cookie: `dianhu=${token}`, 'last-event-id': before }
    const answer = await fetch(`${url}/api/live`, { headers, signal: control.signal })
    if (answer.status !== 200) {
      control.abort()
      throw new Error(String(answer.status))
    }
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (/^event: beat\n(.+\n)+\n/m.test(text)) break
    }
    control.abort()
    const told = [...text.matchAll(/(?<!beat\n)^id: .*\ndata: (.+)$/gm)].map(
      ([, data = '{}']) => JSON.parse(data) as LiveEvent,
    )
    return told.map(({ kind }) => kind as EventKind)
  }

  const listeners = roles.filter((role) => Object.values(audience).some((told) => told.includes(role)))
  /** What is in nobody's hand, as here, only who leads hears of. */
  const inHand: EventKind[] = ['contact.offered', 'contact.changed', 'contact.closed', 'chat.changed']
  const isFor = (role: Role) => (kind: EventKind) =>
    (audience[kind]?.includes(role) ?? false) && (role === 'lead' || !inHand.includes(kind))

  test('has a rule for every kind that anybody is told of, and only for those', () => {
    const told = kinds.filter((kind) => !('untold' in hearings[kind]))
    expect(Object.keys(audience).sort()).toEqual(told.sort())
    expect(listeners).not.toContain('customer')
  })

  test.each(listeners)(
    '%s hears what is his of the own county, and of the other only what is nowhere',
    async (role) => {
      const own = await hear(tokens.own[role] ?? '')
      expect(own.sort()).toEqual(kinds.filter(isFor(role)).sort())
      const other = await hear(tokens.foreign[role] ?? '')
      expect(other.sort()).toEqual(
        kinds
          .filter(isFor(role))
          .filter((kind) => 'placeless' in hearings[kind])
          .sort(),
      )
    },
  )

  test('opens to no other role, to no customer and to no visitor', async () => {
    for (const role of roles.filter((each) => !listeners.includes(each))) {
      await expect(hear(tokens.own[role] ?? '')).rejects.toThrow('403')
    }
    await expect(hear('')).rejects.toThrow('401')
  })

  test('tells an agent of the call that is offered to him, whoever rings', async () => {
    const { rows } = await database.pool.query('select id from contact limit 1')
    await transact(database.ctx(NOW), (inner) =>
      publish(inner, 'contact.offered', { contactId: rows[0].id, agentId: agent }),
    )
    await untilReadable(database.pool)
    expect(await hear(tokens.foreign.agent ?? '')).toContain('contact.offered')
    expect(await hear(tokens.foreign.lead ?? '')).not.toContain('contact.offered')
  })
})
