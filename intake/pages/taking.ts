import { withQuery } from '../../app/web/kit/api.ts'
import type { ApplicationDetail, ApplicationKind } from '../contract.ts'

/** What was handed in, as far as whoever took it is told. */
export type Made = Pick<ApplicationDetail, 'id' | 'applicationNo' | 'kindTitle'>

/** Who takes an application, from where, and where he goes on: a customer himself, a clerk, or an agent for a caller. */
export type Taking = {
  /** Of the form itself, and what of the address stays with it. */
  page: string
  kept: Record<string, string>
  /** From the choice of kinds. */
  back: { to: string; text: string }
  offers: (kind: ApplicationKind) => boolean
  /** `own`: one of the reader's accounts; `any`: by its number; `fixed`: none but this. */
  account: { way: 'own' | 'any' | 'fixed'; no: string | null }
  /** Units to choose from for a new supply. */
  units: { id: number; name: string }[]
  /** Where it is handed in. */
  post: string
  made: (application: Made) => void
}

/** The form of one kind, or the choice of them. */
export function pageOf({ page, kept }: Taking, kind?: ApplicationKind): string {
  return withQuery(page, { ...kept, ...(kind && { kind }) })
}
