import { describe, expect, test } from 'vitest'
import { callcenter } from '../../callcenter/index.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone } from './visit.ts'

const people = [
  ['lin', '坐席 林晓', 'agent'],
  ['he', '班长 何静', 'lead'],
  ['tao', '班长 陶蓉', 'lead'],
  ['ping', '质检 平芳', 'quality'],
  ['liu', '质检 柳青', 'quality'],
] as const

describe('leads, agents and quality', () => {
  const database = useDatabase()
  const stage = useStage(database, people, async (ctx) => {
    await ctx.db.run(
      `insert into contact (contact_no, channel, state, agent_id, queued_at, ranked_at, answered_at, line_ended_at, closed_at, category, summary, engine, call_id)
       select 'C20260309000001', 'voice', 'closed', id, '2026-03-09T10:00+08', '2026-03-09T10:00+08', '2026-03-09T10:00:10+08',
         '2026-03-09T10:02:10+08', '2026-03-09T10:02:40+08', 'billing', '问本月电费', 'simulated', 'c1' from app_user where username = 'lin'`,
    )
    await ctx.db.run(
      `insert into contact_recording (contact_id, recording, seconds, at) select id, 'simulated/c1/9.wav', 120, closed_at from contact`,
    )
    return [callcenter]
  })

  test('an open item goes from one lead to the next, who accepts it before the shift is his', async () => {
    const lin = await stage.visit('lin', phone)
    await lin.page.goto('/desk/my-shifts')
    await lin.page.getByRole('button', { name: '给下一班留言' }).click()
    await lin.page.getByLabel('要交代什么').fill('3 号台耳机坏了')
    await confirmIn(lin.page, /^保\s?存/)
    expect(await hasSidewaysScroll(lin.page)).toBe(false)
    await lin.leave()

    const he = await stage.visit('he', desktop)
    await he.page.goto('/desk/shifts')
    await he.page.getByRole('button', { name: '起草早班交班单' }).click()
    await he.page.getByText('3 号台耳机坏了').first().waitFor()
    await he.page.getByRole('button', { name: '加一项' }).click()
    await he.page.getByLabel('交代什么').fill('等供电所回话')
    await confirmIn(he.page, /^保\s?存/)
    await he.page.getByText('等供电所回话').first().waitFor()
    await he.page.getByRole('button', { name: '签字交班' }).click()
    await he.page.getByRole('button', { name: /确\s?定|OK/ }).click()
    await he.page.getByText('待接班').first().waitFor()
    await he.page
      .getByRole('button', { name: /接\s?收/ })
      .first()
      .click()
    await he.page.getByText('不能交班给自己').waitFor()
    expect(he.faults).toEqual([])
    const address = he.page.url()
    await he.leave()

    const tao = await stage.visit('tao', phone)
    await tao.page.goto(new URL(address).pathname)
    await tao.page.getByText('还有 2 项待处理').waitFor()
    await tao.page
      .getByRole('button', { name: /接\s?收/ })
      .first()
      .click()
    await tao.page.getByText('还有 1 项待处理').waitFor()
    await tao.page.getByRole('button', { name: /退\s?回/ }).click()
    await tao.page.getByLabel('不接的原因').fill('应由早班办完')
    await confirmIn(tao.page, /^保\s?存/)
    await tao.page.getByRole('button', { name: '完成接班' }).click()
    await tao.page.getByText('已接班').first().waitFor()
    expect(await hasSidewaysScroll(tao.page)).toBe(false)
    expect(tao.faults).toEqual([])
    await tao.leave()
  }, 120_000)

  test('a recorded call is drawn, heard and judged; its agent appeals, and another decides', async () => {
    const ping = await stage.visit('ping', desktop)
    await ping.page.goto('/desk/quality')
    await ping.page.getByRole('button', { name: /抽\s?检/ }).click()
    await ping.page.getByLabel('从').fill('2026-03-09')
    await ping.page.getByLabel('到（含）').fill('2026-03-09')
    await confirmIn(ping.page, /抽\s?检/)
    await ping.page.getByRole('link', { name: /C20260309000001/ }).click()
    await ping.page.getByRole('button', { name: '听录音（120 秒）' }).click()
    await ping.page.locator('audio').waitFor()
    await ping.page.getByText('模拟录音').waitFor()
    await ping.page.getByLabel('业务解答准确').fill('10')
    await ping.page.getByLabel('改进建议').fill('先核对档案')
    await ping.page.getByRole('button', { name: '提交评定' }).click()
    await ping.page.getByText('已评定').first().waitFor()
    expect(ping.faults).toEqual([])
    await ping.leave()

    const lin = await stage.visit('lin', phone)
    await lin.page.goto('/desk/my-quality')
    await lin.page.getByRole('link', { name: /C20260309000001/ }).click()
    await lin.page.getByText('先核对档案').waitFor()
    await lin.page.getByRole('button', { name: /申\s?诉/ }).click()
    await lin.page.getByLabel('申诉理由').fill('客户问的是另一户')
    await confirmIn(lin.page, /^保\s?存/)
    await lin.page.getByText('申诉中').waitFor()
    expect(await hasSidewaysScroll(lin.page)).toBe(false)
    await lin.leave()

    const liu = await stage.visit('liu', desktop)
    await liu.page.goto('/desk/quality')
    await liu.page.getByRole('link', { name: /C20260309000001/ }).click()
    await liu.page.getByRole('button', { name: '决定申诉' }).click()
    await liu.page.getByLabel('理由', { exact: true }).fill('评定无误')
    await confirmIn(liu.page, /^保\s?存/)
    await liu.page.getByText('已终审').waitFor()
    await liu.page.goto('/desk/quality/results')
    await liu.page.getByRole('heading', { name: '质检结果' }).waitFor()
    expect(liu.faults).toEqual([])
    await liu.leave()
  }, 120_000)
})
