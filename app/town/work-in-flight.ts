import type { App } from '../../db/department.ts'
import { addMonths, civilDay, startOfMonth } from '../../db/time.ts'
import { withCheckCharacter } from '../../simulators/town/plan.ts'
import type { TownClock } from './clock.ts'
import { logIn } from './people.ts'

type Parts = { app: App; clock: TownClock }
type Answer = { id: number; version: number }

const HOUR_MS = 3_600_000

/** What lies on the desks when somebody first looks in: done by the town's own people, through the product's own routes. */
export async function leaveWorkInFlight(parts: Parts): Promise<void> {
  const now = Date.now()
  const office = new Office(parts)
  const district = (await office.listDistricts(now)).get('幸福小区1号公变') ?? 0
  // A survey that is overdue, a plan waiting for its contract, and one that came in this morning.
  const late = await office.apply(now - 9 * 24 * HOUR_MS, applicants.late)
  await office.accept(now - 9 * 24 * HOUR_MS + HOUR_MS, late)
  const planned = await office.apply(now - 3 * 24 * HOUR_MS, applicants.planned)
  await office.accept(now - 3 * 24 * HOUR_MS + HOUR_MS, planned)
  await office.survey(now - 2 * 24 * HOUR_MS, planned, district)
  await office.plan(now - 2 * 24 * HOUR_MS + HOUR_MS, planned, district)
  await office.apply(now - 2 * HOUR_MS, applicants.fresh)
  await office.openReviews(now - 4 * HOUR_MS)
  await office.callBack(now - 3 * HOUR_MS, '幸福小区')
  // A complaint whose caller must be rung within the hour, a repair not yet taken, a doubted reading.
  await office.openOrder(
    now - 23 * HOUR_MS,
    'complaint',
    'outage',
    '东门街12号',
    '来电反映停电检修未提前通知,要求说明并答复。',
  )
  await office.openOrder(
    now - 26 * HOUR_MS,
    'service-request',
    'reading-doubt',
    '后河巷3幢',
    '本月电量比上月多一倍,怀疑抄错。',
  )
  await office.openOrder(now - 0.4 * HOUR_MS, 'fault-repair', 'low-voltage', '学府路26号', '整栋楼停电,楼下有焦糊味。')
  // The voice menu as it is shipped, read and released by the lead.
  await office.releaseMenu(now - 5 * HOUR_MS)
  await office.releaseKnowledge(now - 4 * HOUR_MS)
  // A change of a rule that is released for next month, and one that waits for the manager.
  const from = addMonths(startOfMonth(civilDay(new Date(now))), 1)
  const limit = {
    set: 'deferral-limit',
    key: '*',
    value: { days: '20' },
    from,
    basis: '县公司营业办〔2026〕5号 第二条',
  }
  await office.changeRule(now - 25 * HOUR_MS, { ...limit, reason: '缺件补齐太慢,缩短容缺期限' }, true)
  const dueDays = { set: 'due-rule', key: 'residential', value: { days_after_period: '30' }, from }
  const basis = '供用电合同示范文本修订 第七条(待县公司盖章)'
  await office.changeRule(now - 3 * HOUR_MS, { ...dueDays, basis, reason: '与代扣日期对齐' }, false)
}

const applicants = {
  late: {
    name: '方志远',
    identityNumber: withCheckCharacter('33028119870312401'),
    phone: '13905740101',
    address: '后河巷9幢402室',
  },
  planned: {
    name: '沈佳怡',
    identityNumber: withCheckCharacter('33028119920805402'),
    phone: '13905740102',
    address: '幸福小区7幢201室',
  },
  fresh: {
    name: '顾大海',
    identityNumber: withCheckCharacter('33028119790120403'),
    phone: '13905740103',
    address: '杨家坝村66号',
  },
}

class Office {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  async listDistricts(atMs: number): Promise<Map<string, number>> {
    const { districts } = await this.call<{ districts: { id: number; name: string }[] }>(
      atMs,
      'intake',
      'GET',
      '/api/intake/choices',
    )
    return new Map(districts.map(({ id, name }) => [name, id]))
  }

  apply(atMs: number, { address, ...applicant }: (typeof applicants)['late']): Promise<Answer> {
    const papers = [{ kind: 'identity' }, { kind: 'property' }]
    const body = { kind: 'low-voltage-residential', applicant, address, requestedCapacityKw: 8, papers }
    return this.call(atMs, 'intake', 'POST', '/api/intake/applications', body)
  }

