import { beforeAll, describe, expect, test } from 'vitest'
import { findFaults } from '../../app/bench/desk-day/check.ts'
import { Day } from '../../app/bench/desk-day/day.ts'
import { proveDay, releaseMenu, seatAgents } from '../../app/bench/desk-day/desk-day.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const CONTACTS = 100
const ratings = ['keys-asked', 'keys answered', 'keys silent']
const FROM = new Date('2026-03-10T17:27:00+08:00')

/** The small sister of `dianhu bench desk-day`: minutes over the end of office hours. */
describe('a day of contacts in virtual time', () => {
  const database = useDatabase()

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const phone = '13700000001'
    const { accountNo } = await openChenGuilan(ctx, network, { customer: { kind: 'person', name: '陈桂兰', phone } })
    await releaseMenu(database.pool)
    const plan = { contacts: CONTACTS, seconds: 400, from: FROM, known: [{ accountNo, phone }], seed: 4, deaths: 3 }
    const run = await new Day(database.pool, { ...plan, agents: await seatAgents(database.pool, 8) }).live()
    expect(run).toMatchObject({ dialled: CONTACTS, deaths: 3 })
  }, 60_000)

  test('loses, doubles and leaves none, and the board says what the record says', async () => {
    const { outcomes, ...levels } = await proveDay(database.pool, CONTACTS, new Date('2026-03-10T23:59:59.999+08:00'))
    // All that can happen did happen.
    for (const kind of [
      'menu',
      'announced',
      'returned',
      'abandoned',
      'call-back-asked',
      'reached',
      'not-reached',
      ...ratings,
    ])
      expect(outcomes[kind], kind).toBeGreaterThan(0)
    expect(Math.min(...Object.values(levels))).toBeGreaterThan(0)
  })

  test('would not pass with a contact that is lost, stuck, doubled, or counted otherwise', async () => {
    const { pool } = database
    expect(await findFaults(pool, CONTACTS + 1)).toHaveLength(1)
    const client = await pool.connect()
    const planted = async (statement: string) => {
      await client.query('begin')
      await client.query('set local session_replication_role = replica')
      const { rowCount } = await client.query(statement)
      expect(rowCount).toBeGreaterThan(0)
      const faults = await findFaults(client as never, CONTACTS)
      const proof = await proveDay(client as never, CONTACTS, new Date('2026-03-10T23:59:59.999+08:00')).then(
        () => 'passed',
        () => 'failed',
      )
      await client.query('rollback')
      return { faults: faults.length, proof }
    }
    const latest = `(select max(id) from contact_event where kind = 'closed')`
    expect(await planted(`delete from contact_event where id = ${latest}`)).toMatchObject({ proof: 'failed' })
    const again = `insert into contact_event (contact_id, at, kind, agent_id) select contact_id, at, 'offered', agent_id from contact_event
      where kind = 'offered' order by id limit 1`
    expect((await planted(again)).faults).toBeGreaterThan(0)
    const late = `update contact set answered_at = answered_at + interval '1 minute' where id = (
      select contact_id from contact_event where kind = 'answered' and contact_id in (
        select id from contact where answered_at - queued_at < interval '20 s') order by id limit 1)`
    expect(await planted(late)).toEqual({ faults: 0, proof: 'failed' })
    client.release()
  })
})
