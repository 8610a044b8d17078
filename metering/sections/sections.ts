import type { Ctx } from '../../db/context.ts'
import { changeSection, placeInSection } from '../../db/customers/sections.ts'
import { notFound } from '../../db/refusal.ts'
import { refuseStranger } from '../people.ts'
import {
  countUnplaced,
  findSectionRow,
  listSectionPointRows,
  listSectionRows,
  listUnplacedRows,
} from '../sql/sections.ts'
import type { SectionInput, SectionList, SectionPointQuery, SectionPoints, SectionQuery, SectionRow } from './shapes.ts'

export async function listSections(ctx: Ctx, query: SectionQuery): Promise<SectionList> {
  const limit = query.limit ?? 50
  const sections = await listSectionRows(ctx, { q: query.q || null, afterNo: query.cursor ?? '', limit })
  const nextCursor = sections.length === limit ? (sections.at(-1)?.sectionNo ?? null) : null
  return { sections, unplaced: await countUnplaced(ctx), nextCursor }
}

/** Refuses with `NOT_FOUND`. */
export async function findSection(ctx: Ctx, sectionId: number): Promise<SectionRow> {
  const row = await findSectionRow(ctx, sectionId)
  if (!row) throw notFound('抄表段')
  return row
}

export async function listSectionPoints(
  ctx: Ctx,
  { sectionId, ...query }: SectionPointQuery & { sectionId: number },
): Promise<SectionPoints> {
  await findSection(ctx, sectionId)
  const limit = query.limit ?? 50
  const [id, validFrom] = query.cursor?.split('~') ?? []
  const after = id && validFrom ? { pointId: Number(id), validFrom } : null
  const points = await listSectionPointRows(ctx, { sectionId, which: query.which ?? 'now', after, limit })
  const latest = points.length === limit ? points.at(-1) : undefined
  return { points, nextCursor: latest ? `${latest.pointId}~${latest.validFrom}` : null }
}

/** Points that nobody reads: a fault of the file, to be repaired by placing them. */
export async function listUnplaced(
  ctx: Ctx,
  query: { cursor?: string | undefined; limit?: number },
): Promise<SectionPoints> {
  const limit = query.limit ?? 50
  const points = await listUnplacedRows(ctx, { afterId: Number(query.cursor ?? 0) || 0, limit })
  return { points, nextCursor: points.length === limit ? String(points.at(-1)?.pointId) : null }
}

/** The file's own change; refuses as `changeSection` of the file does, and with `PERSON_UNKNOWN` a manager of another county. */
export async function saveSection(
  ctx: Ctx,
  { from, ...section }: SectionInput,
): Promise<{ sectionId: number; joined: number }> {
  await refuseStranger(ctx, section.manager)
  return changeSection(ctx, section, from)
}

export function placePoint(
  ctx: Ctx,
  placement: { pointId: number; sectionId: number | null; from: string },
): Promise<void> {
  return placeInSection(ctx, placement)
}
