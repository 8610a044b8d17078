import { beforeAll, describe, expect, test } from 'vitest'
import { listArticles, release } from '../../callcenter/knowledge/articles.ts'
import { searchKnowledge, suggestKnowledge } from '../../callcenter/knowledge/search.ts'
import { addSynonyms, recutOutdated, removeSynonyms } from '../../callcenter/knowledge/words.ts'
import { cut, toAsked, toTsvector } from '../../callcenter/rules/knowledge/segment.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

/** What callers ask, in their words, and the title (or its beginning) of the article that answers. */
const golden: [string, string][] = [
  ['我家突然没电了咋办', '家里停电了怎么办'],
  ['整栋楼都断电了', '家里停电了怎么办'],
  ['报修了两个小时怎么还没人来', '报修后多久'],
  ['抢修人员多久能到', '报修后多久'],
  ['什么时候能修好来电', '报修后多久'],
  ['你们检修停电为什么不提前通知', '计划停电'],
  ['电线掉地上了怎么办', '电线断落'],
  ['有人触电了', '电线断落'],
  ['电表箱冒烟着火', '电气着火'],
  ['电视机被烧坏了能赔吗', '家用电器'],
  ['电压高把冰箱烧了找谁赔偿', '家用电器'],
  ['晚上灯很暗空调带不动', '电压低'],
  ['电压不稳', '电压低'],
  ['一开空调就跳闸', '家里总是跳闸'],
  ['家里线路老化坏了你们管修吗', '家里线路坏了'],
  ['我交完电费了怎么还不送电', '欠费停电，交清后'],
  ['交了钱多长时间复电', '欠费停电，交清后'],
  ['欠费几天会给我停电', '欠费多久会停电'],
  ['滞纳金一天多少', '电费违约金'],
  ['电费在哪里缴', '怎样交电费'],
  ['微信能交电费不', '怎样交电费'],
  ['查一下这个月电费', '怎样查电费'],
  ['我要开电费发票', '电费发票'],
  ['怎么突然电费这么贵是不是到第二档了', '居民阶梯电价'],
  ['阶梯电价怎么算的', '居民阶梯电价'],
  ['晚上几点用电便宜', '峰谷分时'],
  ['开通峰谷电', '峰谷分时'],
  ['低保户有免费的电吗', '低保'],
  ['代理购电是啥意思', '代理购电'],
  ['新房子装个电表要什么手续', '居民新装'],
  ['开个店要申请用电', '商铺'],
  ['工厂要装专变多少天', '高压用户新装'],
  ['二手房买了电表怎么改户名', '过户'],
  ['变更户主需要什么资料', '过户'],
  ['公司改名了电费户名怎么改', '更名'],
  ['房子拆了要把电表销掉', '销户'],
  ['变压器报停', '暂停用电'],
  ['变压器太大想换小一点', '减容'],
  ['住宅改成店面电价要变吗', '改变用电类别'],
  ['想把电表移到外面去', '移表'],
  ['工地临时用电能用多久', '暂拆和临时'],
  ['屋顶装太阳能怎么并网', '屋顶光伏'],
  ['小区车位想装充电桩', '充电桩'],
  ['感觉电表走得太快', '怀疑电能表'],
  ['申请校验电表', '怀疑电能表'],
  ['抄表员抄错了', '抄表数据'],
  ['为什么给我换新电表旧表的电费算清了吗', '换表以后'],
  ['户号忘记了在哪看', '户号在哪里'],
  ['给我爸妈的户号绑定', '户号在哪里'],
  ['收不到验证码登录不了', '怎样注册'],
  ['我的申请办到哪一步了', '业务办理到哪'],
  ['我要投诉你们营业厅态度', '怎样投诉'],
  ['12398是什么电话', '12398'],
  ['邻居偷电我要举报', '怎样举报'],
  ['偷电会怎么罚', '窃电怎样'],
  ['超容量用电算违约吗', '哪些行为'],
  ['停电工厂损失谁赔', '停电造成损失'],
  ['十项承诺', '供电服务“十项承诺”'],
  ['来电说有人触电第一句话', '【坐席】接到危险'],
]

