/**
 * A register for a reading day that nobody could read (估抄): between the readings round it, else on from the one before by
 * the usual use of a day. Only ever a proposal that another person approves. From practice.
 */
import type { RegisterRole, Registers } from '../contract.ts'

export type KnownRegisters = { atMs: number; registers: Registers }
export type RegisterEstimate = {
  registers: Registers
  method: 'between-readings' | 'usual-use'
}

const DAY_MS = 86_400_000

/** `usualDayWh` is before CT × PT. Undefined where neither tells. Roles that stand in both readings are estimated. */
export function estimateRegisters(facts: {
  atMs: number
  before: KnownRegisters
  after: KnownRegisters | undefined
  usualDayWh: number | null
}): RegisterEstimate | undefined {
  const { atMs, before, after, usualDayWh } = facts
  const roles = Object.keys(before.registers) as RegisterRole[]
  if (after && roles.every((role) => (after.registers[role] ?? -1) >= (before.registers[role] ?? 0))) {
    const share = (atMs - before.atMs) / (after.atMs - before.atMs)
    const registers = Object.fromEntries(
      roles.map((role) => {
        const startWh = before.registers[role] ?? 0
        return [role, Math.round(startWh + ((after.registers[role] ?? 0) - startWh) * share)]
      }),
    )
    return { registers, method: 'between-readings' }
  }
  const totalWh = before.registers.importTotal
  if (usualDayWh === null || totalWh === undefined) return undefined
  const addedWh = Math.round((usualDayWh * (atMs - before.atMs)) / DAY_MS)
  // Periods share the added energy as they shared all before it.
  const registers = Object.fromEntries(
    roles.map((role) => {
      const wh = before.registers[role] ?? 0
      if (role === 'importTotal') return [role, wh + addedWh]
      const share = role.startsWith('import') && totalWh > 0 ? wh / totalWh : 0
      return [role, wh + Math.floor(addedWh * share)]
    }),
  )
  return { registers, method: 'usual-use' }
}
