import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { createIntake } from '../../intake/index.ts'
import { completeStep } from '../../intake/steps.ts'
import { png } from '../intake/files.ts'
import { inputsFor, linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, pick, type Visit, visitAs } from './visit.ts'

const LONG = '安溪县城厢镇幸福小区二期扩建工程西侧沿街商铺'.repeat(6)

describe('a surveyor and installer where there is no network', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let visit: Visit
  let url: string
  let network: Network
  const ids: Record<'survey' | 'meter' | 'taken' | 'long', number> = { survey: 0, meter: 0, taken: 0, long: 0 }
  const office = (now = '2026-11-19T09:00:00+08:00') => ({
    ...database.ctx(now, { username: 'clerk', roles: ['intake'] }),
    scope: 'X.',
  })

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    network = await layNetwork(ctx)
    const staff = { password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...staff, username: 'wang', name: '王师傅', roles: ['surveyor', 'installer'] })
    await addUser(ctx, { ...staff, username: 'idle', name: '检查员', roles: ['inspector'] })
    const inputs = inputsFor(network)
    const open = async (address: string, steps: (keyof typeof inputs)[]) => {
      const { id } = await submitApplication(
        office('2026-11-16T08:00:00+08:00'),
        { ...linXiaoman, address } as typeof linXiaoman,
        ports,
      )
      for (const step of steps) {
        const { version } = await findApplication(office(), id)
        const now = step === 'accept' ? '2026-11-16T09:00:00+08:00' : '2026-11-18T17:00:00+08:00'
        await completeStep(office(now), id, { ...inputs[step], version }, ports)
      }
      return id
    }
    ids.survey = await open('幸福小区5幢301室', ['accept'])
    ids.meter = await open('幸福小区6幢102室', ['accept', 'survey', 'plan', 'contract'])
    ids.taken = await open('幸福小区7幢703室', ['accept'])
    ids.long = await open(LONG.slice(0, 200), ['accept'])
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T12:00:00+08:00')
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    visit = await visitAs(browser, url, 'wang', phone)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const shoot = async (name: string, page = visit.page) => {
    if (process.env.DIANHU_SHOTS)
      await page.screenshot({ path: `${process.env.DIANHU_SHOTS}/${name}.png`, fullPage: true })
  }
  const fits = async (page: Page) => expect(await hasSidewaysScroll(page)).toBe(false)
  const waiting = (page: Page) => page.getByText('待上传：还没有送到', { exact: false }).waitFor()
  const fillSurvey = async (page: Page) => {
    await page.getByLabel('勘查日期').fill('2026-11-19')
    await pick(page, '接入台区', /幸福小区1号公变/)
    await page.getByLabel('具备供电条件').check()
  }
  const survey = (id: number) => `/field/${id}/survey`
  const goTo = (page: Page, address: string) =>
    page
      .getByRole('link', { name: new RegExp(address) })
      .first()
      .click()

  test('takes the day’s tasks along, and has all that is asked about one', async () => {
    const { page } = visit
    await page.goto('/field')
    await page.getByText('4 项任务已下载到本机', { exact: false }).waitFor()
    await page.getByText('没有网络时也能打开本页').waitFor()
    await shoot('site-list')
    await fits(page)
    await goTo(page, '5幢301室')
    await page.getByRole('link', { name: '拨打 13900001234' }).waitFor()
    await page.getByText('8 kW', { exact: true }).waitFor()
    await shoot('site-task')
    await fits(page)
    await page.goto(survey(ids.long))
    await page.getByLabel('勘查日期').waitFor()
    await shoot('site-long')
    await fits(page)
  }, 60_000)

  test('writes a survey with photos and a sketch off line, reloads, and puts in a meter elsewhere', async () => {
    const { page } = visit
    await page.goto('/field')
    await page.getByText('项任务已下载到本机', { exact: false }).waitFor()
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('没有网络。已下载的任务可照常填写', { exact: false }).waitFor()
    await goTo(page, '5幢301室')
    await page
      .getByLabel('拍照或选择照片')
      .setInputFiles([1, 2].map((n) => ({ name: `${n}.png`, mimeType: 'image/png', buffer: png(300 + n, 200) })))
    await page.locator('img[alt^="现场照片"]').nth(1).waitFor()
    await page.getByRole('button', { name: '画草图' }).click()
    const pad = await page.getByLabel('草图画板').boundingBox()
    if (!pad) throw new Error('no pad')
    await page.mouse.move(pad.x + 20, pad.y + 20)
    await page.mouse.down()
    await page.mouse.move(pad.x + 200, pad.y + 150, { steps: 5 })
    await page.mouse.up()
    await page.getByRole('button', { name: '保存草图' }).click()
    await page.locator('img[alt^="现场草图"]').waitFor()
    await fillSurvey(page)
    await page.getByText('未接入').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('具备供电条件').isChecked()).toBe(true)
    await shoot('site-form')
    await fits(page)
    await page.getByRole('button', { name: '提交现场勘查' }).click()
    await waiting(page)
    await page.reload()
    await waiting(page)
    await shoot('site-waiting')

    await page.goto('/field')
    await goTo(page, '6幢102室')
    await page.getByLabel('电能表资产号').fill('M-SITE-1')
    await pick(page, '表计型号', 'eastron-sdm630')
    await pick(page, '采集终端', /T-MQTT-1/)
    await page.getByLabel('送电时间').fill('2026-11-19T11:00')
    await page.getByLabel('装表起码（kWh） 峰').fill('0')
    await page.getByLabel('装表起码（kWh） 谷').fill('0')
    await page.getByRole('button', { name: '提交装表接电' }).click()
    await waiting(page)
    await page.goto(survey(ids.taken))
    await fillSurvey(page)
    await page
      .getByLabel('拍照或选择照片')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(333, 200) })
    await page.locator('img[alt^="现场照片"]').waitFor()
    await page.getByRole('button', { name: '提交现场勘查' }).click()
    await waiting(page)
    await page.goto('/field')
    await page.getByText('待上传').nth(2).waitFor()
    await shoot('site-queue')
    await fits(page)
    const { rows } = await database.pool.query('select count(*)::int as n from field_entry')
    expect(rows).toEqual([{ n: 0 }])
  }, 90_000)

  test('asks before a log-out that would lose something', async () => {
    const { page } = visit
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.locator('.ant-modal-confirm-title', { hasText: '手机上还有 3 条没有上传的记录' }).waitFor()
    await shoot('site-logout')
    await page.getByRole('button', { name: '先不退出' }).click()
    await page.getByText('待上传').nth(2).waitFor()
  })

  test('has them in the file once the network is back, each once, and says why one was refused', async () => {
    const { page } = visit
    const { version } = await findApplication(office(), ids.taken)
    await completeStep(office('2026-11-19T11:40:00+08:00'), ids.taken, { ...inputsFor(network).survey, version }, ports)
    await page.context().setOffline(false)
    await page.getByText('已上传').nth(1).waitFor()
    await page
      .getByText(/“现场勘查”已11-19 11:40 由.+办理完成/)
      .first()
      .waitFor()
    await shoot('site-refused-list')
    await fits(page)
    const { rows } = await database.pool.query(
      `select application_id as id, count(*)::int as entries,
         (select count(*)::int from application_step s where s.application_id = e.application_id and s.step = e.step) as steps,
         (select count(*)::int from attachment a where a.application_id = e.application_id) as photos
       from field_entry e group by 1, e.step order by 1`,
    )
    expect(rows).toEqual([
      { id: ids.survey, entries: 1, steps: 1, photos: 3 },
      { id: ids.meter, entries: 1, steps: 1, photos: 0 },
    ])
    await page.goto(survey(ids.taken))
    await page.getByText('被拒绝：', { exact: false }).waitFor()
    await page.locator('img[alt^="现场照片"]').waitFor()
    expect(await page.getByLabel('具备供电条件').isChecked()).toBe(true)
    await shoot('site-refused')
    await fits(page)
    await page.setViewportSize(desktop)
    await shoot('site-refused-1440')
    await page.goto('/field')
    await page.getByText('被拒绝').first().waitFor()
    await shoot('site-list-1440')
    await fits(page)
    await page.setViewportSize(phone)
  }, 60_000)

  test('leaves nothing of the customers on the device after the log-out', async () => {
    const { page } = visit
    // What was asked for before the log-out is answered after it.
    const { promise: loggedOut, resolve: answer } = Promise.withResolvers<void>()
    await page.route('**/api/intake/field/work', async (route) => {
      const response = await route.fetch()
      await loggedOut
      await route.fulfill({ response })
    })
    await page.getByRole('button', { name: '下载今日任务' }).click()
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.getByRole('button', { name: '删除并退出' }).click()
    await page.waitForURL(/\/login/)
    const late = page.waitForResponse('**/api/intake/field/work')
    answer()
    await (await late).finished()
    await page.getByLabel('用户名').waitFor()
    const left = await page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
      const texts = await Promise.all(
        names.map(
          (name) =>
            new Promise<string>((resolve) => {
              const request = indexedDB.open(name)
              request.onsuccess = () => {
                const all = request.result.transaction('work').objectStore('work').getAll()
                all.onsuccess = () => resolve(JSON.stringify(all.result))
              }
            }),
        ),
      )
      return texts.join('')
    })
    expect(left.replaceAll('[]', '')).toBe('')
    expect(visit.faults).toEqual([])
  })

  test('tells somebody who has none that there is nothing to do, in either language', async () => {
    const idle = await visitAs(browser, url, 'idle', phone)
    await idle.page.goto('/field')
    await idle.page.getByText('没有现场任务').waitFor()
    await shoot('site-empty', idle.page)
    await idle.page.getByText('English', { exact: true }).click()
    await idle.page.getByText('Nothing to do on site').waitFor()
    await fits(idle.page)
    expect(idle.faults).toEqual([])
    await idle.leave()
  })
})
