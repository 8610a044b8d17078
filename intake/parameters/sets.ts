import type { ParameterSet } from '../../db/parameters/set.ts'
import { clockSets } from './clock-sets.ts'
import { ruleSets } from './rule-sets.ts'

export const parameterSets: ParameterSet[] = [...clockSets, ...ruleSets]
