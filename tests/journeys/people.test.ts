import { describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone, pick } from './visit.ts'

describe('people', () => {
  const database = useDatabase()
  let accountNo = ''
  const stage = useStage(
    database,
    [
      ['guan', 'guan', 'admin'],
      ['wen', 'wen', 'admin'],
      ['shen', 'shen', 'intake'],
      ['jiang', 'jiang', 'manager'],
    ],
    async (ctx, network) => {
      accountNo = (await openChenGuilan(ctx, network)).accountNo
      return departments
    },
  )

  test('a cashier is added by one administrator, released by another, and what she may do is read', async () => {
    const { page, faults, leave } = await stage.visit('guan')
    await page.getByRole('link', { name: '用户', exact: true }).click()
    await page.getByRole('button', { name: '新增用户' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('用户名').fill('han')
    await dialog.getByLabel('姓名').fill('韩雪')
    await pick(page, '单位', '城关供电所')
    await pick(page, '岗位', '收费员（须复核）')
    await pick(page, '岗位', '核算员')
    await dialog.getByLabel('一次性密码').fill('dianhu-demo')
    await dialog.getByLabel('理由').fill('新员工')
    await dialog.getByRole('button', { name: /确\s*定/ }).click()
    await page.getByText('核算员与收费员须由不同人员担任').first().waitFor()
    await dialog
      .locator('.ant-select-selection-item', { hasText: '核算员' })
      .locator('.ant-select-selection-item-remove')
      .click()
    await confirmIn(page, /确\s*定/)
    await page.getByText('待复核：收费员').waitFor()
    expect(faults).toEqual([])
    await leave()

    const second = await stage.visit('wen')
    await second.page.goto('/office/users?state=waiting')
    await second.page.getByRole('button', { name: '复核' }).click()
    await second.page.getByRole('dialog').getByLabel('复核意见').fill('已核对劳动合同')
    await confirmIn(second.page, '同意')
    await second.page.getByText('没有符合条件的用户').waitFor()
    await second.page.goto('/office/users?q=han')
    await second.page.getByRole('link', { name: '权限', exact: true }).click()
    await second.page.getByText('韩雪（城关供电所）').waitFor()
    await second.page.getByLabel('搜索功能').fill('收取电费')
    await second.page.getByLabel('搜索功能').press('Enter')
    await second.page.getByText('POST /api/billing/payments').waitFor()
    expect(second.faults).toEqual([])
    await second.leave()

    // Two administrators know her password: it opens nothing but its change.
    const han = await stage.visit('han')
    await han.page.getByRole('heading', { name: '请先修改密码' }).waitFor()
    await han.page.getByLabel('当前密码').fill('dianhu-demo')
    await han.page.getByLabel('新密码', { exact: true }).fill('Shoufei-2026')
    await han.page.getByLabel('再输一次新密码').fill('Shoufei-2026')
    await han.page.getByRole('button', { name: '修改密码' }).click()
    await han.page.getByRole('link', { name: '收费' }).waitFor()
    await han.leave()
  })

  test('a station is added under the county, renamed, and removed while it is empty', async () => {
    const { page, faults, leave } = await stage.visit('guan')
    await page.getByRole('link', { name: '组织机构' }).click()
    await page.getByRole('button', { name: '新增下级' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('单位名称').fill('城北供电所')
    await dialog.getByLabel('编码').fill('X1')
    await dialog.getByLabel('理由').fill('新设')
    await dialog.getByRole('button', { name: '确定' }).click()
    await dialog.getByText('此编码不能使用,请换一个').first().waitFor()
    await dialog.getByLabel('编码').fill('X2')
    await confirmIn(page, '确定')
    const row = page.getByRole('row', { name: /X\.X2\./ })
    await row.getByRole('button', { name: '更名' }).click()
    await dialog.getByLabel('单位名称').fill('北门供电所')
    await dialog.getByLabel('理由').fill('区划调整')
    await confirmIn(page, '确定')
    await row.getByText('北门供电所').waitFor()
    await row.getByRole('button', { name: '删除' }).click()
    await dialog.getByLabel('理由').fill('设错了')
    await confirmIn(page, '确定')
    await row.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await leave()
  })

  test('a role is lent during leave, released by the manager, and ended by its lender', async () => {
    const clerk = await stage.visit('shen')
    await clerk.page.getByRole('link', { name: '委托代办' }).click()
    await clerk.page.getByRole('button', { name: '申请委托' }).click()
    await pick(clerk.page, '代办人', /wen/)
    await pick(clerk.page, '岗位', '业务受理员')
    await clerk.page.keyboard.press('Escape')
    const dialog = clerk.page.getByRole('dialog')
    for (const label of ['起日', '止日']) await dialog.getByLabel(label).fill('2026-03-10')
    await dialog.getByLabel('理由').fill('年休假')
    await confirmIn(clerk.page, '确定')
    await clerk.page.getByText('待审批', { exact: true }).waitFor()

    const manager = await stage.visit('jiang')
    await manager.page.goto('/office/delegations')
    await manager.page.getByRole('button', { name: '审批' }).click()
    await manager.page.getByRole('dialog').getByLabel('审批意见').fill('同意休假')
    await confirmIn(manager.page, '同意')
    await manager.page.getByText('代办中', { exact: true }).waitFor()
    expect(manager.faults).toEqual([])
    await manager.leave()

    await clerk.page.reload()
    await clerk.page.getByRole('button', { name: '结束' }).click()
    await clerk.page.getByText('已结束', { exact: true }).waitFor()
    expect(clerk.faults).toEqual([])
    await clerk.leave()
  })

  test('roles are gone through by the manager: one stays, one is taken away, and the user is told of his reset', async () => {
    const { page, faults, leave } = await stage.visit('jiang')
    await page.getByRole('link', { name: '权限复核' }).click()
    await page.getByRole('button', { name: '开始 安溪县供电公司 的复核' }).click()
    await page.getByText('本人，由他人复核').first().waitFor()
    const shen = page.getByRole('row', { name: /shen/ })
    await shen.getByRole('button', { name: /取\s*消/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('理由').fill('已调离柜台')
    await confirmIn(page, /确\s*定/)
    await shen.getByText('取消', { exact: true }).waitFor()
    const wen = page.getByRole('row', { name: /wen/ })
    await wen.getByRole('button', { name: /保\s*留/ }).click()
    await confirmIn(page, /确\s*定/)
    await wen.getByText('保留', { exact: true }).waitFor()
    await page.getByText(/还有 \d 项岗位没有复核/).waitFor()
    expect(faults).toEqual([])
    await leave()

    await database.pool.query(
      `insert into user_totp (user_id, secret, enrolled_at, confirmed_at) select id, '\\x00', now(), now() from app_user where username = 'wen'`,
    )
    const admin = await stage.visit('guan')
    await admin.page.goto('/office/users?q=wen')
    await admin.page.getByRole('button', { name: '重置动态口令' }).click()
    await admin.page.getByRole('dialog').getByLabel('理由').fill('手机遗失')
    await confirmIn(admin.page, /确\s*定/)
    await admin.page.getByRole('button', { name: '重置动态口令' }).waitFor({ state: 'detached' })
    expect(admin.faults).toEqual([])
    await admin.leave()
    await database.pool.query(
      `update app_user set factor_reset_at = '2026-03-10 11:00+08', logged_in_at = '2026-03-10 10:00+08' where username = 'wen'`,
    )
    const told = await stage.visit('wen')
    await told.page.getByText(/您的动态口令已于 .* 由 guan 重置/).waitFor()
    await told.leave()
  })

  test('an account is held for a court, and let go', async () => {
    const { page, faults, leave } = await stage.visit('jiang')
    await page.getByRole('link', { name: '保存期限' }).click()
    await page.getByRole('button', { name: '保全一户' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('户号').fill('1234')
    await dialog.getByLabel('事由（文号、案号）').fill('(2026) 闽01 民初 1 号')
    await dialog.getByRole('button', { name: /确\s*定/ }).click()
    await dialog.getByText('户号为 13 位数字').waitFor()
    await dialog.getByLabel('户号').fill(accountNo)
    await confirmIn(page, /确\s*定/)
    await page.getByText('1 户保全或在办').waitFor()
    await page.getByRole('button', { name: /解\s*除/ }).click()
    await page.getByRole('dialog').getByLabel('解除理由').fill('案件已结')
    await confirmIn(page, /确\s*定/)
    await page.getByText('0 户保全或在办').waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test.each([
    ['on a desk', desktop],
    ['on a phone', phone],
  ])('the pages of the people fit %s', async (_name, viewport) => {
    const { page, faults, leave } = await stage.visit('guan', viewport)
    for (const [path, said] of [
      ['/office/users', '韩雪'],
      ['/office/users?q=nobody', '没有符合条件的用户'],
      ['/office/organisations', '城关供电所'],
      ['/office/delegations', '已结束'],
      ['/office/access-reviews', '进行中'],
      ['/office/access-reviews/1', '由他人复核'],
      ['/office/access-reviews/999', '没有找到'],
      ['/office/customer-factor', '证件号码'],
      ['/office/retention', '会计档案管理办法'],
      ['/office/health', '数据库连接'],
      ['/office/permissions', '客户档案'],
      ['/office/permissions', '所有岗位（20）'],
      ['/office/permissions?way=GET%20/api/people/users', '收起'],
      ['/office/permissions?username=nobody', '没有找到'],
    ] as const) {
      await page.goto(path)
      await page.getByText(said).first().waitFor()
      expect([path, await hasSidewaysScroll(page)]).toEqual([path, false])
      if (process.env.LOOK)
        await page.screenshot({
          path: `${process.env.LOOK}/${viewport.width}-${path.replace(/\W+/g, '_')}.png`,
          fullPage: true,
        })
    }
    expect(faults).toEqual([])
    await leave()
  })
})