  /** By those who speak for the whole company. */
  async changeRule(atMs: number, draft: object, isReleased: boolean): Promise<void> {
    const { id } = await this.call<Answer>(atMs, 'company', 'POST', '/api/parameters/changes', draft)
    const url = `/api/parameters/changes/${id}/release`
    if (isReleased) await this.call(atMs + HOUR_MS, 'company-deputy', 'POST', url, { note: '同意' })
  }

  accept(atMs: number, application: Answer): Promise<void> {
    return this.complete(atMs, 'intake', application, 'accept', { papersSeen: true })
  }

  survey(atMs: number, application: Answer, districtId: number): Promise<void> {
    const data = { surveyedOn: civilDay(new Date(atMs)), feasible: true, districtId, capacityKw: 8 }
    return this.complete(atMs, 'surveyor', application, 'survey', data)
  }

  plan(atMs: number, application: Answer, districtId: number): Promise<void> {
    const data = {
      supplyPlan: '由台区低压线路单相供电,表箱装于一楼',
      districtId,
      priceCode: 'ZJ-RES-TIER',
      phase: 'single',
    }
    return this.complete(atMs, 'intake', application, 'plan', data)
  }

  async releaseMenu(atMs: number): Promise<void> {
    await this.call(atMs, 'lead', 'POST', '/api/callcenter/menu-flows/1/release', { revision: 1 })
  }

  /** The articles as they are shipped, read and released by the lead; and what callers asked that none of them answers. */
  async releaseKnowledge(atMs: number): Promise<void> {
    const root = '/api/callcenter/knowledge'
    type Listed = { articles: { id: number; revision: number; state: string }[] }
    this.parts.clock.standAt(new Date(atMs))
    const lead = await logIn(this.parts.app, 'lead')
    const { articles } = await lead.call<Listed>('GET', `${root}/articles?state=open`)
    for (const { id, revision } of articles) await lead.call('POST', `${root}/versions/${id}/release`, { revision })
    await lead.leave()
    const unanswered = ['电采暖有没有补贴', '电采暖补贴怎么申请', '路灯不亮归你们管吗', '电动车能不能飞线充电']
    const agent = await logIn(this.parts.app, 'agent')
    for (const asked of unanswered) await agent.call('POST', `${root}/questions`, { asked })
    await agent.leave()
  }

  /** Who may what, to be gone through by the manager. */
  async openReviews(atMs: number): Promise<void> {
    const path = '/api/people/access-reviews'
    const { unopened } = await this.call<{ unopened: { id: number }[] }>(atMs, 'manager', 'GET', path)
    for (const { id } of unopened) await this.call(atMs, 'manager', 'POST', path, { organisationId: id })
  }

  /** Some customers are rung, their numbers looked at for it. */
  async callBack(atMs: number, place: string): Promise<void> {
    const path = '/api/customers/accounts'
    const found = `${path}?q=${encodeURIComponent(place)}&limit=3`
    const { accounts } = await this.call<{ accounts: { accountNo: string }[] }>(atMs, 'agent', 'GET', found)
    for (const { accountNo } of accounts) {
      const why = { reason: '停电检修回访', page: '/desk' }
      await this.call(atMs, 'agent', 'POST', `${path}/${accountNo}/phone-reveals`, why)
    }
  }

  async openOrder(atMs: number, ...[kind, subkind, address, description]: string[]): Promise<void> {
    await this.call(atMs, 'agent', 'POST', '/api/callcenter/work-orders', { kind, subkind, address, description })
  }

  private async complete(atMs: number, role: string, application: Answer, step: string, data: object): Promise<void> {
    const path = `/api/intake/applications/${application.id}/steps`
    const { version } = await this.call<Answer>(atMs, role, 'POST', path, { step, version: application.version, data })
    application.version = version
  }

  private async call<T>(atMs: number, role: string, method: 'GET' | 'POST', url: string, payload?: object): Promise<T> {
    this.parts.clock.standAt(new Date(atMs))
    const person = await logIn(this.parts.app, role)
    const answer = await person.call<T>(method, url, payload)
    await person.leave()
    return answer
  }
}
