import type { AttachmentKind } from '../../attachments/contract.ts'
import type { ApplicationDetail } from '../../contract.ts'

/** What whoever adds a file most likely brings now: what a step waits for, what is deferred, what was only claimed. */
export function wantedOf({ openSteps, deferredPapers, papers }: ApplicationDetail): AttachmentKind {
  const isOpen = (step: string) => openSteps.some((each) => each.step === step)
  if (isOpen('design-submission')) return 'design'
  if (isOpen('completion-report')) return 'completion'
  const awaited = deferredPapers.find(({ receivedAt }) => receivedAt === null)?.kind
  if (awaited) return awaited
  if (isOpen('accept')) return papers.find(({ proof }) => proof === null)?.kind ?? 'identity'
  return isOpen('survey') ? 'site-photo' : 'other'
}
