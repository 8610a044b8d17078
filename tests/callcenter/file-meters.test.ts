import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { answerContact, receiveCall } from '../../callcenter/contacts.ts'
import { listFileMeters } from '../../callcenter/file/meters.ts'
import { checkFacts } from '../../callcenter/identity/checks.ts'
import { callcenter } from '../../callcenter/index.ts'
import type { App } from '../../db/department.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { logInAs, serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const NOW = '2026-03-10T09:00:00+08:00'

describe('meters of the file in view', () => {
  const database = useDatabase()
  let lin: Seat
  let app: App
  let accountNo: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const roles = ['importTotal', 'importPeak', 'importValley', 'exportTotal'] as const
    const opened = await openChenGuilan(ctx, network, {
      meter: {
        ...{ assetNo: 'M-CHEN-1', profile: 'eastron-sdm630', phase: 'three', ratedCurrentA: 5, maximumCurrentA: 60 },
        ct: 30,
        registers: roles.map((role) => ({ role, digits: 6, startValue: 0 })),
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 1 },
      },
    })
    accountNo = opened.accountNo
    lin = await seat(database, 'lin')
    app = await serveAt(database, [callcenter], NOW)
  })
  afterAll(() => app.close())
  beforeEach(() => emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message'))

  const look = async () => (await listFileMeters(lin.at(NOW), accountNo)).meters
  const store = (at: string, values: Record<string, unknown>) =>
    storeReadings(database.ctx(NOW), {
      ...{ source: 'mqtt', topic: 'test' },
      readings: [{ meter: 'M-CHEN-1', at: new Date(at), values }],
    })

  test('say that nothing is known before anything was read: no figure, and none that is 0', async () => {
    expect(await look()).toMatchObject([
      {
        ...{ assetNo: 'M-CHEN-1', state: 'unknown', latestAt: null, powerW: null, uV: null, iA: null },
        ...{ powerFactor: null, registers: [], today: null, multiplier: 30 },
        yesterday: { day: '2026-03-09', energyWh: {}, quality: 'missing' },
      },
    ])
  })

  test('show registers by period and export, voltages and currents, and what was used today and yesterday', async () => {
    const registers = (kwh: number) => ({
      ...{ importWh: kwh * 1000, exportWh: kwh * 10 },
      importByPeriodWh: { peak: kwh * 600, valley: kwh * 400 },
    })
    await store('2026-03-09T00:00:00+08:00', registers(100))
    await store('2026-03-10T00:00:00+08:00', registers(104))
    await store('2026-03-10T08:45:00+08:00', {
      ...registers(105),
      ...{ uV: [221.4, null, 220.1], iA: [1.2, 0, 0.4], pW: 660, pf: 0.98 },
    })
    const [meter] = await look()
    expect(meter).toMatchObject({
      ...{ state: 'live', latestAt: '2026-03-10T00:45:00.000Z', powerW: 660 * 30, powerFactor: 0.98 },
      ...{ uV: [221.4, null, 220.1], iA: [1.2, 0, 0.4] },
      yesterday: { day: '2026-03-09', energyWh: { importTotal: 120_000, importPeak: 72_000, exportTotal: 1_200 } },
      today: { day: '2026-03-10', to: '2026-03-10T00:45:00.000Z', energyWh: { importTotal: 30_000 } },
    })
    const shown = Object.fromEntries(meter?.registers.map(({ role, wh }) => [role, wh]) ?? [])
    expect(shown).toEqual({ importTotal: 105_000, importPeak: 63_000, importValley: 42_000, exportTotal: 1_050 })
  })

  test('are refused before it is known who speaks, and told once it is', async () => {
    await setMyState(lin.at(NOW), { state: 'ready' })
    const call = { callId: 'meter-call', callerPhone: '13800138000' }
    const { contactId } = await receiveCall(database.ctx(NOW), call)
    const { id } = await answerContact(lin.at(NOW), contactId ?? 0)
    await expect(look()).rejects.toMatchObject({ code: 'IDENTITY_TOO_LOW' })
    const facts = [
      { kind: 'accountNo' as const, value: accountNo },
      { kind: 'name' as const, value: '陈桂兰' },
    ]
    expect((await checkFacts(lin.at(NOW), id, { facts })).passed).toBe(true)
    expect(await look()).toHaveLength(1)
  })

  test('are read over HTTP by the desk of the unit alone', async () => {
    const path = `/api/callcenter/accounts/${accountNo}/meters`
    const agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.X1.' })
    expect(await agent('GET', path)).toMatchObject({ status: 200, body: { meters: [{ assetNo: 'M-CHEN-1' }] } })
    const customer = await logInAs(app, database, { role: 'customer', organisationPath: 'X.' })
    expect(await customer('GET', path)).toMatchObject({ status: 403 })
  })
})
