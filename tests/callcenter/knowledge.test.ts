import { beforeAll, describe, expect, test } from 'vitest'
import {
  discard,
  draftArticle,
  draftNextVersion,
  findArticle,
  listArticles,
  release,
  sendBack,
  setVersion,
  submit,
  withdraw,
} from '../../callcenter/knowledge/articles.ts'
import type { ArticleDraft } from '../../callcenter/knowledge/contract.ts'
import { findPublic, noteUse, searchKnowledge, suggestKnowledge } from '../../callcenter/knowledge/search.ts'
import { finishTask, giveTask, listTasks, noteQuestion, remindOfReviews } from '../../callcenter/knowledge/tasks.ts'
import { alikePercent, withoutNumbers } from '../../callcenter/rules/knowledge/gaps.ts'
import { readMarkup, toPlainText } from '../../callcenter/rules/knowledge/markup.ts'
import { knowledgeErasure } from '../../callcenter/sql/knowledge-erasures.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const NOON = '2026-12-01T12:00:00+08:00'
const LATER = '2026-12-05T12:00:00+08:00'
const pump: ArticleDraft = {
  category: 'business-new',
  title: '抗旱排灌临时接电',
  questions: ['抽水机接电', '浇地用电怎么申请'],
  body: '## 申请\n带身份证明到营业厅登记，**不收费**。\n\n- 说明地点\n- 说明抽水机功率',
  legalBasis: '本公司规定',
  isPublic: true,
  organisationId: null,
  validFrom: '2026-12-01',
  validTo: null,
  reviewOn: '2027-12-01',
}

