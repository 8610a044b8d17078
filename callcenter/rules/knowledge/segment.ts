/**
 * Cuts a text into the words by which knowledge is found: words of Chinese as ICU knows them, and every two neighbouring characters, so
 * that a word nobody knows and one mistyped character are found too. The same cutting makes the index and reads the question.
 */

/** Of this way of cutting; what another one made is cut anew. */
export const CUT = 'words+pairs/1'

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const han = /^\p{Script=Han}+$/u
/** Said in every question, and tell nothing of what is asked. */
const fillers = new Set(
  '的 了 吗 呢 吧 啊 呀 嘛 我 我的 我家 我们 你 你们 您 请 请问 你好 您好 麻烦 一下 想 想要 问 那个 这个 那 这 就是 可以 能 是 在 有 把 被 和 跟 与 或 就 都 也 还 要 会 什么 需要 怎么 怎样 如何 咋 为什么'.split(
    ' ',
  ),
)

/** `isWord`: one that is known, and not only two characters that stand together. */
export type Cut = { lexeme: string; isWord: boolean }

/** Every word and pair in order, repeated where it is repeated. */
export function cut(text: string, synonyms: string[][]): Cut[] {
  const cuts: Cut[] = []
  let run = ''
  const endRun = () => {
    const characters = [...run]
    for (let at = 0; at + 1 < characters.length; at++)
      cuts.push({ lexeme: `${characters[at]}${characters[at + 1]}`, isWord: false })
    run = ''
  }
  for (const { segment, isWordLike } of segmenter.segment(sameWords(text, synonyms))) {
    if (!isWordLike || fillers.has(segment)) {
      endRun()
      continue
    }
    if (han.test(segment)) {
      run += segment
      if ([...segment].length > 1) cuts.push({ lexeme: segment, isWord: true })
      continue
    }
    endRun()
    const lexeme = segment.replace(/[^\p{L}\p{N}]/gu, '')
    if (lexeme !== '') cuts.push({ lexeme: lexeme.slice(0, 60), isWord: true })
  }
  endRun()
  return cuts
}

/** In small letters and half width, each word of the field by the first of its synonyms. */
function sameWords(text: string, synonyms: string[][]): string {
  const plain = text.normalize('NFKC').toLowerCase()
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

/** How much a word of a question tells: a long one most, a mere pair of characters least. */
export type Asked = { lexeme: string; boost: number }

export function toAsked(text: string, synonyms: string[][]): Asked[] {
  const asked = new Map<string, number>()
  for (const { lexeme, isWord } of cut(text, synonyms)) {
    const boost = isWord ? ([...lexeme].length > 2 ? 1.5 : 1) : 0.4
    asked.set(lexeme, Math.max(boost, asked.get(lexeme) ?? 0))
  }
  return [...asked].map(([lexeme, boost]) => ({ lexeme, boost })).slice(0, MOST)
}
