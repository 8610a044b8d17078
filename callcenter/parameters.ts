import type { ParameterSet } from '../db/parameters/set.ts'
import { applicationSets } from './applications/parameters.ts'
import { callSets } from './call/parameters.ts'
import { channelSets } from './channels/parameters.ts'
import { chatSets } from './chat/parameters.ts'
import { keySets } from './follow-up/key-parameters.ts'
import { followUpSets } from './follow-up/parameters.ts'
import { scriptSets } from './follow-up/script-parameters.ts'
import { handInSets } from './hand-ins/parameters.ts'
import { knowledgeSets } from './knowledge/parameters.ts'
import { markSets } from './marks/parameters.ts'
import { matterSets } from './matters/parameters.ts'
import { orderSets } from './orders/parameters.ts'
import { profileSets } from './profile/parameters.ts'
import { promiseSets } from './promises/parameters.ts'
import { qualitySets } from './quality/parameters.ts'
import { reasonSets } from './reasons/parameters.ts'
import { routingSets } from './routing-parameters.ts'
import { shiftSets } from './shifts/parameters.ts'
import { staffingSets } from './staffing/parameters.ts'

export const parameterSets: ParameterSet[] = [
  ...[...routingSets, ...callSets, ...promiseSets, ...markSets, ...orderSets, ...shiftSets],
  ...[...staffingSets, ...qualitySets, ...knowledgeSets, ...chatSets, ...channelSets, ...handInSets],
  ...[...followUpSets, ...keySets, ...scriptSets, ...reasonSets, ...profileSets, ...applicationSets, ...matterSets],
]
