import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordPayment } from '../../billing/index.ts'
import { findDesk, setMyState } from '../../callcenter/agents.ts'
import { transferContact } from '../../callcenter/call/control.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { answerContact, closeContact, nameContactAccount, openContact, receiveCall } from '../../callcenter/contacts.ts'
import { checkCode, checkFacts, confirmPapers, findWays, sendIdentityCode } from '../../callcenter/identity/checks.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { areTrue, type FactKind, isEnough, withheldOf } from '../../callcenter/rules/identity.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const PHONE = '13800138000'
const STRANGE = '13900000001'

describe('who is on the line', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  let lin: Seat
  let wu: Seat
  let accountNo: string
  let otherNo: string
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const customer = { kind: 'person' as const, name: '陈桂兰', phone: PHONE, idNumber: '33028119700101234x' }
    accountNo = (await openChenGuilan(ctx, network, { customer })).accountNo
    const other = {
      customer: { kind: 'person' as const, name: '林水生', phone: '13700137000' },
      address: '青石村1号',
      meter: undefined,
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    }
    otherNo = (await openChenGuilan(ctx, network, other)).accountNo
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
    await recordPayment(database.ctx('2026-02-10T10:00:00+08:00'), {
      ...{ accountNo, amountYuan: '132.50', channel: 'online', idempotencyKey: 'paid' },
    })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message')
  })

  const desk = () => findDesk(lin.at(at('09:00:05')))
  const file = (no = accountNo, who = lin) => findCallerFile(who.at(at('09:00:05')), no)
  const asked = (id: number, facts: { kind: FactKind; value: string }[]) =>
    checkFacts(lin.at(at('09:00:06')), id, { facts })
  async function talk(callerPhone = STRANGE, about: string | null = accountNo): Promise<number> {
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const callId = `identity-${++calls}`
    const { contactId } = await receiveCall(database.ctx(at('09:00:01')), { callId, callerPhone })
    const contact = await answerContact(lin.at(at('09:00:02')), contactId ?? 0)
    if (about && contact.accountNo !== about)
      await nameContactAccount(lin.at(at('09:00:03')), contact.id, { accountNo: about, version: contact.version })
    return contact.id
  }
  const right = [
    { kind: 'idTail' as const, value: ' 234X' },
    { kind: 'payment' as const, value: '132.5' },
  ]

  test('is nobody known: the file says no more than what anybody may hear', async () => {
    await talk()
    const { account, identity, ...rest } = await file()
    expect(identity?.level).toBe('none')
    expect(identity?.withheld.map(({ field }) => field)).toEqual([
      ...['name', 'address', 'phone', 'money', 'history', 'contract'],
    ])
    expect(account).toMatchObject({ customerName: '陈**', phone: null, contractNo: null, householdPersons: null })
    expect(account.address).toMatch(/\*\*\*$/)
    expect(rest).toMatchObject({ balance: { known: false }, latestBill: { known: false }, timeline: [] })
    expect((await desk()).current).toMatchObject({ level: 'none', customerName: '陈**' })
  })

  test('has the number of the file: his name may be said, his money not', async () => {
    await talk(PHONE)
    const { account, identity, balance } = await file()
    expect(identity?.level).toBe('number')
    expect(account.customerName).toBe('陈桂兰')
    expect(balance).toEqual({ known: false })
  })

  test.each([
    [STRANGE, '陈**'],
    [PHONE, '陈桂兰'],
  ])('rings from %s: of his orders he hears what his level allows, field by field', async (phone, customerName) => {
    const { id, workOrderNo } = await openWorkOrder(wu.at(at('08:30:00')), {
      ...{ kind: 'complaint', subkind: 'service', urgency: 'normal', form: {}, accountNo },
      ...{ description: '抄表员态度不好,家中独居' },
    })
    await database.pool.query(
      `update work_order set result = '已致歉', complained_username = 'he', form = '{"duration": 5}' where id = $1`,
      [id],
    )
    await talk(phone)
    expect((await file()).openOrders[0]).toMatchObject({
      ...{ workOrderNo, customerName, address: expect.stringMatching(/\*\*\*$/) },
      ...{ description: '***', form: {}, result: null, complainedUnit: null, complainedUsername: null },
    })
  })

  test('has told the agent himself what the order says that he wrote', async () => {
    await talk(PHONE)
    const own = { kind: 'fault-repair', subkind: 'low-voltage', urgency: 'normal', form: {}, accountNo } as const
    const { workOrderNo } = await openWorkOrder(lin.at(at('09:00:04')), { ...own, description: '整栋无电' })
    const order = (await file()).openOrders.find((each) => each.workOrderNo === workOrderNo)
    expect(order).toMatchObject({ description: '整栋无电', address: expect.stringMatching(/\*\*\*$/) })
  })

  test('says two things that only the holder knows: then his money may be talked of, and not his papers', async () => {
    const id = await talk()
    expect(await asked(id, right)).toEqual({ passed: true, level: 'facts', triesLeft: 3 })
    const { account, balance, identity } = await file()
    expect(balance.known).toBe(true)
    expect(account).toMatchObject({ customerName: '陈桂兰', contractNo: null })
    expect(identity?.withheld).toEqual([{ field: 'contract', needs: 'code' }])
    // Another account's file stays shut: it is not the contact's.
    expect((await file(otherNo)).identity?.level).toBe('none')
  })

  test('may try three times, is not told what was wrong, and nothing that he said is kept', async () => {
    const id = await talk()
    const wrong = [right[0], { kind: 'payment' as const, value: '99' }] as typeof right
    const worse = [{ kind: 'idTail' as const, value: '0000' }, right[1]] as typeof right
    expect(await asked(id, wrong)).toEqual({ passed: false, level: 'none', triesLeft: 2 })
    expect(await asked(id, worse)).toEqual({ passed: false, level: 'none', triesLeft: 1 })
    await expect(asked(id, right.slice(0, 1))).rejects.toMatchObject({ code: 'FACTS_TOO_FEW' })
    await expect(asked(id, [right[0], right[0]] as typeof right)).rejects.toMatchObject({ code: 'FACTS_TOO_FEW' })
    expect((await asked(id, wrong)).triesLeft).toBe(0)
    await expect(asked(id, right)).rejects.toMatchObject({ code: 'TRIES_USED_UP' })
    const { rows } = await database.pool.query(
      `select (select json_agg(c) from identity_check c)::text || (select json_agg(e) from contact_event e)::text
         || (select json_agg(a) from audit_entry a where action like 'identity.%')::text as kept`,
    )
    expect(rows[0].kept).toContain('idTail')
    for (const said of ['234X', '234x', '132.5', '0000']) expect(rows[0].kept).not.toContain(`"${said}"`)
  })

  test('is sent a code to the number on file, which counts once, in time, and three tries', async () => {
    const id = await talk()
    const sent = await sendIdentityCode(lin.at(at('09:01:00')), id)
    expect(sent).toMatchObject({
      phone: '*******8000',
      codesLeft: 2,
      codeExpiresAt: new Date(at('09:06:00')).toISOString(),
    })
    const latest = async () => {
      const { rows } = await database.pool.query('select phone, body from message order by id desc limit 1')
      expect(decryptText(rows[0].phone)).toBe(PHONE)
      return /\d{6}/.exec(decryptText(rows[0].body))?.[0] ?? ''
    }
    const code = await latest()
    const no = code === '000000' ? '000001' : '000000'
    expect(await checkCode(lin.at(at('09:02:00')), id, no)).toMatchObject({ passed: false, level: 'none' })
    expect(await checkCode(lin.at(at('09:06:00')), id, code)).toMatchObject({ passed: false })
    await sendIdentityCode(lin.at(at('09:07:00')), id)
    const second = await latest()
    for (let n = 0; n < 3; n++) await checkCode(lin.at(at('09:07:10')), id, second === no ? '111111' : no)
    expect(await checkCode(lin.at(at('09:07:20')), id, second)).toMatchObject({ passed: false })
    await sendIdentityCode(lin.at(at('09:08:00')), id)
    expect(await checkCode(lin.at(at('09:08:10')), id, await latest())).toMatchObject({ passed: true, level: 'code' })
    expect((await file()).identity?.withheld).toEqual([])
    expect((await file()).account.contractNo).not.toBeNull()
    await expect(sendIdentityCode(lin.at(at('09:09:00')), id)).rejects.toMatchObject({ code: 'TRIES_USED_UP' })
  })

  test('keeps his level through a reload and a transfer, and loses it with another account', async () => {
    const id = await talk()
    await asked(id, right)
    await setMyState(wu.at(at('09:01:00')), { state: 'ready' })
    await transferContact(lin.at(at('09:01:01')), id, { agentId: wu.id, note: '已核验,请解释账单' })
    await answerContact(wu.at(at('09:01:02')), id)
    expect((await findDesk(wu.at(at('09:01:03')))).current).toMatchObject({ level: 'facts' })
    expect((await file(accountNo, wu)).balance.known).toBe(true)
    const version = async () => (await findDesk(wu.at(at('09:01:03')))).current?.version ?? 0
    await nameContactAccount(wu.at(at('09:01:04')), id, { accountNo: otherNo, version: await version() })
    expect((await file(otherNo, wu)).identity?.level).toBe('none')
    await nameContactAccount(wu.at(at('09:01:05')), id, { accountNo, version: await version() })
    expect((await file(accountNo, wu)).identity?.level).toBe('none')
    const { rows } = await database.pool.query(
      `select count(*)::int as n from contact_event where kind = 'account-chosen' and contact_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ n: 3 }])
  })

  test('stands at the counter: his papers were seen, which nobody sees on the telephone', async () => {
    const { id } = await openContact(lin.at(at('09:00:00')), { channel: 'counter', accountNo })
    expect((await file()).identity?.level).toBe('none')
    expect((await findWays(lin.at(at('09:00:01')), id)).mayShowPapers).toBe(true)
    expect((await confirmPapers(lin.at(at('09:00:02')), id)).level).toBe('papers')
    expect((await file()).identity?.withheld).toEqual([])
    await expect(confirmPapers(wu.at(at('09:00:03')), id)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    await setMyState(lin.at(at('09:00:04')), { state: 'away' }).catch(() => {})
    const version = (await desk()).current?.version ?? 0
    await closeContact(lin.at(at('09:00:05')), id, { category: 'advice', summary: '已答复', version })
    const call = await talk()
    await expect(confirmPapers(lin.at(at('09:00:06')), call)).rejects.toMatchObject({ code: 'PAPERS_NOT_SEEN' })
  })

  test('matters to nobody who talks to nobody, and to no other role', async () => {
    expect((await file()).identity).toBeNull()
    await talk()
    expect((await file(accountNo, wu)).balance.known).toBe(true)
  })

  test('has no account yet: there is nothing to compare with', async () => {
    const id = await talk(STRANGE, null)
    await expect(findWays(lin.at(at('09:00:06')), id)).rejects.toMatchObject({ code: 'ACCOUNT_NOT_CHOSEN' })
  })
})

describe('what is said of an account', () => {
  const facts = {
    accountNo: ['3302810000017'],
    name: ['陈桂兰'],
    idTail: ['234x'],
    meterNo: ['M1', 'M2'],
    payment: ['132.50'],
  }
  test.each<[FactKind, string, boolean]>([
    ['accountNo', '3302 8100 00017', true],
    ['name', ' 陈 桂兰', true],
    ['name', '陈桂', false],
    ['idTail', '234X', true],
    ['meterNo', 'm2', true],
    ['payment', '132.5元', true],
    ['payment', '¥132.50', true],
    ['payment', '0132.50', true],
    ['payment', '132', false],
    ['payment', '一百', false],
  ])('%s "%s" is right: %s', (kind, value, isRight) => {
    expect(areTrue([{ kind, value }], facts)).toBe(isRight)
    expect(
      areTrue(
        [
          { kind: 'name', value: '别人' },
          { kind, value },
        ],
        facts,
      ),
    ).toBe(false)
  })

  test('papers are as good as a code, and every level allows what a lower one does', () => {
    expect(isEnough('papers', 'code')).toBe(true)
    expect(isEnough('number', 'facts')).toBe(false)
    const needs = {
      name: 'number',
      address: 'facts',
      phone: 'facts',
      money: 'facts',
      history: 'facts',
      contract: 'code',
    } as const
    const counts = (['none', 'number', 'facts', 'code'] as const).map((level) => withheldOf(level, needs).length)
    expect(counts).toEqual([6, 5, 1, 0])
  })
})
