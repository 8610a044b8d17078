// Decides which edition of 供电营业规则 holds on a civil day.
import { editionFigures, type RuleEdition } from '../editions.ts'

const editions = (Object.keys(editionFigures) as RuleEdition[]).sort()

export function editionOn(day: string): RuleEdition {
  return editions.findLast((edition) => editionFigures[edition].inForceFrom <= day) ?? '1996'
}
