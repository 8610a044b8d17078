import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { unbind } from '../../app/citizens/bindings.ts'
import { chooseNotices } from '../../app/notices/notices.ts'
import { createNotices } from '../../app/notices/tell.ts'
import type { Ctx } from '../../db/context.ts'
import { encryptText, hashForLookup } from '../../db/customers/secrets.ts'
import type { DomainEvent } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson } from './site.ts'

const NOW = '2026-03-10T12:00:00+08:00'

describe('what is told while the right to be told ends', () => {
  const database = useDatabase()
  let home: Awaited<ReturnType<typeof openChenGuilan>>
  let userId = 0
  let eventId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    home = await openChenGuilan(ctx, await layNetwork(ctx))
    userId = await addPerson(database, 'tenant', ['customer'])
    await query('update app_user set phone_cipher = $2, phone_hash = $3, phone_tail = $4 where id = $1', [
      ...[userId, encryptText('13900000001'), hashForLookup('13900000001'), '0001'],
    ])
  })
  beforeEach(async () => {
    await query('delete from message')
    await query('delete from notice')
    await query('delete from account_binding')
    await query('delete from notice_choice')
    await query(
      `insert into account_binding (user_id, account_id, holder_id, relation, bound_at) values ($1, $2, $3, 'other', $4)`,
      [userId, home.accountId, home.customerId, '2026-03-01T00:00:00+08:00'],
    )
  })

  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const none = async () => undefined
  const [teller] = createNotices({
    findBill: none,
    findCharge: none,
    findApplication: none,
    findOutlook: none,
    findPayment: async () => ({ accountNo: home.accountNo, amountYuan: '1.00', partyId: home.customerId }),
  }).subscribers
  const tell = async (ctx: Ctx) => {
    const payload = { paymentId: 1, accountId: home.accountId, amountYuan: '1.00' }
    const event = { id: ++eventId, at: new Date(NOW), kind: 'payment.recorded', payload } as DomainEvent
    await teller?.handle(ctx, event)
  }
  const ends = {
    unbound: async (ctx: Ctx) => {
      const [binding] = await query('select id from account_binding where ended_at is null')
      await unbind({ ...ctx, actor: { ...ctx.actor, id: userId, username: 'tenant', roles: ['customer'] } }, binding.id)
    },
    'not wanted': async (ctx: Ctx) => {
      const sms = { bill: false, progress: true, 'planned-work': true }
      await chooseNotices({ ...ctx, actor: { ...ctx.actor, id: userId } }, { sms, quiet: { from: 1320, to: 480 } })
    },
  }
  const waiting = () =>
    query(`select kind from message where kind = 'bill' and sent_at is null and given_up_at is null`)

  /** The second begins when the first has done its work, which is committed once the second waits for it or is over. */
  async function meanwhile(first: (ctx: Ctx) => Promise<void>, second: (ctx: Ctx) => Promise<void>): Promise<boolean> {
    let isOver = false
    let later: Promise<void> | undefined
    let hasWaited = false
    await transact(database.ctx(NOW), async (inner) => {
      await first(inner)
      later = transact(database.ctx(NOW), second).finally(() => {
        isOver = true
      })
      later.catch(() => {})
      await expect
        .poll(async () => {
          const [{ n }] = await query(`select count(*)::int as n from pg_locks where not granted`)
          hasWaited = n > 0
          return hasWaited || isOver
        })
        .toBe(true)
    })
    await later
    return hasWaited
  }

  test.each(Object.entries(ends))('goes out to nobody: %s after it was written', async (why, end) => {
    expect(await meanwhile(tell, end)).toBe(true)
    expect(await query(`select kind from message where kind = 'bill'`)).toHaveLength(1)
    expect(await waiting()).toEqual([])
    expect(await query('select kind from notice where user_id = $1', [userId])).toHaveLength(why === 'unbound' ? 0 : 1)
  })

  test.each(Object.entries(ends))('is not written: %s before, and not yet committed', async (why, end) => {
    expect(await meanwhile(end, tell)).toBe(true)
    expect(await query(`select kind from message where kind = 'bill'`)).toEqual([])
    expect(await query('select kind from notice where user_id = $1', [userId])).toHaveLength(why === 'unbound' ? 0 : 1)
  })

  test('is written where nothing ends', async () => {
    await transact(database.ctx(NOW), tell)
    expect(await waiting()).toHaveLength(1)
  })
})
