import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { answerContact, receiveCall } from '../../callcenter/contacts.ts'
import { findFileQuestion, readFileMeter } from '../../callcenter/file/meters.ts'
import { checkFacts } from '../../callcenter/identity/checks.ts'
import { callcenter } from '../../callcenter/index.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import type { App } from '../../db/department.ts'
import { takeAnswer } from '../../metering/collection/commands.ts'
import { closeLines } from '../../metering/index.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const NOW = '2026-03-10T09:00:00+08:00'

describe('a meter that is read while its customer is on the line', () => {
  const database = useDatabase()
  const server = new MeterServer()
  let now = new Date(NOW)
  let lin: Seat
  let app: App
  let agent: Caller
  /** Over its own line, and behind a terminal that listens to commands. */
  let direct: { accountNo: string; pointId: number }
  let behind: { accountNo: string; pointId: number }

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    server.units.set(1, { profile: eastronSdm630, state: () => ({ importWh: 123_400, uV: [221, 0, 0], pW: 800 }) })
    const network = await layNetwork(ctx, await server.start())
    direct = await openChenGuilan(ctx, network)
    behind = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: '林小满', idNumber: '350524199001011238', phone: '13900139000' },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
      meter: {
        ...{ assetNo: 'M-LIN-1', profile: 'dlt645-2007-single-phase', phase: 'single' },
        ...{ ratedCurrentA: 5, maximumCurrentA: 60, registers: [{ role: 'importTotal', digits: 6, startValue: 0 }] },
        link: { terminalAssetNo: 'T-MQTT-1', meterAddress: '000000000161' },
      },
    })
    await bringNetwork(ctx, { organisations: [{ path: 'Y.', kind: 'county', name: '长泰县供电公司' }] }, ctx.now)
    lin = await seat(database, 'lin')
    app = await serveAt(database, [callcenter], () => now)
    agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.X1.' })
  })
  afterAll(async () => {
    await app.close()
    await closeLines()
    await server.stop()
  })
  beforeEach(async () => {
    now = new Date(NOW)
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'desk_meter_asking', 'terminal_command')
  })

  const readings = ({ accountNo, pointId }: typeof direct) =>
    `/api/callcenter/accounts/${accountNo}/meters/${pointId}/readings`

  test('answers at once over its line; who asked stands on the audit record', async () => {
    expect(await agent('POST', readings(direct), {})).toMatchObject({
      status: 200,
      body: { assetNo: 'M-CHEN-1', verdict: 'accepted', answer: { reading: { importWh: 123_400, pW: 800 } } },
    })
    const { rows } = await database.pool.query(
      `select actor, subject, detail from audit_entry where action = 'meter.read-at-desk'`,
    )
    expect(rows).toMatchObject([{ actor: 'agent', subject: `point:${direct.pointId}` }])
  })

  test('behind a terminal is asked through it; the answer is found under the question, and by the terminal itself where it passes no frames', async () => {
    const base = `/api/callcenter/accounts/${behind.accountNo}/meters/${behind.pointId}`
    const put = await agent('POST', `${base}/readings`, {})
    expect(put).toMatchObject({ status: 202, body: { kind: 'pass-through', answeredAt: null } })
    const answer = { v: 1 as const, at: NOW, ok: false }
    await takeAnswer(database.ctx(NOW), 'T-MQTT-1', { ...answer, id: put.body.id, because: 'NOT_SUPPORTED' })
    const question = await agent('GET', `${base}/questions/${put.body.id}`)
    expect(question).toMatchObject({ status: 200, body: { ok: false, because: 'NOT_SUPPORTED' } })
    const again = await agent('POST', `${base}/questions`, {})
    expect(again).toMatchObject({ status: 202, body: { kind: 'read' } })
    await takeAnswer(database.ctx(NOW), 'T-MQTT-1', { ...answer, id: again.body.id, ok: true, readings: 0 })
    expect(await agent('GET', `${base}/questions/${again.body.id}`)).toMatchObject({ body: { ok: true } })
    // Of another account's meter nobody is told under this one.
    const other = `/api/callcenter/accounts/${direct.accountNo}/meters/${direct.pointId}`
    expect(await agent('GET', `${other}/questions/${put.body.id}`)).toMatchObject({ status: 404 })
  })

  test('is not asked under another account, nor of another county, nor by a customer', async () => {
    const crossed = { accountNo: behind.accountNo, pointId: direct.pointId }
    expect(await agent('POST', readings(crossed), {})).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    })
    const far = await logInAs(app, database, { role: 'agent', organisationPath: 'Y.', username: 'far' })
    expect(await far('POST', readings(direct), {})).toMatchObject({ status: 404 })
    const customer = await logInAs(app, database, { role: 'customer', organisationPath: 'X.' })
    expect(await customer('POST', readings(direct), {})).toMatchObject({ status: 403 })
    expect((await database.pool.query('select 1 from desk_meter_asking')).rows).toEqual([])
  })

  test('is not asked before it is known who speaks', async () => {
    await setMyState(lin.at(NOW), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(NOW), { callId: 'read-1', callerPhone: '13800138000' })
    const { id } = await answerContact(lin.at(NOW), contactId ?? 0)
    await expect(readFileMeter(lin.at(NOW), direct)).rejects.toMatchObject({ code: 'IDENTITY_TOO_LOW' })
    await expect(
      findFileQuestion(lin.at(NOW), { ...direct, questionId: '00000000-0000-4000-8000-000000000001' }),
    ).rejects.toMatchObject({ code: 'IDENTITY_TOO_LOW' })
    const facts = [
      { kind: 'accountNo' as const, value: direct.accountNo },
      { kind: 'name' as const, value: '陈桂兰' },
    ]
    expect((await checkFacts(lin.at(NOW), id, { facts })).passed).toBe(true)
    expect(await readFileMeter(lin.at(NOW), direct)).toMatchObject({ assetNo: 'M-CHEN-1' })
  })

  test('is asked three times in two minutes by the whole desk, and then again', async () => {
    const ask = async () => (await agent('POST', readings(direct), {})).status
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200])
    expect(await agent('POST', readings(direct), {})).toMatchObject({
      status: 429,
      body: { error: { code: 'METER_ASKED_OFTEN' } },
    })
    expect(await agent('POST', readings(behind), {})).toMatchObject({ status: 202 })
    now = new Date('2026-03-10T09:02:00+08:00')
    expect(await ask()).toBe(200)
  })
})
