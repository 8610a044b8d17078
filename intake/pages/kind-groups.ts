import type { ApplicationKind } from '../contract.ts'

/** Kinds in the order in which a customer would look for them. */
export const kindGroups: {
  group: 'new' | 'capacity' | 'owner' | 'price' | 'service' | 'internal'
  kinds: ApplicationKind[]
}[] = [
  {
    group: 'new',
    kinds: [
      'low-voltage-residential',
      'charging-pile',
      'low-voltage-other',
      'temporary-metered',
      'temporary-unmetered',
      'residential-compound',
      'high-voltage-single',
      'high-voltage-dual',
      'distributed-pv',
    ],
  },
  {
    group: 'owner',
    kinds: ['transfer', 'rename', 'split', 'merge', 'relocation', 'temporary-removal', 'reinstallation', 'closing'],
  },
  {
    group: 'capacity',
    kinds: [
      'capacity-increase',
      'voltage-change',
      'pause',
      'pause-restoration',
      'temporary-reduction',
      'reduction-restoration',
      'permanent-reduction',
      'temporary-exchange',
    ],
  },
  { group: 'price', kinds: ['class-change', 'price-option', 'contract-demand'] },
  { group: 'service', kinds: ['contact-change', 'meter-check', 'meter-move'] },
  { group: 'internal', kinds: ['ratio-correction', 'cut-over', 'section-change'] },
]

const newKinds = kindGroups[0]?.kinds ?? []

export function isNew(kind: ApplicationKind): boolean {
  return newKinds.includes(kind)
}

/** Asked for without an account: a plant that feeds in with surplus is an account's. */
export function opensAccount(kind: ApplicationKind, form: Record<string, unknown> | undefined): boolean {
  return isNew(kind) && !(kind === 'distributed-pv' && form?.mode === 'surplus')
}

/** The company's own: no applicant and no account. */
export function isInternal(kind: ApplicationKind): boolean {
  return kind === 'cut-over' || kind === 'section-change'
}

/** A household's own supply. */
export function isHome(kind: ApplicationKind): boolean {
  return kind === 'low-voltage-residential' || kind === 'charging-pile'
}

export function isKind(text: string | null): text is ApplicationKind {
  return kindGroups.some(({ kinds }) => (kinds as string[]).includes(text ?? ''))
}
