/** What of the files that a mail carries is kept, by the rules of its day (`channel_rule`). */

/** `mediaType`: by its content; null where it is none that is taken, or carries something else too. */
export type Carried = { bytes: number; mediaType: string | null; isInline: boolean }
export type Verdict = 'kept' | 'passed-over' | 'too-many' | 'too-large' | 'unfit'
export type AttachmentLimits = { most: number; imageKib: number; pdfKib: number; inlineKib: number }

const KIB = 1024

/** In order: those that come after the most that is kept are not. A small picture in the text is a mark of a signature: nothing is said of it. */
export function decideAttachments(carried: readonly Carried[], limits: AttachmentLimits): Verdict[] {
  let kept = 0
  return carried.map(({ bytes, mediaType, isInline }) => {
    if (isInline && (mediaType === null || bytes < limits.inlineKib * KIB)) return 'passed-over'
    const most = mediaType === 'application/pdf' ? limits.pdfKib : limits.imageKib
    if (mediaType === null || most === 0) return 'unfit'
    if (bytes > most * KIB) return 'too-large'
    if (kept === limits.most) return 'too-many'
    kept++
    return 'kept'
  })
}
