import { z } from 'zod'
import type { Role } from '../db/context.ts'

/** What the call centre's routes have in common. */
export const agents: Role[] = ['agent', 'lead']
export const idParam = z.object({ id: z.coerce.number().int().positive() })
export const tags = ['callcenter']
