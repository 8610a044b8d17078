import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runBills } from '../../billing/index.ts'
import { setMyState } from '../../callcenter/agents.ts'
import { configureLinks, findBillLinks, sendBillLink } from '../../callcenter/call/bill-link.ts'
import { answerContact, receiveCall } from '../../callcenter/contacts.ts'
import { checkFacts } from '../../callcenter/identity/checks.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { listTimeline } from '../../db/timeline.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const PHONE = '13800138000'

describe('a bill that is sent to the customer’s phone', () => {
  const database = useDatabase()
  let lin: Seat
  let accountId: number
  let accountNo: string
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const point = {
      districtId: network.districtId,
      mode: 'low-low' as const,
      phase: 'single' as const,
      priceCode: 'SH-RES-FLAT',
    }
    const opened = await openChenGuilan(ctx, network, { point })
    accountId = opened.accountId
    accountNo = opened.accountNo
    const meters = steadyMeters(new Map([[opened.pointId, { dailyWh: 8_000 }]]))
    await runBills(database.ctx('2026-03-01T02:00:00+08:00'), { billMonth: '2026-02' }, meters)
    lin = await seat(database, 'lin')
    configureLinks({ publicUrl: 'https://power.example/' })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message')
  })

  async function talk(now: string, isKnown = true): Promise<number> {
    await setMyState(lin.at(now), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(now), { callId: `link-${++calls}`, callerPhone: PHONE })
    const { id } = await answerContact(lin.at(now), contactId ?? 0)
    const facts = [
      { kind: 'accountNo' as const, value: accountNo },
      { kind: 'name' as const, value: '陈桂兰' },
    ]
    if (isKnown) expect((await checkFacts(lin.at(now), id, { facts })).passed).toBe(true)
    return id
  }
  const messages = async () =>
    (await database.pool.query('select phone, body, send_after from message order by id')).rows

  test('goes once to the number on file, names no money, and stands on his timeline', async () => {
    const now = '2026-03-10T10:00:00+08:00'
    const id = await talk(now)
    const { links } = await sendBillLink(lin.at(now), id)
    expect(links).toMatchObject([{ billMonth: '2026-02', phone: '*******8000', state: 'waiting' }])
    await sendBillLink(lin.at(now), id)
    const sent = await messages()
    expect(sent).toHaveLength(1)
    expect(decryptText(sent[0].phone)).toBe(PHONE)
    const body = decryptText(sent[0].body)
    expect(body).toMatch(/https:\/\/power\.example\/my\/bills\/\d+ /)
    expect(body).not.toMatch(/元|¥|陈/)
    const timeline = await listTimeline(lin.at(now), { accountId, limit: 5 })
    expect(timeline.map(({ titleZh }) => titleZh)).toContain('95598 把 2026-02 账单链接发到尾号 8000')
    await database.pool.query('update message set sent_at = $1', [now])
    expect((await findBillLinks(lin.at(now), id)).links).toMatchObject([{ state: 'sent' }])
  })

  test('goes at once at night too: he asks for it while he talks', async () => {
    const now = '2026-03-10T22:30:00+08:00'
    await sendBillLink(lin.at(now), await talk(now))
    expect((await messages())[0].send_after).toEqual(new Date(now))
  })

  test('is not sent before it is known who speaks', async () => {
    const now = '2026-03-10T10:00:00+08:00'
    const id = await talk(now, false)
    await expect(sendBillLink(lin.at(now), id)).rejects.toMatchObject({ code: 'IDENTITY_TOO_LOW' })
    expect(await messages()).toEqual([])
  })
})
