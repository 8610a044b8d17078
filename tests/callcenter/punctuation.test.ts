import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../support/database.ts'

const han = '\\u4e00-\\u9fff'
/** A mark of half width after a Chinese character or what closes one, where Chinese, a figure or a value goes on. */
const half = new RegExp(`[${han}”）》][,;:?!](?=[${han}“《（\\d$])`, 'u')

describe('Chinese at the desk is punctuated in full width', () => {
  const database = useDatabase()

  test('in what the program says', () => {
    const faults = globSync('callcenter/**/*.{ts,tsx}').flatMap((file) =>
      (readFileSync(file, 'utf8').match(/'(?:[^'\\\n]|\\.)*'|`[^`]*`/g) ?? [])
        .filter((text) => half.test(text))
        .map((text) => `${file}: ${text}`),
    )
    expect(faults).toEqual([])
  })

  test.each([
    ...[
      'call',
      'channel',
      'chat',
      'desk',
      'follow_up',
      'hand_in',
      'identity',
      'knowledge',
      'mark',
      'matter',
      'priority',
    ],
    ...['profile', 'promise', 'quality', 'queue', 'reason', 'shift', 'staffing'],
  ])('in the basis of each %s rule that is shipped', async (rule) => {
    const { rows } = await database.pool.query(`select basis from ${rule}_rule`)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ basis }) => half.test(basis) || /\([^)]*\p{Script=Han}/u.test(basis))).toEqual([])
  })

  test('in the basis of deadlines, kinds of orders, and steps', async () => {
    const { rows } = await database.pool.query(
      `select legal_basis as basis from deadline_rule union all select basis from order_subkind union all select basis from routing_step
       union all select basis from mark_step union all select basis from follow_up_way union all select basis from quality_item`,
    )
    expect(rows.filter(({ basis }) => half.test(basis))).toEqual([])
  })
})
