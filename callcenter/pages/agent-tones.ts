import type { Tone } from '../../app/web/kit/parts.tsx'
import type { AgentState } from '../contract.ts'

export const agentTones: Record<AgentState['state'], Tone> = {
  away: 'calm',
  ready: 'good',
  offered: 'warn',
  talking: 'brand',
  'wrap-up': 'warn',
}
