import type { ParameterSet } from '../db/parameters/set.ts'
import { callSets } from './call/parameters.ts'
import { orderSets } from './orders/parameters.ts'
import { routingSets } from './routing-parameters.ts'

export const parameterSets: ParameterSet[] = [...routingSets, ...callSets, ...orderSets]
