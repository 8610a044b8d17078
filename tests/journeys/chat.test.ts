import { describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { departments } from '../../app/main.ts'
import { release } from '../../callcenter/knowledge/articles.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone, pick } from './visit.ts'

/** A picture of one point. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

const people = [
  ['ban', '班长', 'lead'],
  ['zhi', '质检', 'quality'],
  ['zuo', '坐席', 'agent'],
  ['wu', '吴坐席', 'agent'],
] as const

describe('knowledge and chat, seen', () => {
  const database = useDatabase()
  const stage = useStage(database, people, async (ctx, network) => {
    const { customerId } = await openChenGuilan(ctx, network)
    const customer = { username: 'chen', name: '陈桂兰', password: 'dianhu-demo', roles: ['customer' as const] }
    await addUser(ctx, { ...customer, organisationPath: 'X.', customerId })
    const actor = { roles: ['lead' as const], username: 'before' }
    for (let id = 1; id <= 20; id++)
      await release(database.ctx('2026-03-09T08:00:00+08:00', actor), id, { revision: 1 })
    return departments
  })

  test('an article is drafted, released by a second person, and found by an agent while he types', async () => {
    const author = await stage.visit('ban')
    await author.page.goto('/desk/knowledge/articles/new')
    await author.page.getByLabel('标题').fill('电采暖用户停电应急办法')
    await author.page.getByLabel('相似问法').fill('电采暖停电很冷怎么办\n电地暖没电')
    await author.page.getByLabel('正文').fill('## 先保暖\n- 关闭阀门\n- **不要**使用明火取暖')
    await author.page.getByLabel('依据或来源').fill('本公司规定')
    await author.page.getByLabel('生效日').fill('2026-03-10')
    await author.page.getByRole('heading', { name: '先保暖' }).waitFor()
    await author.page.getByRole('button', { name: '建立草稿' }).click()
    await author.page.getByRole('button', { name: '提交复核' }).click()
    await author.page.getByText('待复核').first().waitFor()
    const { pathname } = new URL(author.page.url())

    const second = await stage.visit('zhi')
    await second.page.goto(pathname)
    await second.page.getByRole('button', { name: '复核发布' }).click()
    await second.page.getByRole('button', { name: '确定' }).click()
    await second.page.getByText('使用中').first().waitFor()

    const agent = await stage.visit('zuo')
    await agent.page.goto('/desk')
    await agent.page.getByRole('button', { name: /Alt\+N/ }).waitFor()
    await agent.page.keyboard.press('Alt+n')
    await agent.page.getByRole('menuitem', { name: '营业厅' }).click()
    await agent.page.getByLabel('来电内容').fill('客户家装电采暖，停电了很冷')
    await agent.page.getByRole('button', { name: /电采暖用户停电应急办法/ }).click()
    await agent.page.getByText('使用明火取暖').waitFor()
    await agent.page.getByRole('button', { name: '有帮助' }).click()
    await agent.page.getByText('谢谢反馈').waitFor()
    await agent.page.goto('/desk/knowledge?q=电地暖没电')
    await agent.page.getByRole('button', { name: /电采暖用户停电应急办法/ }).waitFor()
    for (const { faults, leave } of [author, second, agent]) {
      expect(faults).toEqual([])
      await leave()
    }
  }, 120_000)

  test('a chat begins with the assistant, goes to a person, and ends in an order', async () => {
    // What the agent had in hand before is over.
    await database.pool.query(`update contact set state = 'abandoned', closed_at = queued_at where state = 'active'`)
    await database.pool.query(`update agent_state set state = 'away'`)
    const customer = await stage.visit('chen', phone)
    await customer.page.goto('/my/chat')
    await customer.page.getByRole('button', { name: '开始咨询' }).click()
    const say = async (text: string) => {
      await customer.page.getByLabel('输入您的问题').fill(text)
      await customer.page.getByRole('button', { name: '发送', exact: true }).click()
    }
    await say('电费违约金怎么算')
    await customer.page.getByText(/来源：知识 K\d+ 第 1 版/).waitFor()
    expect(await hasSidewaysScroll(customer.page)).toBe(false)
    await customer.page.getByRole('button', { name: '转人工' }).click()
    await customer.page.getByText(/正在转接人工，前面还有 0 位/).waitFor()

    const agent = await stage.visit('zuo', desktop)
    await agent.page.goto('/desk')
    await agent.page.getByRole('button', { name: '就绪' }).first().click()
    const take = agent.page.getByRole('button', { name: '接入' })
    await take.waitFor()
    await agent.page.getByText('会话待接', { exact: true }).waitFor()
    await agent.page.getByText('电费违约金怎么算', { exact: true }).waitFor()
    await agent.page.getByText(/^\d+ 秒后转其他坐席$/).waitFor()
    await agent.page.getByText(/^有即时会话待接入/).waitFor()
    expect(await agent.page.getByText(/^即时 /).count()).toBe(0)
    // Whoever comes too late is told so, and finds nothing to press.
    const expire = (at: string) =>
      database.pool.query(`update contact set offer_expires_at = ${at} where state = 'offered'`)
    await expire(`offered_at`)
    await agent.page.reload()
    await agent.page.getByText('即将转走').waitFor()
    expect(await take.isDisabled()).toBe(true)
    // What was passed on since is told where it can be read: the card goes with the offer.
    await expire(`offered_at + interval '25 seconds'`)
    const move = (to: string) => database.pool.query(`update contact set ${to} where channel = 'chat'`)
    const { rows: offers } = await database.pool.query(`select agent_id from contact where state = 'offered'`)
    await agent.page.reload()
    await take.waitFor()
    await move(`state = 'queued', agent_id = null, offered_at = null, offer_expires_at = null`)
    await take.click()
    await agent.page.getByText('来电或会话已不在您这里').waitFor()
    await agent.page.getByText(/^\d\d:\d\d 派给您的在线会话 陈桂兰 未接入/).waitFor()
    expect(await take.count()).toBe(0)
    const at = `offered_at = queued_at, offer_expires_at = queued_at + interval '25 seconds'`
    await move(`state = 'offered', agent_id = ${offers[0].agent_id}, ${at}`)
    await agent.page.reload()
    await take.click()
    await agent.page.getByText('即时 1/3').waitFor()
    expect(await agent.page.getByText('会话待接', { exact: true }).count()).toBe(0)
    await agent.page.getByText('电费违约金怎么算').first().waitFor()
    await customer.page.getByText(/^坐席 \d{4} 为您服务$/).waitFor()
    await say('其实是我家没电了')
    await agent.page.getByText('其实是我家没电了').first().waitFor()
    await agent.page.getByLabel(/回复客户/).fill('马上为您登记报修')
    await agent.page.getByLabel(/回复客户/).press('Enter')
    await customer.page.getByText('马上为您登记报修').waitFor()
    // A reload on either side loses nothing.
    await customer.page.reload()
    await customer.page.getByText('马上为您登记报修').waitFor()
    await agent.page.reload()
    await agent.page.getByText('其实是我家没电了').first().waitFor()

    await agent.page.keyboard.press('Alt+o')
    await agent.page.getByRole('dialog').waitFor()
    await agent.page.getByLabel('情况描述').fill('客户在线报停电')
    await agent.page.getByRole('dialog').getByRole('button', { name: '开立', exact: true }).click()
    await agent.page.getByRole('dialog').waitFor({ state: 'hidden' })
    await agent.page.getByLabel('来电内容').fill('在线报修，已登记工单')
    await agent.page.getByRole('button', { name: /^办结/ }).click()
    await customer.page.getByText('会话已结束', { exact: true }).waitFor()
    await customer.page.getByRole('button', { name: '5 分' }).click()
    await customer.page.getByText(/谢谢您的评价/).waitFor()
    const { rows } = await database.pool.query(
      `select r.score, w.kind from contact c join work_order w on w.contact_id = c.id join satisfaction r on r.contact_id = c.id where c.channel = 'chat'`,
    )
    expect(rows).toEqual([{ score: 5, kind: 'fault-repair' }])
    for (const { faults, leave } of [customer, agent]) {
      expect(faults).toEqual([])
      await leave()
    }
  }, 120_000)

  test('a picture is sent in a chat, which one agent gives to another with a note', async () => {
    await database.pool.query(`update contact set state = 'abandoned', closed_at = queued_at where state = 'active'`)
    await database.pool.query(`update agent_state set state = 'away', written = 0, live = 0`)
    await database.pool.query(
      `update chat_thread set owner = 'nobody', ended_at = now(), ended_by = 'left' where ended_at is null`,
    )
    const { page, ...customer } = await stage.visit('chen', phone)
    await page.goto('/my/chat')
    await page.getByRole('button', { name: /开始咨询|重新开始/ }).click()
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: '发送图片或 PDF' }).click()
    const buffer = Buffer.from(PNG, 'base64')
    await (await chooser).setFiles({ name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    // The reason, once, and no name of a field.
    const refused = page.getByRole('alert').filter({ hasText: '只能发送图片' })
    expect(await refused.innerText()).toBe('只能发送图片（JPG、PNG、WebP）或 PDF')
    const again = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: '发送图片或 PDF' }).click()
    await (await again).setFiles({ name: '电表照片.png', mimeType: 'image/png', buffer })
    const download = page.waitForEvent('download')
    await page.getByText('电表照片.png').click()
    expect((await download).suggestedFilename()).toBe('电表照片.png')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '转人工' }).click()

    const agent = await stage.visit('zuo', desktop)
    await agent.page.goto('/desk')
    await agent.page.getByRole('button', { name: '就绪' }).first().click()
    await agent.page.getByRole('button', { name: '接入' }).click()
    await agent.page.getByRole('link', { name: /^电表照片\.png .*下载$/ }).waitFor()
    await agent.page.getByText('即时 1/3').waitFor()
    // Nobody else is ready: it says so, and only queues are to choose from.
    const transfer = agent.page.getByRole('button', { name: '转接', exact: true })
    await transfer.click()
    await agent.page.getByText('没有就绪的坐席，可转到队列。').waitFor()
    await agent.page
      .getByRole('dialog')
      .getByRole('button', { name: /取\s?消/ })
      .click()
    const colleague = await stage.visit('wu', desktop)
    await colleague.page.goto('/desk')
    await colleague.page.getByRole('button', { name: '就绪' }).first().click()
    await colleague.page.getByRole('button', { name: '示忙' }).waitFor()
    await colleague.page.getByRole('link', { name: '知识库' }).click()
    await colleague.page.getByRole('heading', { name: '知识库' }).waitFor()
    const title = await colleague.page.title()
    await transfer.click()
    await pick(agent.page, '转给', /吴坐席/)
    await agent.page.getByLabel('交接说明').fill('请核对示数')
    await confirmIn(agent.page, /转\s?接/)
    // Whoever reads elsewhere sees what is offered to him, in the tab of the browser too.
    const offer = colleague.page.getByRole('alert').filter({ hasText: '会话待接 · 陈桂兰 · 在线会话' })
    await offer.getByText(/^\d+ 秒后转其他坐席$/).waitFor()
    await colleague.page.waitForFunction(() => document.title === '● 会话待接')
    await colleague.page.waitForFunction((own) => document.title === own, title)
    await offer.getByRole('button', { name: '接入' }).click()
    await colleague.page.waitForURL((at) => at.pathname === '/desk')
    await colleague.page.getByText('请核对示数').first().waitFor()
    await colleague.page.getByRole('link', { name: /^电表照片\.png .*下载$/ }).waitFor()
    await page.getByText('已为您转给其他坐席').waitFor()
    expect(await colleague.page.getByText('来电或会话已不在您这里').count()).toBe(0)
    for (const { faults, leave } of [customer, agent, colleague]) {
      expect(faults).toEqual([])
      await leave()
    }
  }, 120_000)
})
