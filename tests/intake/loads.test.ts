import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installMeter } from '../../db/customers/install.ts'
import type { App } from '../../db/department.ts'
import { transact } from '../../db/pool.ts'
import { createIntake } from '../../intake/index.ts'
import { openCapacityKva } from '../../intake/rules/open-capacity.ts'
import { listLoads, metering } from '../../metering/index.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { inputsFor, linXiaoman, ports } from './lin-xiaoman.ts'

describe('what a district can still supply', () => {
  const database = useDatabase()
  let app: App
  let clerk: Caller
  let surveyor: Caller
  let network: Network

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    network = await layNetwork(ctx)
    await openChenGuilan(ctx, network)
    app = await serveAt(database, [createIntake({ ...ports, listLoads }), metering], '2026-11-19T18:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    surveyor = await logInAs(app, database, { role: 'surveyor', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  const look = async () => (await surveyor('GET', `/api/intake/districts/${network.districtId}/load`)).body

  it('is not guessed where nothing is measured', async () => {
    expect(await look()).toMatchObject({
      district: {
        capacityKva: 400,
        accounts: 1,
        agreedKva: 8,
        pendingKw: 0,
        peakKw: null,
        openKva: null,
        phasesA: null,
      },
      feeder: { name: '10kV城东112线', capacityKva: null, agreedKva: 8, openKva: null },
      share: 0.8,
    })
  })

  it('is a share of its capacity, less the largest measured load and what open applications ask for', async () => {
    const { rows } = await database.pool.query(
      `insert into metering_point (point_no, kind, district_id, purpose) values ('K1', 'district', $1, 'assessment') returning id`,
      [network.districtId],
    )
    const pointId = rows[0].id
    await database.pool.query(
      `insert into point_day (point_id, day, max_demand_w, measured, interpolated, estimated, edited, missing, suspect, slots_wh, validated_at)
       select $1, d::date, w, 96, 0, 0, 0, 0, 0, '', now()
       from (values ('2026-10-01', 300000), ('2026-11-10', 120400), ('2026-11-18', 90000)) as day (d, w)`,
      [pointId],
    )
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const installationId = await transact(ctx, (inner) =>
      installMeter(inner, {
        ...{ assetNo: 'K-1', profile: 'eastron-sdm630', phase: 'three', ratedCurrentA: 5, maximumCurrentA: 6, ct: 40 },
        ...{ registers: [{ role: 'importTotal', digits: 6, startValue: 0 }], link: { terminalAssetNo: 'T-MQTT-1' } },
        ...{ pointId, at: ctx.now, caseRef: 'test' },
      }),
    )
    await database.pool.query(
      `insert into latest_reading (point_id, installation_id, measured_at, read_at, arrived_at, reading, trail)
       values ($1, $2, now(), now(), now(), '{"iA": [4.1, 3.9, null]}', '{}')`,
      [pointId, installationId],
    )
    const { body } = await clerk('POST', '/api/intake/applications', linXiaoman)
    const { accept, survey } = inputsFor(network)
    await clerk('POST', `/api/intake/applications/${body.id}/steps`, accept)
    const data = { ...survey.data, surveyedOn: '2026-11-19' }
    await surveyor('POST', `/api/intake/applications/${body.id}/steps`, { ...survey, data })
    expect((await look()).district).toMatchObject({
      ...{ pendingKw: 8, peakKw: 120.4, openKva: 191.6, phasesA: [164, 156, null] },
    })
  })

  it('is the surveyor’s to see by scope', async () => {
    expect(await surveyor('GET', '/api/intake/districts/999999/load')).toMatchObject({ status: 404 })
  })

  it.each([
    [{ capacityKva: 400, share: 0.8, peakKw: 100, pendingKw: 20 }, 200],
    [{ capacityKva: 400, share: 0.8, peakKw: 400, pendingKw: 0 }, 0],
    [{ capacityKva: 400, share: 0.8, peakKw: null, pendingKw: 0 }, null],
    [{ capacityKva: null, share: 0.8, peakKw: 10, pendingKw: 0 }, null],
  ])('%j gives %j', (of, open) => {
    expect(openCapacityKva(of)).toBe(open)
  })
})
