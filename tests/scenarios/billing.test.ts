import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { previewBill } from '../../billing/index.ts'
import { listUsages, wireBillPreview } from '../../metering/index.ts'
import { useDatabase } from '../support/database.ts'
import { compareOutcome, readOutcome } from './clerk/outcome.ts'
import { playScenario } from './clerk/play.ts'
import { listScenarios, readScenario } from './clerk/tables.ts'

const folder = fileURLToPath(new URL('billing', import.meta.url))

describe('bills as a clerk works them by hand', () => {
  const database = useDatabase()
  const names = listScenarios(folder)

  beforeAll(() => wireBillPreview((ctx, about) => previewBill(ctx, about, listUsages)))

  test.each(names.map((name, number) => [name, number + 1] as const))('%s', async (name, number) => {
    const scenario = readScenario(folder, name)
    const stage = await playScenario(database, scenario, number)
    expect(compareOutcome(scenario, await readOutcome(stage))).toEqual([])
  })

  test('every bill and charge is the sum of its lines, and every ledger of the bills and charges that stand', async () => {
    const { rows } = await database.pool.query(
      `select (select count(*)::int from bill) > 100 as many,
         (select count(*)::int from bill b where b.total_yuan <> coalesce((select sum(amount_yuan) from bill_line l where l.bill_id = b.id), 0)) as off,
         (select count(*)::int from account_ledger l where l.charged_yuan <> coalesce((select sum(total_yuan) from bill b
            where b.account_id = l.account_id and b.standing and b.state = 'issued'), 0) + coalesce((select sum(total_yuan)
            from account_charge c where c.account_id = l.account_id and c.standing), 0)) as astray,
         (select count(*)::int from account_charge c where c.total_yuan <> (select sum(amount_yuan) from account_charge_line l
            where l.charge_id = c.id)) as charges_off`,
    )
    expect(rows).toEqual([{ many: true, off: 0, astray: 0, charges_off: 0 }])
  })

  describe('a fault in a clerk’s file is told in his words:', () => {
    let copy = ''
    const name = 'given_household_on_one_rate'
    let number = 900
    beforeAll(async () => {
      copy = await mkdtemp(join(tmpdir(), 'scenarios-'))
    })
    afterAll(() => rm(copy, { recursive: true }))

    async function playWith(file: string, from: string, to: string): Promise<string[]> {
      await cp(join(folder, name), join(copy, name), { recursive: true })
      const text = await readFile(join(copy, name, file), 'utf8')
      expect(text).toContain(from)
      await writeFile(join(copy, name, file), text.replace(from, to))
      const scenario = readScenario(copy, name)
      number += 1
      return compareOutcome(scenario, await readOutcome(await playScenario(database, scenario, number)))
    }

    test.each([
      [
        'a fen too much',
        'then/bills.csv',
        '150,92.55',
        '150,92.56',
        /^then\/bills.csv 第 3 行.*「金额」应为 92.56,程序得 92.55$/,
      ],
      [
        'a bill too many',
        'then/bills.csv',
        '2025-02,账单',
        '2025-03,账单',
        /第 3 行:张家 2025-03 账单.*程序没有这一条$/,
      ],
      [
        'an account parked',
        'then/parked.csv',
        '户,月,原因',
        '户,月,原因\n张家,2025-02,没有执行电价',
        /没有执行电价——程序没有这一条$/,
      ],
      ['another register', 'registers.csv', '2025-03-01,330', '2025-03-01,331', /「电量」应为 150,程序得 151/],
    ])('%s', async (_what, file, from, to, message) => {
      const differences = await playWith(file, from, to)
      expect(differences).toContainEqual(expect.stringMatching(message))
    })

    test.each([
      ['a column that nobody knows', 'accounts.csv', '户,类别', '户,种类', 'accounts.csv 没有「种类」这一列'],
      [
        'a household that is not there',
        'registers.csv',
        '张家,2025-02-01',
        '张三,2025-02-01',
        'registers.csv 第 2 行:没有这个计量点:张三',
      ],
      [
        'a word for nothing',
        'when/steps.csv',
        '核算,2025-01',
        '结算,2025-01',
        'when/steps.csv 第 2 行:「动作」只能是 核算',
      ],
      [
        'a step that is refused',
        'when/steps.csv',
        '2025-02-01,核算,2025-01',
        '2025-01-31,核算,2025-01',
        'when/steps.csv 第 2 行:被拒绝 MONTH_NOT_ENDED',
      ],
    ])('%s', async (_what, file, from, to, message) => {
      await expect(playWith(file, from, to)).rejects.toThrow(message)
    })
  })
})
