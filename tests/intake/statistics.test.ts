import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import { submitApplication } from '../../intake/applications.ts'
import { refuseApplication, withdrawApplication } from '../../intake/endings.ts'
import { handOverApplication } from '../../intake/hands/hands.ts'
import { writeFigureBook, writeStatisticsBook } from '../../intake/statistics/book.ts'
import { figures } from '../../intake/statistics/contract.ts'
import { countStatistics, exportStatistics, listBehindFigure } from '../../intake/statistics/statistics.ts'
import { completeStep } from '../../intake/steps.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const database = useDatabase()
const clerk = (now: string) => ({ ...database.ctx(now, { roles: ['intake'], username: 'clerk' }), scope: 'X.' })
const today = () => clerk('2026-11-27T12:00:00+08:00')
const november = { from: '2026-11', to: '2026-11' }
const accept = { step: 'accept' as const, version: 1, data: { papersSeen: true } }

describe('statistics of applications', () => {
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-02T00:00:00Z'))
    const submitOn = async (day: string) =>
      (await submitApplication(clerk(`2026-${day}T09:00:00+08:00`), linXiaoman, ports)).id
    // Accepted a day after, in time; four working days after, late; never; refused; withdrawn; of October.
    await completeStep(clerk('2026-11-17T09:00:00+08:00'), await submitOn('11-16'), accept, ports)
    await completeStep(clerk('2026-11-20T09:00:00+08:00'), await submitOn('11-16'), accept, ports)
    await submitOn('11-23')
    const end = { version: 1, reason: '测试' }
    await refuseApplication(clerk('2026-11-24T09:00:00+08:00'), await submitOn('11-24'), end)
    await withdrawApplication(clerk('2026-11-24T09:00:00+08:00'), await submitOn('11-24'), end)
    await submitOn('10-12')
  })

  it('counts by kind, unit and month what was handed in and what became of it', async () => {
    const { rows } = await countStatistics(today(), november)
    expect(rows).toMatchObject([
      {
        month: '2026-11',
        unit: '安溪县供电公司',
        kind: 'low-voltage-residential',
        counts: { 'handed-in': 5, accepted: 2, archived: 0, refused: 1, withdrawn: 1 },
      },
    ])
  })

  it('says which clocks were kept: those past their day count as late, stopped or not', async () => {
    const { rows } = await countStatistics(today(), november)
    // Kept: an acceptance. Late: the other two, and of the first two cases the plan of each and the whole of the earlier.
    expect(rows[0]?.counts).toMatchObject({ 'in-time': 1, late: 5 })
    expect(rows[0]?.inTimePercent).toBe(16.6)
  })

  it('opens the list behind every figure: as many applications as it says, a clock apart', async () => {
    const { rows } = await countStatistics(today(), november)
    for (const figure of figures) {
      const { items } = await listBehindFigure(today(), { ...november, figure })
      const count = rows[0]?.counts[figure] ?? 0
      if (figure === 'late' || figure === 'in-time') expect(items.length).toBeLessThanOrEqual(count)
      else expect([figure, items.length]).toEqual([figure, count])
    }
  })

  it('averages each step in working days', async () => {
    const { steps } = await countStatistics(today(), november)
    expect(steps).toMatchObject([{ step: 'accept', count: 2, workingDays: 2.5 }])
  })

  it('sorts what is open by its age, and shows nothing of other units', async () => {
    const { rows } = await countStatistics(today(), { from: '2026-10', to: '2026-11' })
    expect(rows.map(({ month, counts }) => [month, counts['open-5'], counts['open-20'], counts['open-older']])).toEqual(
      [
        ['2026-10', 0, 0, 1],
        ['2026-11', 1, 2, 0],
      ],
    )
    const stranger = { ...today(), scope: 'Y.' }
    expect(await countStatistics(stranger, november)).toEqual({ rows: [], steps: [] })
    await expect(countStatistics(stranger, { ...november, organisationId: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('opens behind a figure of a unit what that unit holds itself, and narrows to a unit with those below it', async () => {
    const { rows: units } = await database.pool.query(`select id, path from organisation where path in ('X.', 'X.X1.')`)
    const idOf = (path: string) => Number(units.find((unit) => unit.path === path)?.id)
    const { id } = await submitApplication(clerk('2026-09-01T09:00:00+08:00'), linXiaoman, ports)
    await submitApplication(clerk('2026-09-01T09:00:00+08:00'), linXiaoman, ports)
    const to = { version: 1, organisationId: idOf('X.X1.'), reason: '属地' }
    await handOverApplication(clerk('2026-09-01T10:00:00+08:00'), id, to)
    const september = { from: '2026-09', to: '2026-09' }
    const { rows } = await countStatistics(today(), { ...september, organisationId: idOf('X.') })
    expect(rows.map(({ unit, counts }) => [unit, counts['handed-in']])).toEqual([
      ['城关供电所', 1],
      ['安溪县供电公司', 1],
    ])
    for (const { organisationId, counts } of rows) {
      const behind = { ...september, organisationId, figure: 'handed-in' as const }
      expect((await listBehindFigure(today(), behind)).items).toHaveLength(counts['handed-in'])
    }
  })

  it('is exported as a workbook, figures as numbers, and so is the list behind a figure', async () => {
    const read = async (content: Buffer) => {
      const book = new ExcelJS.Workbook()
      await book.xlsx.load(content as unknown as ExcelJS.Buffer)
      return book.worksheets.map((sheet) => ({
        name: sheet.name,
        rows: sheet
          .getSheetValues()
          .slice(1)
          .map((row) => (row as unknown[]).slice(1)),
      }))
    }
    const [counted, steps] = await read(await writeStatisticsBook(today(), november))
    expect(counted?.rows[0]?.slice(0, 5)).toEqual(['月份', '单位', '业务类型', '申请', '受理'])
    expect(counted?.rows[1]?.slice(0, 5)).toEqual(['2026-11', '安溪县供电公司', '低压居民新装', 5, 2])
    expect(counted?.rows[1]?.at(-1)).toBe(16.6)
    expect(steps?.rows.slice(1)).toEqual([['业务受理', 2, 2.5]])
    const [list] = await read(await writeFigureBook(today(), { ...november, figure: 'refused' }))
    expect(list?.rows).toHaveLength(2)
    expect(list?.rows[1]).toEqual(expect.arrayContaining(['林小满', '幸福小区5幢301室', '不予受理', '2026-11-24']))
  })

  it('is exported as a table that a spreadsheet opens', async () => {
    const lines = (await exportStatistics(today(), november)).split('\r\n')
    expect(lines[0]).toBe('\uFEFF月份,单位,业务类型,申请,受理,归档,不予受理,撤回,按时,超时,时限达标率%')
    expect(lines[1]).toMatch(/^2026-11,安溪县供电公司,.+,5,2,0,1,1,1,5,16\.6$/)
  })
})
