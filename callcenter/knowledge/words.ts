import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { CUT, cut, toTsvector } from '../rules/knowledge/segment.ts'
import {
  changeSynonyms,
  dropSynonyms,
  holdWords,
  insertSynonyms,
  listKnownWords,
  listSynonymRows,
  listTaken,
  listToCut,
  setWords,
  type ToCut,
} from '../sql/knowledge-search.ts'
import type { synonymList, synonyms } from './contract.ts'

const AT_ONCE = 200
/** Another ICU may know other words. */
const cutBy = `${CUT} icu ${process.versions.icu}`

export async function listSynonyms(ctx: Ctx): Promise<z.infer<typeof synonymList>> {
  return { groups: toWire(await listSynonymRows(ctx)) }
}

/** Refuses with `WORDS_TAKEN` what another group has. All articles are cut anew by it. */
export function addSynonyms(ctx: Ctx, input: z.output<typeof synonyms>): Promise<{ id: number }> {
  return transact(ctx, async (inner) => {
    const words = await checkWords(inner, input, null)
    const id = await insertSynonyms(inner, words)
    await recutAfter(inner, 'added', words)
    return { id }
  })
}

/** Refuses with `NOT_FOUND`, and `WORDS_TAKEN`. */
export function setSynonyms(ctx: Ctx, id: number, input: z.output<typeof synonyms>): Promise<void> {
  return transact(ctx, async (inner) => {
    const words = await checkWords(inner, input, id)
    if ((await changeSynonyms(inner, id, words)) === 0) throw notFound('同义词')
    await recutAfter(inner, 'changed', words)
  })
}

/** Refuses with `NOT_FOUND`. */
export function removeSynonyms(ctx: Ctx, id: number): Promise<void> {
  return transact(ctx, async (inner) => {
    await holdWords(inner)
    if ((await dropSynonyms(inner, id)) === 0) throw notFound('同义词')
    await recutAfter(inner, 'removed', [])
  })
}

async function checkWords(ctx: Ctx, { words }: z.output<typeof synonyms>, besideId: number | null): Promise<string[]> {
  await holdWords(ctx)
  const unique = [...new Set(words.map((word) => word.normalize('NFKC').toLowerCase()))]
  const taken = unique.length < words.length ? ['重复的词'] : await listTaken(ctx, unique, besideId)
  if (taken.length > 0) {
    const message = `已在别组或重复：${taken.join('、')}`
    throw new Refusal('WORDS_TAKEN', message, { issues: [{ path: 'words', message }] })
  }
  return unique
}

async function recutAfter(ctx: Ctx, change: 'added' | 'changed' | 'removed', words: string[]): Promise<void> {
  await recordAudit(ctx, { action: 'knowledge.words-set', subject: 'knowledge:words', detail: { change, words } })
  await recut(ctx, null)
}

/** Articles that an earlier version of the program cut are found by the present one too. */
export function recutOutdated(ctx: Ctx): Promise<void> {
  return transact(ctx, async (inner) => {
    await holdWords(inner)
    await recut(inner, cutBy)
  })
}

async function recut(ctx: Ctx, beside: string | null): Promise<void> {
  const groups = await readGroups(ctx)
  for (let after = 0; ; ) {
    const found = await listToCut(ctx, beside, after, AT_ONCE)
    const latest = found.at(-1)
    if (!latest) return
    after = latest.id
    const cuts = found.map((each) => ({ id: each.id, words: toTsvector(each, groups) }))
    await setWords(ctx, cuts, cutBy)
  }
}

/** As it is to be found. Held against a change of the words until the transaction ends. */
export async function cutArticle(ctx: Ctx, article: Omit<ToCut, 'id'>): Promise<{ words: string; cutBy: string }> {
  await holdWords(ctx)
  return { words: toTsvector(article, await readGroups(ctx)), cutBy }
}

/** Of what somebody asked only the words of the field: what names a person, a place or a number stands in no article. */
export async function keepKnown(ctx: Ctx, text: string): Promise<string> {
  const groups = await readGroups(ctx)
  const words = cut(text, groups)
    .filter(({ isWord }) => isWord)
    .map(({ lexeme }) => lexeme)
  const known = new Set([...groups.flat(), ...(await listKnownWords(ctx, words))])
  return [...new Set(words)].filter((word) => known.has(word)).join(' ')
}

export async function readGroups(ctx: Ctx): Promise<string[][]> {
  return (await listSynonymRows(ctx)).map(({ words }) => words)
}
