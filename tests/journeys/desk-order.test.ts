import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { setMyState } from '../../callcenter/agents.ts'
import { answerContact, hangUpCall, receiveCall } from '../../callcenter/contacts.ts'
import { newMatter } from '../../callcenter/matters/contract.ts'
import { acceptMatter, submitMatter } from '../../callcenter/matters/matters.ts'
import { registerMatter } from '../../callcenter/matters/write.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { seat } from '../callcenter/desk.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { desktop, hasSidewaysScroll, phone, pick } from './visit.ts'

const at = (time: string) => `2026-03-10T${time}:00+08:00`
const NOW = at('12:00')
const people: [username: string, name: string, role: Role][] = [['wang', '王芳', 'agent']]

describe('an order that is opened on the desk', () => {
  const database = useDatabase()
  let chen = ''
  let lin = ''
  const stage = useStage(database, people, async (ctx, network) => {
    chen = (await openChenGuilan(ctx, network)).accountNo
    const meter = { profile: 'eastron-sdm630', phase: 'single' as const, ratedCurrentA: 5, maximumCurrentA: 60 }
    const opened = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: '林国栋', phone: '13800138001', idNumber: '330281197001012358' },
      meter: {
        ...{ ...meter, assetNo: 'M-LIN-1', registers: [{ role: 'importTotal', digits: 6, startValue: 0 }] },
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    })
    lin = opened.accountNo
    await reportMatter()
    return departments
  })

  /** In force today for whoever is supplied by the company. */
  async function reportMatter() {
    const ban = await seat(database, 'ban', { roles: ['lead'] })
    const guan = await seat(database, 'guan', { roles: ['manager'] })
    const { rows } = await database.pool.query('select path, id from organisation')
    const units: Record<string, number> = Object.fromEntries(rows.map(({ path, id }) => [path, id]))
    const content = {
      ...{
        title: '城关计划检修',
        kind: 'planned-work',
        orders: ['complaint~outage'],
        scope: { units: [units['X.']] },
      },
      ...{ validFrom: at('08:00'), validTo: at('18:00'), documentNo: '检修〔2026〕3号', unitId: units['X.'] },
      ...{ contactName: '吴站长', contactPhone: '0595-23230001', replyZh: '检修计划停电，18 时前恢复。' },
    }
    const drafted = await registerMatter(ban.at(at('07:00')), newMatter.parse(content))
    const waiting = await submitMatter(ban.at(at('07:10')), drafted.id, drafted)
    await acceptMatter(guan.at(at('07:20')), drafted.id, waiting)
  }
  const wang = async (): Promise<Ctx> => {
    const { rows } = await database.pool.query(`select id from app_user where username = 'wang'`)
    const actor = { id: rows[0].id, username: 'wang', name: '王芳', roles: ['agent' as const], customerId: null }
    return { ...database.ctx(NOW), scope: 'X.', actor }
  }
  async function ring(callId: string, callerPhone: string): Promise<number> {
    await setMyState(await wang(), { state: 'ready' })
    return (await receiveCall(database.ctx(NOW), { callId, callerPhone })).contactId ?? 0
  }
  const shot = async (page: Page, name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  /** Not scrolled away, and nothing over it. */
  const inSight = (what: Locator) =>
    what.evaluate((own) => {
      const { left, top, width, height } = own.getBoundingClientRect()
      return own.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    })
  const latestOrder = async () => {
    const { rows } = await database.pool.query(
      `select w.kind, s.subkind, w.description, a.account_no as "accountNo", w.contact_id as "contactId",
         (select consented from work_order_matter m where m.work_order_id = w.id) as consented
       from work_order w join order_subkind s on s.id = w.subkind_id left join account a on a.id = w.account_id order by w.id desc limit 1`,
    )
    return rows[0]
  }

  test('stays that of its caller while the next one rings and is answered, with what the agent wrote of him', async () => {
    const first = await ring('order-1', '13800138000')
    await answerContact(await wang(), first)
    const { page, faults, leave } = await stage.visit('wang', desktop)
    await page.goto('/desk')
    await page.getByText('陈桂兰').first().waitFor()
    await page.getByLabel('来电内容与处理').fill('没有接到停电通知，家里冰箱的东西坏了。')
    await hangUpCall(database.ctx(NOW), 'order-1')
    await page.getByText('话后处理').waitFor()

    await page.keyboard.press('Alt+o')
    const drawer = page.getByRole('dialog')
    await drawer.getByText(`开立给：陈桂兰 · 户号`).waitFor()
    const description = drawer.getByLabel('情况描述')
    expect(await description.inputValue()).toBe('没有接到停电通知，家里冰箱的东西坏了。')
    await pick(page, '工单类型', '投诉')
    await pick(page, '子类', '停送电投诉')
    const answers = drawer.getByRole('radio', { name: /意见|投诉/ })
    await expect.poll(() => answers.count()).toBe(2)
    expect(await answers.evaluateAll((all) => all.map((each) => (each as HTMLInputElement).checked))).toEqual([
      false,
      false,
    ])
    await description.fill('没有接到停电通知，冰箱里的东西坏了，要求说明。')

    const second = await ring('order-2', '13800138001')
    await drawer.getByText('有新来电等您接听').waitFor()
    await expect.poll(() => inSight(drawer.getByText('有新来电等您接听'))).toBe(true)
    await shot(page, 'order-ringing')
    await drawer.getByRole('button', { name: '接听', exact: true }).click()
    await drawer.getByText('工作台上已换成别的客户或联系').waitFor()
    await page.waitForURL((url) => url.searchParams.get('account') === lin)
    // Nor does the key begin another one over it.
    await page.keyboard.press('Alt+o')
    await shot(page, 'order-elsewhere')
    await page.setViewportSize(phone)
    await shot(page, 'order-elsewhere-phone')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await drawer.getByText('停送电投诉', { exact: true }).first().waitFor()
    await drawer.getByText('开立给：陈桂兰').waitFor()
    await drawer.getByRole('radio', { name: '不同意，仍为投诉' }).click()
    await drawer.getByRole('button', { name: '开立', exact: true }).click()
    await drawer.waitFor({ state: 'hidden' })
    expect(await latestOrder()).toEqual({
      ...{ kind: 'complaint', subkind: 'outage', accountNo: chen, contactId: first, consented: false },
      description: '没有接到停电通知，冰箱里的东西坏了，要求说明。',
    })

    // The next one is of who is on the line now; he has said nothing yet.
    await page.keyboard.press('Alt+o')
    await drawer.getByText('开立给：林国栋').waitFor()
    expect(await description.inputValue()).toBe('')
    await pick(page, '工单类型', '投诉')
    await pick(page, '子类', '停送电投诉')
    await drawer.getByRole('radio', { name: '同意，登记为意见', exact: true }).click()
    await description.fill('停电没有通知')
    await drawer.getByRole('button', { name: '开立', exact: true }).click()
    await drawer.waitFor({ state: 'hidden' })
    expect(await latestOrder()).toMatchObject({ kind: 'opinion', accountNo: lin, contactId: second, consented: true })
    expect(faults).toEqual([])
    await leave()
  }, 180_000)
})
