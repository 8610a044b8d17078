/**
 * Cuts a text into the words by which knowledge is found: words of Chinese as ICU knows them, every two neighbouring characters, so that a
 * word nobody knows and one mistyped character are found too, and a character that stands alone between others: what is done is often one
 * (交, 查, 算). The same cutting makes the index and reads the question.
 */

/** Of this way of cutting; what another one made is cut anew. */
export const CUT = 'words+pairs+ones/2'

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const han = /^\p{Script=Han}+$/u
/** Said in every question, and tell nothing of what is asked. */
const fillers = new Set(
  '我要 我想 我们家 你们家 要带 去 弄 人家 突然 老是 的 了 吗 呢 吧 啊 呀 嘛 我 我的 我家 我们 你 你们 您 请 请问 你好 您好 麻烦 一下 想 想要 问 那个 这个 那 这 就是 可以 能 是 在 从 有 把 被 和 跟 与 或 就 都 也 还 要 会 什么 需要 怎么 怎样 如何 咋 为什么'.split(
    ' ',
  ),
)

/** What of a matter is asked, whatever the matter is: they tell little of which it is. */
const aspects = new Set(
  '材料 办理 申请 多久 多少 多少钱 几天 时间 电话 费用 流程 手机 名字 要求 条件 地方 为什么 原因'.split(' '),
)
/** Ways to ask that are more than one word, by whatever words they are cut into. */
const asking =
  /能不能|可不可以|是不是|会不会|有没有|要不要|用不用|管不管|怎么办(?!理)|怎么弄|怎么搞|咋办(?!理)|咋整|咋弄|啥时候|什么时候|哪里|哪儿|在哪|看看|一点|点儿/g

/** `isWord`: one that is known, to ICU or as a word of the field, and not only two characters that stand together. */
export type Cut = { lexeme: string; isWord: boolean; from: number; to: number }

/** Every word and pair in order, repeated where it is repeated. */
export function cut(text: string, synonyms: string[][]): Cut[] {
  const terms = synonyms.flatMap(([first]) => (first && han.test(first) ? [first] : []))
  const cuts: Cut[] = []
  let run = ''
  let at = 0
  const add = (lexeme: string, isWord: boolean, from: number, length: number) =>
    cuts.push({ lexeme, isWord, from, to: from + length })
  const endRun = () => {
    const characters = [...run]
    const from = at - characters.length
    if (characters.length === 1) add(run, false, from, 1)
    for (let n = 0; n + 1 < characters.length; n++) add(`${characters[n]}${characters[n + 1]}`, false, from + n, 2)
    for (const term of terms)
      for (let n = run.indexOf(term); n >= 0; n = run.indexOf(term, n + 1)) add(term, true, from + n, term.length)
    run = ''
  }
  for (const { segment, isWordLike } of segmenter.segment(sameWords(text, synonyms))) {
    const { length } = [...segment]
    const isHan = han.test(segment)
    if (!isWordLike || !isHan || fillers.has(segment)) endRun()
    if (isWordLike && !fillers.has(segment)) {
      const lexeme = isHan ? segment : segment.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 60)
      if (isHan) run += segment
      if (lexeme !== '' && (!isHan || length > 1)) add(lexeme, true, at, length)
    }
    at += length
  }
  endRun()
  return cuts
}

/** In small letters and half width, each word of the field by the first of its synonyms. */
function sameWords(text: string, synonyms: string[][]): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(asking, ' ')
  const firstOf = new Map(synonyms.flatMap((words) => words.map((word) => [word.toLowerCase(), words[0] ?? word])))
  if (firstOf.size === 0) return plain
  const longestFirst = [...firstOf.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')
  return plain.replace(pattern, (word) => firstOf.get(word) ?? word)
}

const TIMES = 4
const MOST = 60

/** As PostgreSQL writes a tsvector: the title weighs A, other ways to ask B, the body C. A word counts at most four times in each. */
export function toTsvector(
  article: { title: string; questions: string[]; body: string },
  synonyms: string[][],
): string {
  const places = new Map<string, string[]>()
  let position = 0
  const add = (text: string, weight: 'A' | 'B' | 'C') => {
    const seen = new Map<string, number>()
    for (const { lexeme } of cut(text, synonyms)) {
      const times = (seen.get(lexeme) ?? 0) + 1
      seen.set(lexeme, times)
      if (times > TIMES) continue
      position = Math.min(position + 1, 16_383)
      places.set(lexeme, [...(places.get(lexeme) ?? []), `${position}${weight}`])
    }
  }
  add(article.title, 'A')
  add(article.questions.join('\n'), 'B')
  add(article.body, 'C')
  return [...places].map(([lexeme, where]) => `'${lexeme}':${where.join(',')}`).join(' ')
}

/** How many characters of a question stand in no word that any article has. */
export function countUnknown(text: string, synonyms: string[][], known: ReadonlySet<string>): number {
  const cuts = cut(text, synonyms)
  const placesOf = (some: Cut[]) =>
    some.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n))
  const found = new Set(placesOf(cuts.filter(({ lexeme }) => known.has(lexeme))))
  return new Set(placesOf(cuts).filter((place) => !found.has(place))).size
}

/** How much a word of a question tells: a long one most; a mere pair of characters, and what is asked of any matter, least. */
export type Asked = { lexeme: string; boost: number }

export function toAsked(text: string, synonyms: string[][]): Asked[] {
  const asked = new Map<string, number>()
  for (const { lexeme, isWord } of cut(text, synonyms)) {
    const boost = isWord && !aspects.has(lexeme) ? ([...lexeme].length > 2 ? 1.5 : 1) : 0.4
    asked.set(lexeme, Math.max(boost, asked.get(lexeme) ?? 0))
  }
  return [...asked].map(([lexeme, boost]) => ({ lexeme, boost })).slice(0, MOST)
}