describe('articles of the knowledge base', () => {
  const database = useDatabase()
  let lead: Seat
  let quality: Seat
  let agent: Seat
  let foreign: Seat

  beforeAll(async () => {
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network)
    lead = await seat(database, 'lead', { roles: ['lead'] })
    quality = await seat(database, 'quality', { roles: ['quality'] })
    agent = await seat(database, 'agent')
    const county = { path: 'Y.', kind: 'county' as const, name: '长泰县供电公司' }
    await bringNetwork(database.ctx(NOON), { organisations: [county] }, new Date('2024-01-01T00:00:00+08:00'))
    foreign = await seat(database, 'foreign', { roles: ['lead'], scope: 'Y.' })
  })

  const find = async (who: Seat, q: string, at = NOON) =>
    (await searchKnowledge(who.at(at), { q })).hits.map(({ title }) => title)
  const write = async (draft: Partial<ArticleDraft> = {}) => draftArticle(lead.at(NOON), { ...pump, ...draft })
  const publish = async (draft: Partial<ArticleDraft> = {}) => {
    const { id, revision } = await write(draft)
    const submitted = await submit(lead.at(NOON), id, { revision })
    return release(quality.at(NOON), id, { revision: submitted.revision })
  }

  test('ship submitted, each with other ways to ask for it and its source, and are told to nobody before a release', async () => {
    const { articles } = await listArticles(lead.at(NOON), { state: 'open' })
    expect(articles.length).toBeGreaterThanOrEqual(30)
    expect(articles.every(({ state }) => state === 'submitted')).toBe(true)
    expect(await find(agent, '停电')).toEqual([])
    const { rows } = await database.pool.query(
      'select count(*)::int as few from knowledge_version where cardinality(questions) < 3 or length(source) < 3',
    )
    expect(rows[0].few).toBe(0)
  })

  test('are drafted, submitted, and released by somebody who wrote none of it; then an agent finds them', async () => {
    const drafted = await write()
    expect(drafted).toMatchObject({ state: 'draft', number: 1, drafters: ['lead'], isInForce: false })
    const { id } = drafted
    const changed = await setVersion(lead.at(NOON), id, { draft: { ...pump, title: '抗旱抽水临时接电' }, revision: 1 })
    await expect(setVersion(lead.at(NOON), id, { draft: pump, revision: 1 })).rejects.toMatchObject({
      code: 'ARTICLE_CHANGED',
    })
    await expect(release(quality.at(NOON), id, { revision: changed.revision })).rejects.toMatchObject({
      code: 'ARTICLE_CHANGED',
    })
    const { revision } = await submit(lead.at(NOON), id, { revision: changed.revision })
    await expect(release(lead.at(NOON), id, { revision })).rejects.toMatchObject({ code: 'SECOND_PERSON_NEEDED' })
    const delegate = quality.at(NOON)
    delegate.actor.alsoAs = ['lead']
    await expect(release(delegate, id, { revision })).rejects.toMatchObject({ code: 'SECOND_PERSON_NEEDED' })
    expect(await find(agent, '抽水机接电')).toEqual([])
    await expect(findArticle(agent.at(NOON), drafted.articleId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const released = await release(quality.at(NOON), id, { revision })
    expect(released).toMatchObject({ state: 'released', isInForce: true, releasedBy: 'quality' })
    expect(await find(agent, '抽水机接电')).toEqual(['抗旱抽水临时接电'])
  })

  test('are never changed after their release, not even past the program', async () => {
    const { id } = await publish({ title: '不能再改的一篇' })
    await expect(setVersion(lead.at(NOON), id, { draft: pump, revision: 3 })).rejects.toMatchObject({
      code: 'ARTICLE_CHANGED',
    })
    await expect(discard(lead.at(NOON), id)).rejects.toMatchObject({ code: 'ARTICLE_CHANGED' })
    for (const change of [
      `update knowledge_version set body = '别的内容' where id = $1`,
      'delete from knowledge_version where id = $1',
    ])
      await expect(database.pool.query(change, [id])).rejects.toThrow('released knowledge is not changed')
  })

  test('go back to their author with the reason, and on from there', async () => {
    const { id } = await write({ title: '要退回的一篇' })
    const { revision } = await submit(lead.at(NOON), id, { revision: 1 })
    const back = await sendBack(quality.at(NOON), id, { revision, reason: '缺依据' })
    expect(back).toMatchObject({ state: 'draft', returnedBecause: '缺依据' })
    await discard(lead.at(NOON), id)
    await expect(setVersion(lead.at(NOON), id, { draft: pump, revision: 3 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('have a next version that replaces the former from its day, one draft at a time', async () => {
    const first = await publish({ title: '电采暖补贴第一版', questions: ['电采暖补贴'] })
    const next = await draftNextVersion(lead.at(NOON), first.articleId)
    await expect(draftNextVersion(quality.at(NOON), first.articleId)).rejects.toMatchObject({ code: 'DRAFT_OPEN' })
    const draft = { ...pump, title: '电采暖补贴第二版', questions: ['电采暖补贴'], validFrom: '2026-12-05' }
    const changed = await setVersion(lead.at(NOON), next.id, { draft, revision: next.revision })
    const { revision } = await submit(lead.at(NOON), next.id, { revision: changed.revision })
    await release(quality.at(NOON), next.id, { revision })
    expect(await find(agent, '电采暖补贴')).toEqual(['电采暖补贴第一版'])
    expect(await find(agent, '电采暖补贴', LATER)).toEqual(['电采暖补贴第二版'])
    await withdraw(quality.at(LATER), next.id, { reason: '补贴已取消' })
    expect(await find(agent, '电采暖补贴', LATER)).toEqual([])
    const { versions } = await findArticle(agent.at(LATER), first.articleId)
    expect(versions.map(({ number, state, isInForce }) => [number, state, isInForce])).toEqual([
      [2, 'withdrawn', false],
      [1, 'released', false],
    ])
  })

  test('are over from their last day on, and are not released after it', async () => {
    await publish({ title: '迎峰度夏提示', questions: [], validTo: '2026-12-05' })
    expect(await find(agent, '迎峰度夏', '2026-12-04T23:59:59+08:00')).toHaveLength(1)
    expect(await find(agent, '迎峰度夏', LATER)).toEqual([])
    const late = await write({ title: '过期才发布的', validFrom: '2026-11-01', validTo: '2026-11-30' })
    const { revision } = await submit(lead.at(NOON), late.id, { revision: 1 })
    await expect(release(quality.at(NOON), late.id, { revision })).rejects.toMatchObject({ code: 'ARTICLE_OVER' })
  })

  test('of a unit are for those of it, below it and above it, and are written by its own people', async () => {
    const county = await database.pool.query(`select id from organisation where path = 'X.'`)
    const organisationId = county.rows[0].id
    const { id, articleId } = await publish({ title: '城关所夜间值班安排', questions: [], organisationId })
    expect(await find(agent, '夜间值班')).toHaveLength(1)
    expect(await find(foreign, '夜间值班')).toEqual([])
    await expect(findArticle(foreign.at(NOON), articleId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(withdraw(foreign.at(NOON), id, { reason: '不是我们的' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(draftArticle(foreign.at(NOON), { ...pump, organisationId })).rejects.toMatchObject({
      code: 'UNIT_UNKNOWN',
      issues: [{ path: 'draft.organisationId' }],
    })
    await expect(draftArticle(lead.at(NOON), { ...pump, category: 'no-such' })).rejects.toMatchObject({
      code: 'CATEGORY_UNKNOWN',
    })
  })

  test('for agents alone are told to no customer', async () => {
    await publish({ title: '坐席内部口径一则', questions: ['内部口径'], isPublic: false })
    expect(await find(agent, '内部口径')).toContain('坐席内部口径一则')
    expect(
      (await findPublic(agent.at(NOON), '内部口径', { accountId: null, most: 3 })).map(({ title }) => title),
    ).not.toContain('坐席内部口径一则')
  })

  test('stand before the equally fitting when they served often', async () => {
    const one = await publish({ title: '换季检修问答甲', questions: [] })
    const two = await publish({ title: '换季检修问答乙', questions: [] })
    for (let times = 0; times < 5; times++) await noteUse(agent.at(NOON), two.articleId, { act: 'helpful' })
    expect(await find(agent, '换季检修问答')).toEqual([two.title, one.title])
  })

  test('are suggested by what the file says of who calls', async () => {
    await publish({ title: '欠费停电后交清复电须知', questions: ['欠费复电'] })
    const { rows } = await database.pool.query('select id, account_no from account limit 1')
    const { id, account_no: accountNo } = rows[0]
    expect((await suggestKnowledge(agent.at(NOON), { accountNo })).hits).toEqual([])
    await database.pool.query(
      `insert into account_charge (charge_no, account_id, kind, input, result, total_yuan, reason, about_from, about_to, due_on, state,
         standing, charged_through_yuan, drafted_by, drafted_at, decided_by, decided_at, idempotency_key)
       values ('ZB1', $1, 'breach-charge', '{}', '{}', 100, '违约用电', '2026-01-01', '2026-02-01', '2026-03-31', 'issued', true, 100,
         'a', $2, 'b', $2, 'k')`,
      [id, '2026-03-01T00:00:00+08:00'],
    )
    await database.pool.query('insert into account_ledger (account_id, charged_yuan, paid_yuan) values ($1, 100, 0)', [
      id,
    ])
    const { hits } = await suggestKnowledge(agent.at(NOON), { accountNo })
    expect(hits[0]).toMatchObject({ title: '欠费停电后交清复电须知', because: 'arrears' })
  })
})

describe('gaps of the knowledge base', () => {
  const database = useDatabase()
  let lead: Seat
  let quality: Seat
  let agent: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lead = await seat(database, 'lead', { roles: ['lead'] })
    quality = await seat(database, 'quality', { roles: ['quality'] })
    agent = await seat(database, 'agent')
  })

  const open = async () => (await listTasks(lead.at(NOON), { state: 'open' })).tasks

  test('are one task for questions that ask alike, counted, without anybody’s numbers', async () => {
    const asks = ['路灯不亮找谁修', '路灯不亮了找谁', '请问路灯不亮找谁修，我电话13800138000']
    const taken = await Promise.all(asks.map((asked) => noteQuestion(agent.at(NOON), { asked, origin: 'search' })))
    expect(new Set(taken.map(({ taskId }) => taskId)).size).toBe(1)
    const other = await noteQuestion(agent.at(NOON), { asked: '能不能代收水费', origin: 'assistant' })
    expect(other.taskId).not.toBe(taken[0]?.taskId)
    const [first] = await open()
    expect(first).toMatchObject({ kind: 'gap', asked: 3, owner: null })
    expect(JSON.stringify(await open())).not.toContain('13800138000')
  })

  test('are given to an editor with a day by the rule, and end with an article or a reason', async () => {
    const [task] = await open()
    if (!task) throw new Error('no task')
    const { id } = task
    await expect(giveTask(lead.at(NOON), id, { owner: 'agent', revision: 1 })).rejects.toMatchObject({
      code: 'EDITOR_UNKNOWN',
    })
    await expect(
      giveTask(lead.at(NOON), id, { owner: 'quality', dueOn: '2026-11-30', revision: 1 }),
    ).rejects.toMatchObject({ code: 'DUE_IN_PAST' })
    const given = await giveTask(lead.at(NOON), id, { owner: 'quality', revision: 1 })
    expect(given).toMatchObject({ owner: 'quality', dueOn: '2026-12-08', isOverdue: false })
    await expect(giveTask(lead.at(NOON), id, { owner: 'lead', revision: 1 })).rejects.toMatchObject({
      code: 'TASK_CHANGED',
    })
    const overdue = await listTasks(quality.at('2026-12-09T09:00:00+08:00'), { state: 'open', mine: true })
    expect(overdue).toMatchObject({ counts: { mine: 1, overdue: 1 }, tasks: [{ isOverdue: true }] })
    await expect(
      finishTask(quality.at(NOON), id, { outcome: 'written', articleNo: 'K000001', revision: 2 }),
    ).rejects.toMatchObject({ code: 'ARTICLE_UNKNOWN' })
    await expect(
      finishTask(quality.at(NOON), id, { outcome: 'confirmed', nextReviewOn: '2027-01-01', revision: 2 }),
    ).rejects.toMatchObject({ code: 'OUTCOME_UNFIT' })
    await release(quality.at(NOON), 1, { revision: 1 })
    const ended = await finishTask(quality.at(NOON), id, { outcome: 'written', articleNo: 'K000001', revision: 2 })
    expect(ended).toMatchObject({ outcome: 'written', articleNo: 'K000001', endedBy: 'quality' })
    const [rest] = await open()
    await finishTask(lead.at(NOON), rest?.id ?? 0, { outcome: 'declined', reason: '不属于供电服务', revision: 1 })
    expect(await open()).toEqual([])
    // What is over does not swallow a later question.
    await noteQuestion(agent.at(NOON), { asked: '路灯不亮找谁修', origin: 'search' })
    expect(await open()).toHaveLength(1)
  })

  test('come of what did not help, with the reason why', async () => {
    await noteUse(agent.at(NOON), 1, { act: 'unhelpful', because: 'outdated', asked: '急救怎么做才对' })
    const found = (await open()).find(({ question }) => question.startsWith('急救'))
    expect(found?.examples).toMatchObject([{ origin: 'unhelpful', reason: 'outdated' }])
  })

  test('are erased by their time: what was asked, and then tasks of which nothing is left', async () => {
    const later = (day: string) => ({
      before: new Date(`${day}T00:00:00+08:00`),
      kept: [],
      keptOtherwise: [],
      most: 100,
    })
    const ctx = database.ctx(LATER)
    const count = async () =>
      (
        await database.pool.query(
          'select (select count(*) from knowledge_question) as q, (select count(*) from knowledge_task) as t',
        )
      ).rows[0]
    const before = await count()
    expect(await knowledgeErasure.count(ctx, later('2026-11-01'))).toBe(0)
    expect(Number(before.q)).toBeGreaterThan(0)
    const open = Number(
      (await database.pool.query('select count(*) from knowledge_task where ended_at is null')).rows[0].count,
    )
    expect(open).toBeGreaterThan(0)
    await knowledgeErasure.erase(ctx, later('2030-01-01'))
    // What is still to be done is not forgotten.
    expect(await count()).toEqual({ q: 0, t: open })
  })

  test('and an author is reminded before an article is to be looked through, until he did', async () => {
    const near = '2027-11-20T07:10:00+08:00'
    await remindOfReviews(lead.at('2027-11-01T07:10:00+08:00'))
    expect((await open()).filter(({ kind }) => kind === 'review')).toEqual([])
    await remindOfReviews(lead.at(near))
    await remindOfReviews(lead.at(near))
    const reviews = (await open()).filter(({ kind }) => kind === 'review')
    expect(reviews).toMatchObject([{ articleNo: 'K000001', dueOn: '2027-11-30' }])
    const [{ id = 0, revision = 0 } = {}] = reviews
    await expect(
      finishTask(lead.at(near), id, { outcome: 'confirmed', nextReviewOn: '2027-11-20', revision }),
    ).rejects.toMatchObject({ code: 'REVIEW_IN_PAST' })
    await finishTask(lead.at(near), id, { outcome: 'confirmed', nextReviewOn: '2028-11-30', revision })
    await remindOfReviews(lead.at(near))
    expect((await open()).filter(({ kind }) => kind === 'review')).toEqual([])
  })
})

describe('rules of the knowledge base', () => {
  test('read the markup as blocks, and what is no markup as text', () => {
    expect(
      readMarkup('## 标题\n正文 **重点**\n第二行\n\n- 一\n- 二\n\n1. 甲\n2. 乙\n| 项 | 价 |\n|---|---|\n| 谷 | 0.3 |'),
    ).toEqual([
      { kind: 'heading', spans: [{ text: '标题' }] },
      {
        kind: 'paragraph',
        spans: [{ text: '正文 ' }, { text: '重点', isStrong: true }, { text: '\n' }, { text: '第二行' }],
      },
      { kind: 'list', isOrdered: false, items: [[{ text: '一' }], [{ text: '二' }]] },
      { kind: 'list', isOrdered: true, items: [[{ text: '甲' }], [{ text: '乙' }]] },
      { kind: 'table', head: [[{ text: '项' }], [{ text: '价' }]], rows: [[[{ text: '谷' }], [{ text: '0.3' }]]] },
    ])
    const evil = '<img src=x onerror=alert(1)> [点我](javascript:alert(1)) [外站](http://a.example)'
    expect(JSON.stringify(readMarkup(evil))).not.toContain('"href"')
    expect(toPlainText('## 标题\n- 一\n- **二**')).toBe('标题\n· 一\n· 二')
  })

  test('tell questions that ask alike from those that do not, and leave numbers out', () => {
    expect(alikePercent(['路灯', '不亮'], ['路灯', '不亮'])).toBe(100)
    expect(alikePercent(['路灯', '不亮'], ['水费'])).toBe(0)
    expect(alikePercent([], [])).toBe(0)
    expect(withoutNumbers('户号1234567890123，电话 138 0013 8000 问95598')).toBe('户号…，电话 … 问95598')
  })
})
