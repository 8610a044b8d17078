import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../db/department.ts'
import { metering } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'

const database = useDatabase()
const now = '2026-03-10T12:00:00+08:00'
let app: App
let reader: Caller
let manager: Caller
let pointId = 0

beforeAll(async () => {
  const ctx = database.ctx(now)
  pointId = (await openChenGuilan(ctx, await layNetwork(ctx))).pointId
  const values = { importWh: 100, uV: [230], iA: [2], pW: 300, qVar: 300 }
  const readings = [{ meter: 'M-CHEN-1', at: new Date('2026-03-10T11:45:00+08:00'), values }]
  await storeReadings(ctx, { source: 'mqtt', topic: 'test', readings })
  app = await serveAt(database, [metering], now)
  reader = await logInAs(app, database, { role: 'reader', organisationPath: 'X.' })
  manager = await logInAs(app, database, { role: 'district-manager', organisationPath: 'X.' })
})
afterAll(() => app.close())

test('a reader looks, and neither changes sections nor reviews', async () => {
  expect((await reader('GET', '/api/metering/sections')).body).toMatchObject({ unplaced: 1 })
  const section = { sectionNo: 'CB001', organisation: 'X.X1.', manager: '罗平', readingDay: 1, from: '2026-01-01' }
  expect((await reader('PUT', '/api/metering/sections', section)).status).toBe(403)
  expect((await reader('POST', '/api/metering/reading-plans/1/acceptances', { unflagged: true })).status).toBe(403)
  const saved = await manager('PUT', '/api/metering/sections', section)
  expect(saved).toMatchObject({ status: 200, body: { joined: 0 } })
  const placement = { sectionId: saved.body.sectionId, from: '2026-01-01' }
  expect((await manager('PUT', `/api/metering/points/${pointId}/section`, placement)).status).toBe(204)
  expect((await reader('GET', '/api/metering/sections')).body).toMatchObject({ unplaced: 0, sections: [{ points: 1 }] })
})

test('the page of a meter has phasors of the latest reading, and its events', async () => {
  expect((await reader('GET', `/api/metering/points/${pointId}/phasors`)).body).toMatchObject({
    source: 'powers',
    phasors: [{ phase: 'A', phiDeg: 45, iDeg: 45 }],
  })
  expect((await reader('GET', `/api/metering/points/${pointId}/events`)).body).toEqual({ events: [], nextCursor: null })
  expect((await reader('GET', '/api/metering/points/999999/phasors')).status).toBe(404)
})
