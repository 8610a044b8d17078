import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx, Role } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { listTimeline } from '../../db/timeline.ts'
import { findApplication, submitApplication as submit } from '../../intake/applications.ts'
import { listChoices } from '../../intake/choices.ts'
import type { SubmitInput } from '../../intake/contract.ts'
import { choices } from '../../intake/offer-contract.ts'
import { completeStep } from '../../intake/steps.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { inputsFor, inputsForFlat, linXiaoman, ports, walk } from './lin-xiaoman.ts'

describe('a new connection', () => {
  const database = useDatabase()
  let network: Network
  const submitApplication = (ctx: Ctx, input: SubmitInput) => submit(ctx, input, ports)
  const at = (now: string, role: Role = 'intake') => database.ctx(now, { roles: [role], username: role })
  const monday = () => at('2026-11-16T09:00:00+08:00')
  const friday = () => at('2026-11-20T09:00:00+08:00')

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    await openChenGuilan(at('2026-01-02T00:00:00Z'), network)
  })

  it('is walked from the counter to an account with its meter, start registers, price and contract', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    await walk(at, id, Object.values(inputsFor(network)))
    const application = await findApplication(friday(), id)
    expect(application).toMatchObject({ status: 'archived', openSteps: [], version: 7, nextDue: null })
    expect(application.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'accept done',
      'survey done',
      'plan done',
      'contract done',
      'meter-installation done',
      'archive done',
    ])
    expect(application.clocks.map(({ code, dueOn, status }) => [code, dueOn, status])).toEqual([
      ['acceptance', '2026-11-17', 'met'],
      ['plan-answer', '2026-11-19', 'met'],
      ['whole-process', '2026-11-23', 'met'],
      ['connection', '2026-11-23', 'met'],
    ])
    expect(await findAccountFile(friday(), { accountNo: application.accountNo ?? '' })).toMatchObject({
      customerName: '林小满',
      openedOn: '2026-11-19',
      householdPersons: 5,
      contractNo: 'HT-LIN',
      points: [
        { priceCode: 'SH-RES-TIER-TOU', meter: { assetNo: 'M-LIN-1', unitId: 7, profile: 'chint-dtsu666-2019' } },
      ],
    })
    const { rows } = await database.pool.query(
      `select r.role, r.start_value from installation_register r join installation i on i.id = r.installation_id
       join device d on d.id = i.device_id where d.asset_no = 'M-LIN-1' order by r.role`,
    )
    expect(rows).toEqual([
      { role: 'importPeak', start_value: 700 },
      { role: 'importTotal', start_value: 1200 },
      { role: 'importValley', start_value: 500 },
    ])
  })

  it('by peak and valley needs a meter that shows them', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    const inputs = inputsFor(network)
    await walk(at, id, [inputs.accept, inputs.survey, inputs.plan, inputs.contract])
    const meter = inputs['meter-installation']
    const data = { ...meter.data, assetNo: 'M-TOTAL', startRegistersWh: { importTotal: 0 } }
    const attempt = completeStep(friday(), id, { ...meter, data }, ports)
    await expect(attempt).rejects.toMatchObject({ code: 'DATA_IMPLAUSIBLE' })
    await expect(attempt).rejects.toMatchObject({
      issues: expect.arrayContaining([
        expect.objectContaining({ path: 'data.startRegistersWh.importPeak' }),
        expect.objectContaining({ path: 'data.startRegistersWh.importValley' }),
      ]),
    })
  })

  it('tells the timeline each step and the other departments what came of it', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    await walk(at, id, inputsForFlat(network, 'GARAGE', undefined))
    const { accountNo } = await findApplication(friday(), id)
    const { accountId } = await findAccountFile(friday(), { accountNo: accountNo ?? '' })
    const timeline = await listTimeline(friday(), { accountId, limit: 50 })
    expect(timeline.filter(({ kind }) => kind === 'application')).toHaveLength(7)
    const { rows } = await database.pool.query(
      `select kind, payload ->> 'step' as step from event where payload ->> 'applicationId' = $1 order by id`,
      [String(id)],
    )
    expect(rows.map(({ kind, step }) => step ?? kind)).toEqual([
      'application.submitted',
      'accept',
      'survey',
      'plan',
      'contract',
      'meter-installation',
      'application.archived',
      'archive',
    ])
  })

  it('leaves who is a customer already the same customer', async () => {
    const { rows } = await database.pool.query(`select count(*)::int as people from customer where name = '林小满'`)
    expect(rows).toEqual([{ people: 1 }])
  })

  it('archived twice at once opens one account, and again opens none', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    const inputs = inputsForFlat(network, 'TWICE', 8)
    await walk(at, id, inputs.slice(0, -1))
    const archive = inputsFor(network).archive
    const outcomes = await Promise.allSettled([1, 2].map(() => completeStep(friday(), id, archive, ports)))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(completeStep(friday(), id, { ...archive, version: 7 }, ports)).rejects.toMatchObject({
      code: 'APPLICATION_ENDED',
    })
    const { rows } = await database.pool.query(
      `select count(*)::int as accounts from contract where contract_no = 'HT-TWICE'`,
    )
    expect(rows).toEqual([{ accounts: 1 }])
  })

  it('offers the forms districts, free unit ids and meter profiles', async () => {
    const offered = await listChoices(friday(), { listProfiles: () => ['chint-dtsu666-2019'] })
    expect(choices.parse(offered)).toEqual(offered)
    expect(offered.profiles).toEqual(['chint-dtsu666-2019'])
    expect(offered.terminals).toMatchObject([
      { assetNo: 'T-MODBUS-1', protocol: 'modbus-tcp', takenUnitIds: [1, 7, 8] },
      { assetNo: 'T-MQTT-1', protocol: 'mqtt', takenUnitIds: [] },
    ])
  })
})
