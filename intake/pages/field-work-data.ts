/** What a person writes down on site: readings in kWh, times of the town's own clock. */
export type FieldWorkFilled = {
  doneAt: string
  person: string
  seals?: Record<string, string | undefined>
  meters?: Record<string, Record<string, number | null | undefined>>
}

export function toInstant(local: string): string {
  return `${local.slice(0, 16)}:00+08:00`
}

export function sealingToData({ doneAt, person, seals = {} }: FieldWorkFilled) {
  return {
    doneAt: toInstant(doneAt),
    person,
    seals: Object.entries(seals).flatMap(([transformerId, sealNo]) =>
      sealNo?.trim() ? [{ transformerId: Number(transformerId), sealNo: sealNo.trim() }] : [],
    ),
  }
}

/** The file keeps whole Wh and varh; a demand in kW is kept in W. */
export function settlementToData({ doneAt, person, meters = {} }: FieldWorkFilled) {
  return {
    doneAt: toInstant(doneAt),
    person,
    meters: Object.entries(meters).map(([pointNo, registers]) => ({
      pointNo,
      endRegisters: Object.fromEntries(
        Object.entries(registers).flatMap(([role, shown]) =>
          typeof shown === 'number' ? [[role, Math.round(shown * 1000)]] : [],
        ),
      ),
    })),
  }
}
