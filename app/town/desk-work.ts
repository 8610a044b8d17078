import type { App } from '../../db/department.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { draw } from '../../simulators/town/random.ts'
import type { TownClock } from './clock.ts'
import { as } from './desk-calls.ts'

type Parts = { app: App; clock: TownClock }
type Shift = { shift: string; shiftOn: string; from: string; to: string }
type Marks = { marks: { id: number; mark: string }[] }
type Units = { units: { id: number }[] }
type Draft = { draft: { revision: number } | null }

const HOUR_MS = 3_600_000
const HISTORY_DAYS = 84
const HALF_HOURS = 48
/** What a storm makes of a day's calls, so many days ago. */
const STORM_DAYS_AGO = 17

/** What the leads of the desk left: calls of the former system, this week's roster, and a shift that waits to be taken. */
export async function leaveDeskWork(parts: Parts): Promise<void> {
  const now = Date.now()
  const today = civilDay(new Date(now))
  const days = Array.from({ length: HISTORY_DAYS }, (_, n) => addDays(today, n - HISTORY_DAYS))
  await as(parts, now, 'lead', (call) =>
    call('PUT', '/api/callcenter/call-days', { days: days.map((day) => ({ day, calls: callsOf(day, today) })) }),
  )
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7
  for (const weekOn of [addDays(today, 1 - weekday), addDays(today, 8 - weekday)]) {
    const path = `/api/callcenter/rosters/${weekOn}`
    await as(parts, now, 'lead', async (call) => {
      const { draft } = await call<Draft>('POST', `${path}/suggestion`, { revision: 0 })
      await call('POST', `${path}/publication`, { revision: draft?.revision ?? 0 })
    })
  }
  await leaveHandOver(parts, now)
  await leaveMatter(parts, now)
  await as(parts, now, 'lead', async (call) => {
    const { marks } = await call<Marks>('GET', '/api/callcenter/caller-marks')
    // The silent one waits for whoever looks at the wallboard.
    for (const { id } of marks.filter(({ mark }) => mark === 'sensitive'))
      await call('POST', `/api/callcenter/caller-marks/${id}/confirmation`, {})
    const { units } = await call<Units>('GET', '/api/callcenter/desk-notices')
    const notice = { unitId: units[0]?.id, roles: ['agent'], skills: [] }
    await call('POST', '/api/callcenter/desk-notices', { ...notice, ...winter, ...span(today, 14), isMandatory: false })
    // From tomorrow on, so that whoever looks round today may take a call at once.
    await call('POST', '/api/callcenter/desk-notices', {
      ...notice,
      ...plain,
      ...span(addDays(today, 1), 14),
      isMandatory: true,
    })
  })
}

type Matter = { id: number; revision: number }
type Matters = { units: { id: number; name: string }[] }

/** What the county reported of today's work on the grid: by its lead, accepted by those who speak for the whole company. */
async function leaveMatter(parts: Parts, now: number): Promise<void> {
  const root = '/api/callcenter/service-matters'
  const today = civilDay(new Date(now))
  let waiting: Matter | undefined
  await as(parts, now - HOUR_MS, 'lead', async (call) => {
    const { units } = await call<Matters>('GET', root)
    const unitId = units[0]?.id
    const { districts } = await call<{ districts: { id: number }[] }>(
      'GET',
      `/api/callcenter/matter-places?unitId=${unitId}&q=${encodeURIComponent('幸福小区')}`,
    )
    const scope = { districts: districts.map(({ id }) => id) }
    const { id, revision } = await call<Matter>('POST', root, { unitId, scope, ...work, ...span(today, 2) })
    waiting = await call<Matter>('POST', `${root}/${id}/submission`, { revision })
  })
  await as(parts, now - HOUR_MS / 2, 'company', (call) =>
    call('POST', `${root}/${waiting?.id}/acceptance`, { revision: waiting?.revision }),
  )
}

const work = {
  title: '幸福小区配电线路改造：分段停电',
  kind: 'planned-work',
  orders: ['fault-repair~low-voltage', 'inquiry~outage-notice', 'complaint~outage', 'opinion~other'],
  replyZh:
    '您好，幸福小区正在改造配电线路，今明两天分段停电，每户不超过 4 小时，当日 18 时前恢复。给您带来不便，敬请谅解。',
  replyEn:
    'The lines of Xingfu Xiaoqu are being renewed today and tomorrow: each home is without power for at most 4 hours, until 18:00.',
  ...{ contactName: '供电所值班室', contactPhone: '0574-87651234', documentNo: '县公司检修〔2026〕31号' },
}

const span = (from: string, days: number) => ({
  validFrom: startOfDay(from).toISOString(),
  validTo: startOfDay(addDays(from, days)).toISOString(),
})
const winter = {
  title: '迎峰度冬：停电咨询答复口径',
  body: '先致歉，再说明停电范围和原因。\n恢复时间以抢修人员报的预计复电为准，没有报的不要自行承诺。',
}
const plain = {
  title: '身份核验：通话中不得代客户念出号码',
  body: '核对信息时请客户先说，坐席只答“相符”或“不相符”。\n明日起执行，质检按此评定。',
}

/** The colleague who led the shift before has signed; it is for the lead to take. */
async function leaveHandOver(parts: Parts, now: number): Promise<void> {
  await as(parts, now - 2 * HOUR_MS, 'agent', (call) =>
    call('POST', '/api/callcenter/shift-notes', { note: '3 号台耳机有杂音，已报修，暂用 5 号台。' }),
  )
  await as(parts, now - 60_000, 'lead-2', async (call) => {
    const { shifts } = await call<{ shifts: Shift[] }>('GET', '/api/callcenter/hand-overs')
    const [, ended] = shifts
    if (!ended) return
    const { id, version } = await call<{ id: number; version: number }>('POST', '/api/callcenter/hand-overs', {
      shift: ended.shift,
      shiftOn: ended.shiftOn,
    })
    const note = '县医院检修停电改期，等供电所回话后告知客户服务台。'
    await call('POST', `/api/callcenter/hand-overs/${id}/items`, { note, isUrgent: true })
    await call('POST', `/api/callcenter/hand-overs/${id}/signing`, { version })
  })
}

/** By the half hour: two peaks on working days, fewer at the week's end, one day of storm. */
function callsOf(day: string, today: string): number[] {
  const isFree = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
  const ago = Math.round((startOfDay(today).getTime() - startOfDay(day).getTime()) / (24 * HOUR_MS))
  const level = (isFree ? 0.6 : 1) * (ago === STORM_DAYS_AGO ? 4 : 1)
  return Array.from({ length: HALF_HOURS }, (_, at) => {
    const hour = at / 2
    const peaks = 22 * Math.exp(-(((hour - 10) / 2.2) ** 2)) + 18 * Math.exp(-(((hour - 19.5) / 2.5) ** 2))
    const usual = level * (2 + peaks)
    return Math.max(0, Math.round(usual + Math.sqrt(usual) * 2 * (draw(`calls ${day}`, at) - 0.5)))
  })
}
