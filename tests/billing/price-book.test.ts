import { beforeAll, describe, expect, it } from 'vitest'
import { findBill, findLatestBill, readPriceBook, runBills } from '../../billing/index.ts'
import { type PriceDocument, priceDocument } from '../../billing/price-book/contract.ts'
import {
  draftVersion,
  editDraft,
  publishVersion,
  reviewVersion,
  withdrawVersion,
} from '../../billing/price-book/drafts.ts'
import { adviseOnPrices, findCalendar, recordAgencyMonth, recordTimetable } from '../../billing/price-book/reference.ts'
import { replayDraft } from '../../billing/price-book/replay.ts'
import { exportVersion, findVersion, listVersions } from '../../billing/price-book/versions.ts'
import { landedPrices, priceFor } from '../../billing/rules/price.ts'
import { periodAt } from '../../billing/rules/timetable.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

const NOW = '2026-11-20T02:00:00Z'

describe('the price book', () => {
  const database = useDatabase()
  const as = (username: string, now = NOW) => database.ctx(now, { roles: ['billing'], username })
  const lin = () => as('lin')
  const zhou = () => as('zhou')
  const shop = (version: string, change: Partial<PriceDocument> = {}): PriceDocument =>
    priceDocument.parse({
      ...{ version, priceCode: 'DEMO-COM-SINGLE', validFrom: '2027-01-01', official: false, legalBasis: '示范价' },
      components: [{ component: 'energy', pricesYuanPerKwh: { total: '0.72' } }],
      ...change,
    })

  async function bringInto(version: PriceDocument, decision = {}) {
    await draftVersion(lin(), version)
    await reviewVersion(zhou(), version.version, null)
    return publishVersion(zhou(), version.version, decision)
  }

  describe('a version on its way', () => {
    it('is drafted with what it changes beside what is in force', async () => {
      await draftVersion(lin(), shop('COM@2027'))
      const detail = await findVersion(lin(), 'COM@2027')
      expect(detail).toMatchObject({
        state: 'draft',
        revision: 1,
        days: [{ from: '2027-01-01', to: null }],
        touched: [],
      })
      expect(detail.comparison).toMatchObject({
        with: 'DEMO-COM-SINGLE@2020-01-01',
        differences: [
          { field: 'components.energy.total', old: '0.7', new: '0.72', difference: '0.02' },
          { field: 'legalBasis' },
        ],
      })
    })

    it('bears a name that no other has', async () => {
      await expect(draftVersion(zhou(), shop('COM@2027'))).rejects.toMatchObject({ code: 'PRICE_VERSION_EXISTS' })
      await expect(draftVersion(zhou(), shop('DEMO-COM-SINGLE@2020-01-01'))).rejects.toMatchObject({
        code: 'PRICE_VERSION_EXISTS',
        issues: [{ path: 'version' }],
      })
    })

    it('that does not fit is refused with the fields', async () => {
      const unfit = shop('COM@BAD', { components: [], validTo: '2026-12-31', demandYuanPerKwMonth: '36' })
      await expect(draftVersion(lin(), unfit)).rejects.toMatchObject({
        code: 'PRICE_FIGURES_UNFIT',
        issues: [{ path: 'validTo' }, { path: 'components' }, { path: 'demandYuanPerKwMonth' }],
      })
      await expect(draftVersion(lin(), shop('COM@NEW', { priceCode: 'NEW-CODE' }))).rejects.toMatchObject({
        issues: [{ path: 'price' }],
      })
    })

    it('is edited as a whole, by one at a time', async () => {
      const document = shop('COM@2027', { legalBasis: '示范价(2027)' })
      await editDraft(lin(), 'COM@2027', { revision: 1, document })
      await expect(editDraft(lin(), 'COM@2027', { revision: 1, document })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      })
      await expect(editDraft(lin(), 'COM@2027', { revision: 2, document: shop('COM@2028') })).rejects.toMatchObject({
        issues: [{ path: 'document.version' }],
      })
    })

    it('is neither reviewed nor published by whoever drafted any of it', async () => {
      await expect(reviewVersion(lin(), 'COM@2027', null)).rejects.toMatchObject({
        code: 'FOUR_EYES',
        message: expect.stringContaining('lin'),
      })
      await expect(publishVersion(zhou(), 'COM@2027', {})).rejects.toMatchObject({ code: 'PRICE_NOT_REVIEWED' })
      await reviewVersion(zhou(), 'COM@2027', '已核对')
      await expect(publishVersion(lin(), 'COM@2027', {})).rejects.toMatchObject({ code: 'FOUR_EYES' })
      await expect(
        database.pool.query(
          `update price_draft set published_by = 'lin', state = 'published' where version = 'COM@2027'`,
        ),
      ).rejects.toThrow('check constraint')
    })

    it('edited after its review has to be reviewed again, and not by the editor', async () => {
      await editDraft(zhou(), 'COM@2027', { revision: 2, document: shop('COM@2027') })
      await expect(publishVersion(as('wu'), 'COM@2027', {})).rejects.toMatchObject({ code: 'PRICE_NOT_REVIEWED' })
      await expect(reviewVersion(zhou(), 'COM@2027', null)).rejects.toMatchObject({ code: 'FOUR_EYES' })
      await reviewVersion(as('wu'), 'COM@2027', null)
    })

    it('once published takes the days of the one before, and is fixed', async () => {
      const { superseded } = await publishVersion(as('wu'), 'COM@2027', {})
      expect(superseded).toEqual(['DEMO-COM-SINGLE@2020-01-01'])
      const old = await findVersion(lin(), 'DEMO-COM-SINGLE@2020-01-01')
      expect(old).toMatchObject({ state: 'published', days: [{ from: '2020-01-01', to: '2027-01-01' }] })
      const later = await findVersion(as('lin', '2027-01-01T00:00:00Z'), 'DEMO-COM-SINGLE@2020-01-01')
      expect(later).toMatchObject({
        state: 'superseded',
        history: [{ act: 'published' }, { act: 'superseded', note: 'COM@2027' }],
      })
      await expect(editDraft(lin(), 'COM@2027', { revision: 3, document: shop('COM@2027') })).rejects.toMatchObject({
        code: 'PRICE_VERSION_FIXED',
      })
      await expect(database.pool.query('update price_component set yuan_per_kwh = 1')).rejects.toThrow('append-only')
      await expect(database.pool.query('update price_version set legal_basis = $1', ['x'])).rejects.toThrow(
        'append-only',
      )
    })

    it('tells who waits for it', async () => {
      const { rows } = await database.pool.query(`select payload from event where kind = 'price.published'`)
      expect(rows.map(({ payload }) => payload)).toEqual([
        {
          versionId: expect.any(Number),
          priceCode: 'DEMO-COM-SINGLE',
          validFrom: '2027-01-01',
          validTo: null,
          pastChange: null,
        },
      ])
    })
  })

  describe('days as they were known', () => {
    it('show the book of before and of after', async () => {
      const inForce = async (knownAt: string) => {
        const book = await readPriceBook(lin(), new Date(knownAt))
        const verdict = priceFor(book, { priceCode: 'DEMO-COM-SINGLE', day: '2027-02-01' })
        return verdict.ok && verdict.version
      }
      expect(await inForce('2026-11-20T01:59:59Z')).toBe('DEMO-COM-SINGLE@2020-01-01')
      expect(await inForce(NOW)).toBe('COM@2027')
    })

    it('leave a version on both sides of one that takes its middle', async () => {
      const middle = shop('AGR@SUMMER', {
        priceCode: 'DEMO-AGR-SINGLE',
        validFrom: '2027-06-01',
        validTo: '2027-09-01',
      })
      await bringInto(middle)
      const { days } = await findVersion(lin(), 'DEMO-AGR-SINGLE@2020-01-01')
      expect(days).toEqual([
        { from: '2020-01-01', to: '2027-06-01' },
        { from: '2027-09-01', to: null },
      ])
    })

    it('end when a version is withdrawn, with the reason', async () => {
      const later = (now: string) => as('wu', now)
      await withdrawVersion(later('2026-11-21T02:00:00Z'), 'AGR@SUMMER', '文件撤销')
      const detail = await findVersion(later('2026-11-22T02:00:00Z'), 'AGR@SUMMER')
      expect(detail).toMatchObject({ state: 'withdrawn', days: [{ from: '2027-06-01', to: '2027-09-01' }] })
      expect(detail.history.at(-1)).toMatchObject({ act: 'withdrawn', by: 'wu', note: '文件撤销' })
      await expect(withdrawVersion(later('2026-11-22T02:00:00Z'), 'AGR@SUMMER', '再来一次')).rejects.toMatchObject({
        code: 'PRICE_NOT_IN_FORCE',
      })
    })

    it('are listed with every state', async () => {
      await draftVersion(lin(), shop('COM@DROPPED'))
      await withdrawVersion(lin(), 'COM@DROPPED', '起草有误')
      const { items } = await listVersions(lin(), { priceCode: 'DEMO-COM-SINGLE' })
      expect(items.map(({ version, state }) => [version, state])).toEqual([
        ['COM@DROPPED', 'withdrawn'],
        ['COM@2027', 'published'],
        ['DEMO-COM-SINGLE@2020-01-01', 'published'],
      ])
    })
  })

  describe('a change dated in the past', () => {
    let accountId: number
    let meters: ReturnType<typeof steadyMeters>

    beforeAll(async () => {
      const network = await layNetwork(database.ctx('2026-08-01T00:00:00Z'))
      const home = { name: '许回溯', priceCode: 'SH-RES-FLAT', energisedAt: '2026-08-01T00:00:00+08:00' }
      const opened = await openHousehold(database.ctx('2026-08-01T00:00:00Z'), network, home)
      accountId = opened.accountId
      meters = steadyMeters(new Map([[opened.pointId, { dailyWh: 10_000 }]]))
      for (const [now, billMonth] of [
        ['2026-09-01T00:00:00Z', '2026-08'],
        ['2026-10-01T00:00:00Z', '2026-09'],
      ] as const) {
        await runBills(as('lin', now), { billMonth }, meters)
      }
    })

    it('says which bills it touches and waits for a decision with its reason', async () => {
      const back = shop('SH-FLAT@SEP', { priceCode: 'SH-RES-FLAT', validFrom: '2026-09-10' })
      await draftVersion(lin(), back)
      expect((await findVersion(zhou(), 'SH-FLAT@SEP')).touched).toEqual([
        { billMonth: '2026-09', accounts: 1, bills: 1, totalYuan: '192.30' },
      ])
      await reviewVersion(zhou(), 'SH-FLAT@SEP', null)
      await expect(publishVersion(zhou(), 'SH-FLAT@SEP', {})).rejects.toMatchObject({
        code: 'PAST_CHANGE_UNDECIDED',
        message: expect.stringContaining('2026-09 1 户 1 张'),
        issues: [{ path: 'pastChange' }, { path: 'reason' }],
      })
      const decision = { pastChange: 're-rate' as const, reason: '政策性退补' }
      await expect(publishVersion(zhou(), 'SH-FLAT@SEP', decision)).rejects.toMatchObject({ code: 'REPLAY_MISSING' })
      const replayed = await replayDraft(zhou(), 'SH-FLAT@SEP', { months: 12, thresholdPercent: 10 }, meters)
      // 310 and 300 kWh at 0.72 instead of 0.641.
      expect(replayed).toMatchObject({
        revision: 1,
        result: {
          ...{ bills: 2, accounts: 1, winners: 0, losers: 1, billsOverThreshold: 2, notComputable: {} },
          ...{ billedYuan: '391.01', draftYuan: '439.20', differenceYuan: '48.19' },
        },
      })
      await publishVersion(zhou(), 'SH-FLAT@SEP', decision)
      const { rows } = await database.pool.query(
        `select payload ->> 'pastChange' as change from event where kind = 'price.published' order by id desc limit 1`,
      )
      expect(rows).toEqual([{ change: 're-rate' }])
    })

    it('leaves the bill explained by the price that made it', async () => {
      const bill = await findBill(lin(), (await findLatestBill(lin(), accountId))?.id ?? 0)
      expect(bill).toMatchObject({ totalYuan: '192.30', price: { version: 'SH-RES-FLAT@2020-07-27', official: true } })
    })

    it('is not asked about where nothing lies in the past', async () => {
      const ahead = shop('SH-FLAT@2028', { priceCode: 'SH-RES-FLAT', validFrom: '2028-01-01' })
      await draftVersion(lin(), ahead)
      await reviewVersion(zhou(), 'SH-FLAT@2028', null)
      await expect(
        publishVersion(zhou(), 'SH-FLAT@2028', { pastChange: 're-rate', reason: '无事可退' }),
      ).rejects.toMatchObject({
        issues: [{ path: 'pastChange' }],
      })
    })
  })

  describe('a version as a file', () => {
    it('comes out as it went in', async () => {
      const first = await exportVersion(lin(), 'HB-IND-2P-10KV-TOU@2026-01-01')
      const copy = { ...first, version: 'HB-COPY@2030', validFrom: '2030-01-01' }
      await draftVersion(lin(), priceDocument.parse(JSON.parse(JSON.stringify(copy))))
      await reviewVersion(zhou(), 'HB-COPY@2030', null)
      await publishVersion(zhou(), 'HB-COPY@2030', {})
      expect(await exportVersion(lin(), 'HB-COPY@2030')).toEqual(copy)
    })

    it('brings a new code with it', async () => {
      const price = {
        name: { zh: '充电桩', en: 'Chargers' },
        accountClass: 'commercial' as const,
        tariffSystem: 'single' as const,
        timeOfUse: false,
      }
      await bringInto(shop('EV@2027', { priceCode: 'EV', price }))
      expect((await findVersion(lin(), 'EV@2027')).name).toEqual({ zh: '充电桩', en: 'Chargers' })
    })
  })

  describe('agency prices', () => {
    const landed = async (day: string, knownAt?: string) => {
      const book = await readPriceBook(lin(), knownAt ? new Date(knownAt) : null)
      const verdict = priceFor(book, { priceCode: 'HB-IND-2P-10KV', day })
      return verdict.ok ? landedPrices(verdict).total : verdict.because
    }

    it('of Hubei’s January 2026 give the landed price that was printed', async () => {
      expect(await landed('2026-01-15')).toBe('0.651886')
    })

    it('are missing by month until they are recorded, and may be corrected with both on record', async () => {
      expect(await landed('2026-02-15')).toBe('AGENCY_PRICE_MISSING')
      expect((await findVersion(lin(), 'HB-IND-2P-10KV@2026-01-01')).missingAgencyMonths).toContain('2026-02')
      const figures = {
        official: false,
        source: '示范录入',
        pricesYuanPerKwh: { energy: '0.38', 'line-loss': '0.01', 'system-operation': '0.08' },
      }
      await recordAgencyMonth(lin(), { region: '42', month: '2026-02' }, figures)
      expect(await landed('2026-02-15')).toBe('0.6415')
      const corrected = { ...figures, pricesYuanPerKwh: { ...figures.pricesYuanPerKwh, energy: '0.39' } }
      await recordAgencyMonth(as('lin', '2026-11-21T02:00:00Z'), { region: '42', month: '2026-02' }, corrected)
      await recordAgencyMonth(lin(), { region: '33', month: '2027-12' }, figures)
      expect(await landed('2026-02-15')).toBe('0.6515')
      expect(await landed('2026-02-15', NOW)).toBe('0.6415')
    })
  })

  describe('timetables', () => {
    it('of Zhejiang change on the first of July 2026', async () => {
      const calendar = await findCalendar(lin(), { region: '33', tariffSystem: 'two-part' })
      const at = (instant: string) => {
        const verdict = periodAt(calendar, new Date(instant))
        return verdict.ok && verdict.period
      }
      expect([at('2026-06-30T09:30:00+08:00'), at('2026-07-01T09:30:00+08:00')]).toEqual(['peak', 'flat'])
      expect([at('2026-10-03T12:00:00+08:00'), at('2026-10-04T12:00:00+08:00')]).toEqual(['deepValley', 'valley'])
      expect(at('2025-10-04T12:00:00+08:00')).toBe('deepValley')
    })

    it('of Shanghai know weekends, and weekend days that are worked', async () => {
      const calendar = await findCalendar(lin(), { region: '31', tariffSystem: 'two-part' })
      const at = (day: string) => {
        const verdict = periodAt(calendar, new Date(`${day}T23:00:00+08:00`))
        return verdict.ok && verdict.period
      }
      expect([at('2025-05-10'), at('2025-04-27'), at('2025-05-12'), at('2025-08-09')]).toEqual([
        'deepValley',
        'valley',
        'valley',
        'valley',
      ])
    })

    it('give way on the days of another, and must be whole', async () => {
      const calendar = await findCalendar(lin(), { region: '42', tariffSystem: 'two-part' })
      const seasons = calendar.timetables[0]?.seasons ?? []
      const next = {
        region: '42',
        tariffSystem: 'two-part' as const,
        validFrom: '2027-01-01',
        validTo: null,
        official: false,
        legalBasis: '示范',
        sourceUrl: null,
        seasons,
      }
      await recordTimetable(lin(), next)
      const daysKnown = async () => {
        const { timetables } = await findCalendar(lin(), { region: '42', tariffSystem: 'two-part' })
        return timetables.map(({ validFrom, validTo }) => [validFrom, validTo])
      }
      expect(await daysKnown()).toEqual([
        ['2026-01-01', '2027-01-01'],
        ['2027-01-01', null],
      ])
      const summer = { ...next, validFrom: '2026-06-01', validTo: '2026-09-01' }
      await recordTimetable(as('lin', '2026-11-21T02:00:00Z'), summer)
      expect(await daysKnown()).toEqual([
        ['2026-01-01', '2026-06-01'],
        ['2026-06-01', '2026-09-01'],
        ['2026-09-01', '2027-01-01'],
        ['2027-01-01', null],
      ])
      await expect(recordTimetable(lin(), { ...next, seasons: seasons.slice(1) })).rejects.toMatchObject({
        code: 'TIMETABLE_UNFIT',
        issues: [{ path: 'seasons' }],
      })
    })
  })

  it('advises which prices fit, with reasons where one does not', async () => {
    const { items } = await adviseOnPrices(lin(), { accountClass: 'commercial', capacityKva: 800, voltageKv: 10 })
    const codeOf = (code: string) => items.find(({ priceCode }) => priceCode === code)
    expect(codeOf('DEMO-IND-2P')).toMatchObject({ applicable: true, reasons: [], unanswered: [] })
    expect(codeOf('NX-IND-2P-110KV')).toMatchObject({ applicable: false, reasons: [{ code: 'VOLTAGE_TOO_LOW' }] })
    expect(codeOf('ZJ-RES-FLAT')?.reasons.map(({ code }) => code)).toEqual(['ACCOUNT_CLASS', 'VOLTAGE_TOO_HIGH'])
    expect(codeOf('DEMO-IND-2P')?.neededFacts.map(({ fact }) => fact)).toContain('powerFactorStandard')
    const inZhejiang = await adviseOnPrices(lin(), { accountClass: 'residential', region: '33' })
    const codes = inZhejiang.items.map(({ priceCode }) => priceCode)
    expect(codes).toContain('ZJ-RES-TIER')
    expect(codes).not.toContain('SH-RES-FLAT-10KV')
  })
})
