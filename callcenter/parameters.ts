import type { ParameterSet } from '../db/parameters/set.ts'
import { orderSets } from './orders/parameters.ts'
import { routingSets } from './routing-parameters.ts'
import { shiftSets } from './shifts/parameters.ts'
import { staffingSets } from './staffing/parameters.ts'

export const parameterSets: ParameterSet[] = [...routingSets, ...orderSets, ...shiftSets, ...staffingSets]
