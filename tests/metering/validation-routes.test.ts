import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../db/department.ts'
import { metering } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'

const now = '2026-03-09T12:00:00+08:00'
const dayMs = Date.parse('2026-03-08T00:00:00+08:00')

describe('validation over HTTP', () => {
  const database = useDatabase()
  let app: App
  let pointId = 0
  const as: Partial<Record<'acquisition' | 'reader' | 'manager' | 'customer', Caller>> = {}

  beforeAll(async () => {
    const ctx = database.ctx(now)
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    const opened = await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network)
    pointId = opened.pointId
    const slots = [...Array(97).keys()].filter((slot) => slot < 20 || slot > 60)
    const readings = slots.map((slot) => {
      const importWh = 10_000 + slot * 100 + ((slot * 37) % 13)
      return { meter: 'M-CHEN-1', at: new Date(dayMs + slot * 900_000), values: { importWh } }
    })
    await storeReadings(ctx, { source: 'mqtt', topic: 'test', readings })
    while ((await validateDirtyDays(ctx)) > 0);
    app = await serveAt(database, [metering], now)
    for (const role of ['acquisition', 'reader', 'manager'] as const) {
      as[role] = await logInAs(app, database, { role, organisationPath: 'X.' })
    }
    const { customerId } = opened
    as.customer = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
  })
  afterAll(() => app.close())

  test('the worklist is shown to those who watch, and decided by those who validate', async () => {
    const list = await as.reader?.('GET', '/api/metering/exceptions')
    expect(list?.body).toMatchObject({ open: 1, groups: [{ rule: 'missing', cause: 'meter', points: 1 }] })
    const key = encodeURIComponent(list?.body.groups[0].key)
    const group = await as.acquisition?.('GET', `/api/metering/exceptions/${key}`)
    const body = { findingIds: [group?.body.findings[0].findingId], action: 'accept', reason: '停电检修' }
    expect((await as.reader?.('POST', '/api/metering/exception-decisions', body))?.status).toBe(403)
    expect((await as.customer?.('GET', '/api/metering/exceptions'))?.status).toBe(403)
    const decided = await as.acquisition?.('POST', '/api/metering/exception-decisions', body)
    expect(decided).toMatchObject({ status: 200, body: { decided: 1, slots: 0 } })
    const bare = await as.acquisition?.('POST', '/api/metering/exception-decisions', { ...body, reason: ' ' })
    expect(bare?.status).toBe(400)
  })

  test('a month and the curve tell estimates apart, to the customer too', async () => {
    const month = await as.customer?.('GET', `/api/metering/points/${pointId}/month?month=2026-03`)
    expect(month?.body.days).toMatchObject([{ day: '2026-03-08', counts: { estimated: 42, measured: 54 } }])
    const curve = await as.customer?.('GET', `/api/metering/points/${pointId}/curve?day=2026-03-08`)
    expect(curve?.body.slots[30]).toMatchObject({ quality: 'estimated', method: 'proration', originalWh: null })
    expect(curve?.body.version).toBeGreaterThan(0)
  })

  test('an edit is tried, then committed on the version that was seen', async () => {
    const slots = [{ at: '2026-03-08T08:00:00+08:00', energyWh: 250 }]
    const path = `/api/metering/points/${pointId}`
    const tried = await as.acquisition?.('POST', `${path}/curve-proposals`, { day: '2026-03-08', slots })
    expect(tried).toMatchObject({ status: 200, body: { bill: { before: null, after: null } } })
    const edit = { day: '2026-03-08', slots, reason: '现场核对' }
    const stale = await as.acquisition?.('POST', `${path}/curve-edits`, { ...edit, version: 0 })
    expect(stale).toMatchObject({ status: 409, body: { error: { code: 'STALE_VERSION' } } })
    const kept = await as.acquisition?.('POST', `${path}/curve-edits`, { ...edit, version: tried?.body.version })
    expect(kept?.body.slots[32]).toMatchObject({ energyWh: 250, quality: 'edited' })
    expect((await as.reader?.('POST', `${path}/curve-edits`, { ...edit, version: 0 }))?.status).toBe(403)
  })

  test('a register of last resort takes a reader and a manager', async () => {
    const path = `/api/metering/points/${pointId}`
    const body = { day: '2026-02-01', reason: '门闭' }
    expect((await as.customer?.('POST', `${path}/register-estimates`, body))?.status).toBe(403)
    const proposed = await as.reader?.('POST', `${path}/register-estimates`, body)
    expect(proposed).toMatchObject({ status: 200, body: { status: 'proposed', basis: { method: 'between-readings' } } })
    const of = `/api/metering/register-exceptions/${proposed?.body.standInId}`
    expect((await as.reader?.('POST', `${of}/decision`, { approve: true }))?.status).toBe(403)
    expect((await as.manager?.('POST', `${of}/decision`, { approve: true }))?.body.status).toBe('approved')
    expect((await as.reader?.('GET', `${path}/register-ladder?day=2026-02-01`))?.body.step).toBe('estimated')
    const photo = { mediaType: 'image/jpeg', base64: 'A'.repeat(2_200_000) }
    const site = { day: '2026-03-01', measuredAt: '2026-03-01T10:00:00+08:00', registersWh: {}, photo, reason: '试传' }
    expect((await as.reader?.('POST', `${path}/site-readings`, site))?.status).toBe(400)
  })

  test('rules are shown with their thresholds', async () => {
    const rules = await as.reader?.('GET', '/api/metering/validation-rules')
    expect(rules?.body.rules.find((each: { rule: string }) => each.rule === 'missing')).toMatchObject({
      limits: [{ name: 'longHours', value: 6, unit: 'h' }],
      accepted: 1,
      precision: 0,
    })
  })
})