describe('the search of knowledge', () => {
  const database = useDatabase()
  const NOON = '2026-12-01T12:00:00+08:00'
  let lead: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lead = await seat(database, 'lead', { roles: ['lead'] })
    expect((await searchKnowledge(lead.at(NOON), { q: '停电' })).hits).toEqual([])
    const { articles } = await listArticles(lead.at(NOON), { state: 'open' })
    expect(articles.length).toBeGreaterThanOrEqual(30)
    for (const { id, revision } of articles) await release(lead.at(NOON), id, { revision })
  })

  const find = async (q: string) => (await searchKnowledge(lead.at(NOON), { q })).hits

  test(`answers ${golden.length} questions of callers: of 100 the right article is first for 85 and among the first three for 95`, async () => {
    const places = await Promise.all(
      golden.map(async ([q, title]) => {
        const at = (await find(q)).findIndex((hit) => hit.title.startsWith(title))
        return { q, title, at }
      }),
    )
    const within = (most: number) => places.filter(({ at }) => at >= 0 && at < most).length / places.length
    const missed = places.filter(({ at }) => at < 0 || at > 2).map(({ q }) => q)
    expect(within(1), `first of all: ${within(1)}`).toBeGreaterThanOrEqual(0.85)
    expect(within(3), `among the first three: ${within(3)}; not: ${missed.join(' ')}`).toBeGreaterThanOrEqual(0.95)
  })

  test('finds a mistyped word, other words of the field, digits, and letters of either width', async () => {
    const first = async (q: string) => (await find(q))[0]?.title
    expect(await first('阶梯电介')).toContain('阶梯电价')
    expect(await first('掉闸了')).toBe(await first('跳闸了'))
    expect(await first('１２３９８')).toContain('12398')
    expect(await first('95598')).toContain('95598')
    expect(await find('the weather in Paris')).toEqual([])
  })

  test('says how much of a question an article answers: little of what is not its matter', async () => {
    const covers = async (q: string) => (await find(q))[0]?.coverage ?? 0
    expect(await covers('欠费停电怎么恢复')).toBeGreaterThan(0.6)
    expect(await covers('明天股票会涨吗推荐一只基金给我')).toBeLessThan(0.3)
  })

  test('counts another word for the same once it is taught, for articles that are there already', async () => {
    const q = '灵芝桩在哪装'
    const before = (await find(q))[0]
    const { id } = await addSynonyms(lead.at(NOON), { words: ['灵芝桩', '小电炮'] })
    await removeSynonyms(lead.at(NOON), id)
    await expect(addSynonyms(lead.at(NOON), { words: ['电表', '表计计'] })).rejects.toMatchObject({
      code: 'WORDS_TAKEN',
    })
    const taught = await addSynonyms(lead.at(NOON), { words: ['12398', '监督热线'] })
    expect((await find('监督热线'))[0]?.title).toContain('12398')
    await removeSynonyms(lead.at(NOON), taught.id)
    expect((await find(q))[0]?.title).toBe(before?.title)
  })

  test('cuts anew what an earlier version of the program cut, once', async () => {
    await database.pool.query(
      `update knowledge_version set words = ''::tsvector, cut_by = 'earlier' where state = 'released'`,
    )
    expect(await find('阶梯电价')).toEqual([])
    await recutOutdated(lead.at(NOON))
    expect((await find('阶梯电价'))[0]?.title).toContain('阶梯')
  })

  test('without words lists what is used most, and keeps to a category and those below it', async () => {
    const { hits } = await searchKnowledge(lead.at(NOON), { category: 'bills' })
    expect(hits.length).toBeGreaterThan(5)
    expect(hits.every(({ category, because }) => category.startsWith('bills') && because === 'popular')).toBe(true)
  })

  test('suggests by what the agent writes, and keeps silent about nothing', async () => {
    const { hits } = await suggestKnowledge(lead.at(NOON), { q: '客户说交了电费还没有恢复供电，问多久' })
    expect(hits.slice(0, 3).map(({ title }) => title)).toContain('欠费停电，交清后多久复电')
    expect((await suggestKnowledge(lead.at(NOON), {})).hits).toEqual([])
  })
})

describe('the cutting of words', () => {
  const synonyms = [['电能表', '电表']]

  test('takes known words and neighbouring characters, not what every question says', () => {
    const lexemes = cut('请问我的电表跳闸了', synonyms).map(({ lexeme }) => lexeme)
    expect(lexemes).toEqual(expect.arrayContaining(['电能', '能表']))
    expect(lexemes.join(' ')).not.toMatch(/请问|我的|了/)
    expect(cut('电表', synonyms)).toEqual(cut('电能表', synonyms))
  })

  test('writes nothing that PostgreSQL would read otherwise, whatever the text', async () => {
    const words = toTsvector({ title: `it's \\ 'x':1A`, questions: ['𠮷野家', '😀'], body: "a'b\n\u0000" }, [])
    expect(words).not.toMatch(/[\\]|''/)
    expect(toAsked('', synonyms)).toEqual([])
  })
})
