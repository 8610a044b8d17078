import type { z } from 'zod'
import { findBalance } from '../../billing/index.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { listOpenApplications } from '../../intake/index.ts'
import { findPointState } from '../../metering/index.ts'
import { findGate } from '../identity/gate.ts'
import { findRecognised } from '../matters/recognise.ts'
import type { GuardedField } from '../rules/identity.ts'
import { excerpt } from '../rules/knowledge/markup.ts'
import { countUnknown, toAsked } from '../rules/knowledge/segment.ts'
import { findUnitPath, listCategoryRows, listUnits } from '../sql/knowledge.ts'
import { addUse, type Found, listKnownWords, listPopular, searchVersions } from '../sql/knowledge-search.ts'
import { findArticle } from './articles.ts'
import type { Hit, hits, Shelf, suggestionQuery, suggestions, use } from './contract.ts'
import { noteQuestion } from './tasks.ts'
import { readGroups } from './words.ts'

const MOST = 12
const SUGGESTED = 5

export async function findShelf(ctx: Ctx): Promise<Shelf> {
  const rules = await readFigures(ctx, 'knowledge_rule')
  return {
    categories: await listCategoryRows(ctx),
    units: await listUnits(ctx),
    reviewMonths: rules('review-months'),
  }
}

/** The best first; without words the most used. */
export async function searchKnowledge(
  ctx: Ctx,
  { q = '', category = null }: { q?: string | undefined; category?: string | null | undefined },
): Promise<z.infer<typeof hits>> {
  return { hits: await findHits(ctx, { text: q, category, most: MOST }, 'asked') }
}

/**
 * What may be told to a customer of an account, the best first; whole, for who answers from it. Without an account, whose unit nobody
 * knows, what is of the whole company alone.
 */
export async function findPublic(
  ctx: Ctx,
  text: string,
  { accountId, most }: { accountId: number | null; most: number },
): Promise<Found[]> {
  const path = accountId === null ? null : await findUnitPath(ctx, accountId)
  return searchVersions(ctx, { ...(await readAsked(ctx, text)), category: null, isPublicOnly: true, most, path })
}

async function readAsked(ctx: Ctx, text: string) {
  const popularDays = (await readFigures(ctx, 'knowledge_rule'))('popular-days')
  const groups = await readGroups(ctx)
  const asked = toAsked(text, groups)
  const known = await listKnownWords(
    ctx,
    asked.map(({ lexeme }) => lexeme),
  )
  return { asked, unknown: countUnknown(text, groups, new Set(known)), popularDays }
}

type Wanted = { text: string; category?: string | null; most: number }

async function findHits(ctx: Ctx, { text, category = null, most }: Wanted, because: Hit['because']): Promise<Hit[]> {
  const { asked, unknown, popularDays } = await readAsked(ctx, text)
  if (asked.length === 0) {
    const popular = await listPopular(ctx, { category, popularDays, most })
    return popular.map((found) => describe(found, [], 'popular'))
  }
  const found = await searchVersions(ctx, {
    ...{ asked, unknown, category, isPublicOnly: false, popularDays, most, path: ctx.scope },
  })
  const words = asked.map(({ lexeme }) => lexeme)
  return found.map((each) => describe(each, words, because))
}

function describe(found: Found, words: string[], because: Hit['because']): Hit {
  const { articleId, articleNo, number, title, category, isPublic, body, coverage } = found
  return { articleId, articleNo, number, title, category, isPublic, excerpt: excerpt(body, words), coverage, because }
}

/** Of what the agent wrote the end tells most. */
const TAIL = 120

/** Beside the current contact: by what the agent writes, the sub-kind of the order, and what the file says of the account. */
export async function suggestKnowledge(
  ctx: Ctx,
  { q = '', subkind, accountNo }: z.output<typeof suggestionQuery>,
): Promise<z.infer<typeof suggestions>> {
  const wanted: [string, Hit['because']][] = [
    [q.slice(-TAIL), 'asked'],
    [subkind ?? '', 'subkind'],
    ...(accountNo ? await readFacts(ctx, accountNo) : []),
  ]
  const suggested: Hit[] = []
  for (const [text, because] of wanted) {
    if (text === '') continue
    const found = await findHits(ctx, { text, most: because === 'asked' ? SUGGESTED : 2 }, because)
    for (const each of found)
      if (each.because !== 'popular' && !suggested.some(({ articleId }) => articleId === each.articleId))
        suggested.push(each)
  }
  const matters = accountNo ? (await findRecognised(ctx, accountNo)).matters : []
  return { hits: suggested.slice(0, SUGGESTED), matters }
}

/** What an account's state makes a caller ask; nothing that its reader must not say yet. */
async function readFacts(ctx: Ctx, accountNo: string): Promise<[string, Hit['because']][]> {
  const { accountId, points } = await findAccountFile(ctx, { accountNo })
  const states = await findPointState(
    ctx,
    points.map(({ pointId }) => pointId),
  )
  const gate = await findGate(ctx, accountId)
  const isTold = (field: GuardedField) => !gate?.withheld.some((each) => each.field === field)
  const arrearsYuan = isTold('money') ? (await findBalance(ctx, accountId)).arrearsYuan : '0.00'
  const applications = isTold('history') ? await listOpenApplications(ctx, { accountId }) : []
  return [
    ...(states.some(({ state }) => state === 'off') ? [['停电 报修 多久', 'no-supply'] as [string, 'no-supply']] : []),
    ...(arrearsYuan !== '0.00' ? [['欠费停电后交费复电', 'arrears'] as [string, 'arrears']] : []),
    ...(applications.length > 0 ? [['业务办理进度查询', 'application'] as [string, 'application']] : []),
  ]
}

/** What an agent did with an article. What did not help is work for the editors. Refuses with `NOT_FOUND`. */
export function noteUse(ctx: Ctx, articleId: number, input: z.output<typeof use>): Promise<void> {
  return transact(ctx, async (inner) => {
    const { versions } = await findArticle(inner, articleId)
    await addUse(inner, articleId, input.act)
    if (input.act !== 'unhelpful') return
    const asked = input.asked ?? versions[0]?.title ?? ''
    await noteQuestion(inner, { asked, origin: 'unhelpful', articleId, reason: input.because })
  })
}
