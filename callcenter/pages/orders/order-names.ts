import type { Language } from '../../../app/web/kit/words.ts'
import type { WorkOrder } from '../../orders/contract.ts'
import { nameOrder, subkindTitles } from '../../orders/kinds/contract.ts'

type Titles = Partial<Record<string, Record<Language, string>>>

/** A sub-kind that nobody has translated is shown as it is. */
export function nameSubkind(subkind: string, language: Language): string {
  return (subkindTitles as Titles)[subkind]?.[language] ?? subkind
}

export function orderName({ kind, subkind }: Pick<WorkOrder, 'kind' | 'subkind'>, language: Language): string {
  return nameOrder(kind, subkind)[language]
}
