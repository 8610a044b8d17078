import { describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { departments } from '../../app/main.ts'
import { workFollowUps } from '../../callcenter/follow-up/draw.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { desktop, hasSidewaysScroll, phone } from './visit.ts'

const people = [
  ['zuo', '坐席', 'agent'],
  ['ban', '班长', 'lead'],
] as const
const CLOSED = '2026-03-09T10:00:00+08:00'
const long = '停电通知没有送到，'.repeat(30)

describe('follow-ups, seen', () => {
  const database = useDatabase()
  const stage = useStage(database, people, async (ctx, network) => {
    const { customerId, accountId } = await openChenGuilan(ctx, network)
    const customer = { username: 'chen', name: '陈桂兰', password: 'dianhu-demo', roles: ['customer' as const] }
    await addUser(ctx, { ...customer, organisationPath: 'X.', customerId })
    const orders = [
      ['W20260309000001', 'complaint', 'outage', accountId, long],
      ['W20260309000002', 'fault-repair', 'low-voltage', null, '全楼无电'],
    ] as const
    for (const [no, kind, subkind, account, description] of orders) {
      const contact = await ctx.db.first<{ id: number }>(
        `insert into contact (contact_no, channel, state, agent_id, queued_at, answered_at, closed_at, category, summary, phone_cipher, phone_hash, phone_tail)
         select replace($1, 'W', 'C'), 'voice', 'closed', (select id from app_user where username = 'ban'), $2, $2, $2, 'outage', '停电',
           i.phone_cipher, decode(md5($1), 'hex'), i.phone_tail from identity i where i.phone_cipher is not null limit 1 returning id`,
        [no, CLOSED],
      )
      await ctx.db.run(
        `with w as (insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, contact_id, organisation_id, address,
             description, opened_by, opened_at, finished_at, result)
           select $1, (select id from order_subkind where kind = $2 and subkind = $3), 'quality', $2, 'normal', 'closed', $4, $5, id, '东门街1号', $6,
             'ban', $7, $7, '已处理' from organisation where path = 'X.' returning id)
         insert into work_order_entry (work_order_id, at, actor, act) select id, $7, 'somebody', 'closure' from w`,
        [no, kind, subkind, account, contact?.id, description, CLOSED],
      )
    }
    await workFollowUps(database.ctx('2026-03-10T08:10:00+08:00'))
    return departments
  })

  test('an agent takes the next, rings, and writes what the customer said', async () => {
    const { page, faults, leave } = await stage.visit('zuo')
    await page.goto('/desk/follow-ups')
    await page.getByText('停送电投诉').first().waitFor()
    expect(await page.getByText('13800138000').count()).toBe(0)
    await page.getByRole('button', { name: '领取下一个（1）' }).click()
    await page.getByText('正在回访').waitFor()
    await page.getByRole('region', { name: '话术' }).getByText('处理人员联系过您吗？').waitFor()
    await page.getByRole('button', { name: '拨打', exact: true }).click()
    await page.getByText('13800138000').first().waitFor()
    await page.getByRole('radio', { name: /^1 / }).click()
    await page.getByLabel('客户原话').fill(long)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await page.getByRole('button', { name: '保存结果' }).click()
    await page.getByText('没有待回访的客户').waitFor()
    await page.getByText('已结束').click()
    await page.getByText('1 分').waitFor()
    const { rows } = await database.pool.query(
      `select w.kind from satisfaction r join work_order w on w.id = r.bad_order_id where r.score = 1`,
    )
    expect(rows).toEqual([{ kind: 'complaint' }])
    await page.getByRole('row').getByRole('button', { name: /^W\d+/ }).click()
    const source = page.getByRole('region', { name: '评价来源' })
    await source.getByText('1 分').waitFor()
    await source.getByRole('button', { name: /停送电投诉 W20260309000001/ }).click()
    await page.getByRole('dialog').getByText('W20260309000001').last().waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 120_000)

  test('who has a link rates without a log-in, once; who has a log-in there', async () => {
    const { rows } = await database.pool.query(`select body from message where kind = 'survey'`)
    const link = /survey#([\w-]{22}) /.exec(decryptText(rows[0].body))?.[1]
    const { page, faults, leave } = await stage.visit('chen', phone)
    await page.goto(`/survey#${link}`)
    await page.getByText('您对 W20260309****02 的处理满意吗？').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('radio', { name: /^5 / }).click()
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('谢谢，您的评价已收到').waitFor()
    await page.goto('/survey#AAAAAAAAAAAAAAAAAAAAAA')
    await page.reload()
    await page.getByText('没有找到这个评价链接').waitFor()
    await page.goto('/my/ratings')
    await page.getByText('停送电投诉').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    // Said by telephone and by a link: whoever holds the account reads that it was rated, and changes nothing of it.
    await page.getByText('已由他人或通过其他方式评价').first().waitFor()
    expect(await page.getByRole('button', { name: '修改' }).count()).toBe(0)
    expect(faults).toEqual([])
    await leave()
  }, 120_000)

  test('a lead reads what is brought to the desk, and opens what a count counts', async () => {
    const { page, faults, leave } = await stage.visit('ban')
    await page.goto('/desk/reasons?month=2026-03')
    await page.getByRole('button', { name: '故障报修·低压故障' }).click()
    await page.getByText('W20260309000002').waitFor()
    await page.getByText('占比：本组件数 ÷ 全部件数').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(phone)
    await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
    await page.goto('/desk/reasons?month=2020-01')
    await page.getByText('这段时间没有诉求').waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 120_000)
})
