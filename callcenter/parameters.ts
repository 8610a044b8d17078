import type { ParameterSet } from '../db/parameters/set.ts'
import { callSets } from './call/parameters.ts'
import { channelSets } from './channels/parameters.ts'
import { chatSets } from './chat/parameters.ts'
import { knowledgeSets } from './knowledge/parameters.ts'
import { orderSets } from './orders/parameters.ts'
import { qualitySets } from './quality/parameters.ts'
import { routingSets } from './routing-parameters.ts'
import { shiftSets } from './shifts/parameters.ts'
import { staffingSets } from './staffing/parameters.ts'

export const parameterSets: ParameterSet[] = [
  ...[...routingSets, ...callSets, ...orderSets, ...shiftSets],
  ...[...staffingSets, ...qualitySets, ...knowledgeSets, ...chatSets, ...channelSets],
]
