import { wordsOfCharging } from './words-of-charging.ts'
import { wordsOfDesk } from './words-of-desk.ts'
import { wordsOfLeads } from './words-of-leads.ts'
import { wordsOfSupply } from './words-of-supply.ts'

export type Term = readonly [en: string, zh: string, explained: string, inEnglish: string]

/** The words of the product, in the order of the README's table, which says the same; each with one line that explains it. */
export const glossary: readonly Term[] = [...wordsOfSupply, ...wordsOfCharging, ...wordsOfDesk, ...wordsOfLeads]
