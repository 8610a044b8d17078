import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { recordAudit, sealAuditDays } from '../../db/audit.ts'
import type { Role } from '../../db/context.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { desktop, hasSidewaysScroll, phone } from './visit.ts'

const people: [username: string, name: string, role: Role][] = [
  ['wang', '王芳', 'agent'],
  ['li', '李想', 'agent'],
  ['jing', '景明', 'auditor'],
]

describe('the auditor', () => {
  const database = useDatabase()
  let accountNo = ''
  const stage = useStage(database, people, async (ctx, network) => {
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    const { rows } = await database.pool.query('select id from customer')
    for (let n = 0; n < 30; n += 1) {
      const at = database.ctx(`2026-03-${String(1 + (n % 9)).padStart(2, '0')}T10:00:00+08:00`, { username: 'li' })
      const why =
        n === 29
          ? { reason: '客户来电要求核对联系方式，工单尚未生成；已在电话中确认身份，事后补录工单。'.repeat(3) }
          : {}
      await recordAudit(
        { ...at, scope: 'X.' },
        { action: 'phone.revealed', subject: `customer:${rows[0]?.id}`, detail: { accountId: 1, ...why } },
      )
    }
    await sealAuditDays(database.ctx('2026-03-10T00:10:00+08:00'))
    return departments
  })

  const days = 'from=2026-03-01&to=2026-03-31'

  test('reads that an agent looked at a whole number, and for which reason', async () => {
    const agent = await stage.visit('wang')
    await agent.page.goto(`/desk?account=${accountNo}`)
    await agent.page.getByRole('button', { name: '显示号码' }).click()
    await agent.page.getByLabel('查看事由（可不填，留痕）').fill('W20260310 回访')
    await look(agent.page, 'reveal')
    await agent.page.getByRole('button', { name: /^查\s*看$/ }).click()
    await agent.page.getByText('13800138000').waitFor()
    expect(agent.faults).toEqual([])
    await agent.leave()

    const { page, faults, leave } = await stage.visit('jing')
    await page.getByRole('link', { name: '审计记录' }).click()
    await page.getByLabel('户号、申请编号或用户名').fill(accountNo)
    await page.getByLabel('户号、申请编号或用户名').press('Enter')
    await page.getByText('W20260310 回访').waitFor()
    await page.getByRole('button', { name: '明细' }).first().click()
    await page.getByRole('term').getByText('户（内部编号）').waitFor()
    await page.keyboard.press('Escape')
    await page
      .getByRole('row', { name: /王芳 查看了户号/ })
      .getByRole('link', { name: '查看' })
      .click()
    await page.waitForURL(`**/office/ledger?account=${accountNo}`)
    expect(faults).toEqual([])
    await leave()
  })

  test('sees who looks too often, and goes on to each look', async () => {
    const { page, faults, leave } = await stage.visit('jing')
    await page.goto(`/office/audit-reveals?${days}`)
    const first = page.getByRole('row', { name: /李想/ })
    await first.getByText('明显偏多').waitFor()
    await first.getByRole('link', { name: '逐条查看' }).click()
    await page.getByText('客户来电要求核对联系方式').first().waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('sees the chain whole, and broken once somebody changed an entry', async () => {
    const { page, faults, leave } = await stage.visit('jing')
    await page.goto(`/office/audit-chain?${days}`)
    await page.getByText('审计链完整').waitFor()
    await page.getByText('dianhu audit verify --from-seal 2026-03-09:').waitFor()
    await database.pool.query('alter table audit_entry disable trigger audit_entry_append_only')
    await database.pool.query(
      `update audit_entry set actor = 'wang' where id = (select max(id) from audit_entry where day = '2026-03-05')`,
    )
    await page.reload()
    await page.getByText('审计链在 2026-03-05 断裂').waitFor()
    await look(page, 'chain-broken')
    await database.pool.query(
      `update audit_entry set actor = 'li' where id = (select max(id) from audit_entry where day = '2026-03-05')`,
    )
    expect(faults).toEqual([])
    await leave()
  })

  test.each([
    ['on a desk', desktop],
    ['on a phone', phone],
  ])('has pages that fit %s', async (_name, viewport) => {
    const { page, faults, leave } = await stage.visit('jing', viewport)
    for (const [path, said] of [
      ['/office/audit-trail', '李想'],
      ['/office/audit-trail?who=nobody', '没有符合条件的记录'],
      [`/office/audit-chain?${days}`, '审计链完整'],
      ['/office/audit-chain?from=2020-01-01&to=2026-01-01', '一次最多校验'],
      ['/office/audit-chain?from=2026-03-10&to=2026-03-10', '所选日期里没有封存的日子'],
      [`/office/audit-reveals?${days}`, '明显偏多'],
      ['/office/audit-reveals?from=2020-01-01&to=2020-01-31', '本期没有人查看敏感信息'],
      [`/office/audit-report?${days}`, '重点事项'],
    ] as const) {
      await page.goto(path)
      await page.getByText(said).first().waitFor()
      expect([path, await hasSidewaysScroll(page)]).toEqual([path, false])
      await look(page, `${viewport.width}-${path.replace(/\W+/g, '_')}`)
    }
    expect(faults).toEqual([])
    await leave()
  })
})

const look = async (page: Page, name: string) => {
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/${name}.png`, fullPage: true })
}
