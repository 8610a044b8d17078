import { describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone } from './visit.ts'

const people = [
  ['zuo', '坐席', 'agent'],
  ['ban', '班长', 'lead'],
] as const
const long = '核实上月电费为何比平时高出一倍，'.repeat(20)

describe('promised calls, seen', () => {
  const database = useDatabase()
  const stage = useStage(database, people, async (ctx, network) => {
    const { accountId } = await openChenGuilan(ctx, network)
    await ctx.db.run(
      `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, answered_at, closed_at, category, summary,
         phone_cipher, phone_hash, phone_tail)
       select 'C20260310000001', 'voice', 'closed', $1, (select id from app_user where username = 'zuo'), $2, $2, $2, 'billing', '问电费',
         phone_cipher, phone_hash, phone_tail from identity where phone_cipher is not null limit 1`,
      [accountId, '2026-03-10T11:50:00+08:00'],
    )
    await ctx.db.run(
      `insert into promised_call (account_id, organisation_id, promised_by, promised_at, skill, from_at, until_at, about, number_of,
         phone_cipher, phone_hash, phone_tail, next_at)
       select a.id, a.organisation_id, u.id, $2, 'general', $3, $4, $5, 'file', i.phone_cipher, i.phone_hash, i.phone_tail, $3
       from account a, app_user u, identity i where a.id = $1 and u.username = 'ban' and i.phone_cipher is not null limit 1`,
      [accountId, '2026-03-09T10:00:00+08:00', '2026-03-10T09:00:00+08:00', '2026-03-10T09:30:00+08:00', long],
    )
    return departments
  })

  test('an agent promises from the file; bad input is told at its field', async () => {
    const { page, faults, leave } = await stage.visit('zuo')
    await page
      .getByRole('button', { name: /陈桂兰/ })
      .first()
      .click()
    await page.getByRole('button', { name: /^约定回电/ }).waitFor()
    await page.keyboard.press('Alt+KeyP')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('来电号码 *******8000').waitFor()
    await dialog.getByLabel('回电时间从').fill('2026-03-10T07:30')
    await expect.poll(() => dialog.getByLabel('到', { exact: true }).inputValue()).toBe('08:00')
    await dialog.getByLabel('事由').fill('告知电费核查结果')
    await dialog.getByRole('button', { name: '约定', exact: true }).click()
    await dialog.getByText('时间已过，请约定以后的时间', { exact: true }).waitFor()
    await page.setViewportSize(phone)
    await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await dialog.getByLabel('回电时间从').fill('2026-03-10T14:00')
    await confirmIn(page, '约定')
    await page.goto('/desk/promises')
    await page.getByText('2026-03-10 14:00–14:30').first().waitFor()
    await page.getByRole('button', { name: '改约', exact: true }).click()
    await page.getByLabel('改到').fill('2026-03-10T15:00')
    await page.getByLabel('原因', { exact: true }).fill('客户两点要开会')
    await confirmIn(page, '改约')
    await page.getByRole('button', { name: '改约 1 次' }).click()
    await page.getByText('原 2026-03-10 14:00–14:30').waitFor()
    await page.getByText('客户要求 · 客户两点要开会').waitFor()
    await page.getByText('2026-03-10 15:00–15:30').first().waitFor()
    await page.getByText('告知电费核查结果').first().waitFor()
    expect(await page.getByText('13800138000').count()).toBe(0)
    expect(faults).toEqual([])
    await leave()
  }, 120_000)

  test('the pop of the call that keeps it says what was promised, by whom, and what was written then', async () => {
    await database.pool.query(
      `with offered as (
         insert into contact (contact_no, channel, direction, state, account_id, agent_id, queued_at, ranked_at, offered_at, offer_expires_at,
           call_back, priority_reasons, phone_cipher, phone_hash, phone_tail)
         select 'C20260310000002', 'voice', 'out', 'offered', p.account_id, p.agent_id, $1, $1, $1, $1::timestamptz + interval '1 hour', 'asked',
           '{promised}', p.phone_cipher, p.phone_hash, p.phone_tail from promised_call p where p.about = '告知电费核查结果' returning id, agent_id),
       busy as (insert into agent_state (user_id, state, since, seen_at) select agent_id, 'offered', $1, $1 from offered)
       update promised_call set state = 'due', call_contact_id = offered.id from offered where about = '告知电费核查结果'`,
      ['2026-03-10T12:00:00+08:00'],
    )
    const { page, faults, leave } = await stage.visit('zuo')
    const pop = page.getByRole('region', { name: '约定回电到时' })
    const promised = pop.getByRole('region', { name: '约定回电', exact: true })
    await promised.getByText('约定 2026-03-10 15:00–15:30 回电').waitFor()
    await promised.getByText('告知电费核查结果').waitFor()
    await pop.getByRole('button', { name: /^回电/ }).waitFor()
    await promised.getByRole('button', { name: '原联系 C20260310000001' }).click()
    await page.getByRole('tooltip').getByText('问电费').waitFor()
    await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(phone)
    await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
    await page.getByText('幸福小区').first().waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 120_000)

  test('a lead sees those of the unit, the late one first, gives it to another and withdraws it', async () => {
    const { page, faults, leave } = await stage.visit('ban')
    await page.goto('/desk/board')
    await page.getByText('1 个约定回电已逾期。').waitFor()
    await page.getByRole('link', { name: '去处理' }).click()
    const row = page.getByRole('row').filter({ hasText: '已逾期' })
    await row.getByText('综合任一坐席').waitFor()
    await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(phone)
    await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await row.getByRole('button', { name: '改派' }).click()
    await page.getByLabel('改由').click()
    await page.locator('.ant-select-item-option').filter({ hasText: '坐席' }).last().click()
    await page.getByLabel('原因').fill('班长不在')
    await confirmIn(page, '改派')
    await row.getByRole('button', { name: '撤销' }).click()
    await page.getByLabel('原因').fill('客户来函撤回')
    await confirmIn(page, /撤 ?销/)
    await page.getByText('已结束').click()
    await page.getByText('客户来函撤回').first().waitFor()
    const { rows } = await database.pool.query(`select kind from promised_call_event where actor = 'ban' order by id`)
    expect(rows.map(({ kind }) => kind)).toEqual(['reassigned', 'withdrawn'])
    expect(faults).toEqual([])
    await leave()
  }, 120_000)
})
