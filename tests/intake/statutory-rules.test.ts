import { beforeAll, describe, expect, it } from 'vitest'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import type { ApplicationKind } from '../../intake/contract.ts'
import { latestFlow } from '../../intake/flows/all.ts'
import { listKinds } from '../../intake/kinds.ts'
import { listStatutoryRules } from '../../intake/sql/snapshots.ts'
import { listStatements } from '../../intake/sql/statements.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { ports } from './lin-xiaoman.ts'

/** 变更用电, each with its restorations. */
const statutory: [change: string, kinds: ApplicationKind[]][] = [
  ['减容', ['permanent-reduction', 'temporary-reduction', 'reduction-restoration']],
  ['暂停', ['pause', 'pause-restoration']],
  ['暂换', ['temporary-exchange', 'exchange-restoration']],
  ['迁址', ['relocation']],
  ['移表', ['meter-move']],
  ['暂拆', ['temporary-removal', 'reinstallation']],
  ['更名或过户', ['rename', 'transfer']],
  ['分户', ['split']],
  ['并户', ['merge']],
  ['销户', ['closing']],
  ['改压', ['voltage-change']],
  ['改类', ['class-change']],
]
const lastOfOld = '2024-05-31'
const firstOfNew = '2024-06-01'
const of1996 = /供电营业规则\(1996\)/
const of2024 = /供电营业规则\(2024\)/

describe('what the regulations say of a change of supply', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['intake'], username: 'he' })
  const clausesOn = async (kind: ApplicationKind, day: string) => {
    const ctx = at('2026-11-16T09:00:00+08:00')
    const told = [...(await listStatutoryRules(ctx, kind, day)), ...(await listStatements(ctx, kind, day))]
    return told.map(({ clause }) => clause)
  }

  describe.each(statutory)('%s', (_, kinds) => {
    it.each(kinds)('is judged by the edition of the day on which %s came in', async (kind) => {
      const old = await clausesOn(kind, lastOfOld)
      expect(old.filter((clause) => of1996.test(clause))).not.toEqual([])
      expect(old.filter((clause) => of2024.test(clause))).toEqual([])
      const now = await clausesOn(kind, firstOfNew)
      expect(now.filter((clause) => of2024.test(clause))).not.toEqual([])
      expect(now.filter((clause) => of1996.test(clause))).toEqual([])
      for (const clause of [...old, ...now]) expect(clause).not.toMatch(/供电营业规则(第|[::])/)
    })

    it.each(kinds)('says of %s who pays and what becomes of the base charge, under either edition', async (kind) => {
      for (const day of [lastOfOld, firstOfNew, '2026-11-29']) {
        const told = await listStatements(at('2026-11-29T09:00:00+08:00'), kind, day)
        expect(told.map(({ about }) => about)).toEqual(['base-charge', 'work-cost'])
        for (const { text, clause } of told) {
          expect(text.zh).not.toBe('')
          expect(text.en).not.toBe('')
          expect(clause).not.toBe('')
        }
      }
    })
  })

  it('an article of 2024 whose text is not at hand is to be confirmed, and has no invented number', async () => {
    for (const kind of statutory.flatMap(([, kinds]) => kinds)) {
      for (const clause of await clausesOn(kind, firstOfNew)) {
        if (of2024.test(clause)) expect(clause).not.toMatch(/第[一二三四五六七八九十]+条/)
      }
    }
  })

  it('a pause before 2016 is half charged for a young transformer, as billing does, and no longer since', async () => {
    const ctx = at('2026-11-29T09:00:00+08:00')
    const textOn = async (day: string) =>
      (await listStatements(ctx, 'pause', day)).find(({ about }) => about === 'base-charge')?.text.zh
    expect(await textOn('2016-06-30')).toContain('50%')
    expect(await textOn('2016-07-01')).not.toContain('50%')
    expect(await textOn('2026-11-29')).toContain('不足十五天')
  })

  describe('an application', () => {
    let accountNo: string

    beforeAll(async () => {
      const ctx = at('2026-01-02T00:00:00Z')
      accountNo = (await openChenGuilan(ctx, await layNetwork(ctx))).accountNo
    })

    it.each(statutory.flatMap(([, kinds]) => kinds))('for %s has the edition of its own day', async (kind) => {
      const now = at('2026-11-29T09:00:00+08:00')
      const move = { kind: 'meter-move' as const, accountNo, form: { to: '楼道表箱' }, papers: [] }
      const { id } = await submitApplication(now, move, ports)
      const cameIn = async (instant: string) => {
        await database.pool.query(
          'update application set kind = $2, flow_version = $3, submitted_at = $4, status = $5, ended_at = $4 where id = $1',
          [id, kind, latestFlow(kind).version, instant, 'withdrawn'],
        )
        const { statements } = await findApplication(now, id)
        expect(statements.map(({ about }) => about)).toEqual(['base-charge', 'work-cost'])
        return statements.map(({ clause }) => clause).join()
      }
      const old = await cameIn('2024-05-31T15:59:59Z')
      expect(old).toMatch(of1996)
      expect(old).not.toMatch(of2024)
      const fresh = await cameIn('2024-05-31T16:00:00Z')
      expect(fresh).toMatch(of2024)
      expect(fresh).not.toMatch(of1996)
    })

    it('shows those of its own day, the form those of today', async () => {
      const move = { kind: 'meter-move' as const, accountNo, form: { to: '楼道表箱' }, papers: [] }
      const monday = at('2026-11-16T09:00:00+08:00')
      const old = await submitApplication(monday, move, ports)
      await database.pool.query('update application set status = $1, submitted_at = $2, ended_at = $2 where id = $3', [
        ...['withdrawn', '2024-05-31T15:59:59Z', old.id],
      ])
      const fresh = await submitApplication(monday, move, ports)
      const today = at('2026-11-16T10:00:00+08:00')
      const clauseOf = async (id: number) =>
        (await findApplication(today, id)).statements.find(({ about }) => about === 'work-cost')
      expect(await clauseOf(old.id)).toMatchObject({
        code: 'applicant',
        confirmed: true,
        clause: expect.stringMatching(of1996),
      })
      expect(await clauseOf(fresh.id)).toMatchObject({
        ...{ code: 'applicant', confirmed: false, clause: expect.stringMatching(of2024) },
      })
      const { items } = await listKinds(today)
      const limits = items.find(({ kind }) => kind === 'capacity-increase')?.limits ?? []
      expect([...new Set(limits.map(({ clock }) => clock))]).toEqual([
        ...['acceptance', 'plan-answer', 'design-review', 'mid-inspection', 'final-inspection', 'connection'],
        'whole-process',
      ])
      expect(items.find(({ kind }) => kind === 'meter-move')?.statements).toEqual(
        (await findApplication(today, fresh.id)).statements,
      )
    })
  })
})
